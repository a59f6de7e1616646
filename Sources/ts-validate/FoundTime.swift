import FilterTool
import Libc
import NDJSON
import TableInput
import Tables
import TimeSeries

/// The time column of plain records and its format, found as ts-prefill finds them.
struct FoundTime {
  /// The name of the column.
  let column: String
  /// The format of its times.
  let format: String

  /// Looks through a table; nil where it has no record.
  ///
  /// The table is read from where the descriptor is, which is then there again.
  init?(_ settings: Settings, _ descriptor: Int32, name: String) throws {
    let start = lseek(descriptor, 0, SEEK_CUR)
    guard start >= 0 else {
      let remedy = "give --time-column and --time-format, or the name of a regular file"
      throw UsageError("--records: \(name) cannot be read twice; \(remedy)")
    }
    let survey = try Self.survey(settings, InputBlocks(descriptor: descriptor, name: name), name)
    guard lseek(descriptor, start, SEEK_SET) == start else { throw IOError.current("lseek", name) }
    guard let survey, survey.rowCount > 0 || survey.ungrouped.count > 0 else { return nil }
    do throws(TimeChoiceError) {
      let choice = try survey.chooseTime()
      column = survey.columns[choice.column.column].name
      format = choice.track.format.text
    } catch {
      let isMissing = error == .noTimeColumn
      let reason = isMissing ? "no column holds a time; give --time-column" : error.description
      throw Failure("\(name): \(reason)", .dataError)
    }
  }

  /// Reads the table; what is wrong with a record is left to the check of it.
  private static func survey(
    _ settings: Settings, _ input: consuming InputBlocks, _ name: String
  ) throws -> TableSurvey? {
    let reader = try TableReader(input, name: name, format: settings.inputFormat)
    guard var reader else { return nil }
    var questions = try questions(settings)
    questions.delimiter = reader.delimiter(questions)
    var sink = Sink(survey: TableSurvey(questions, isUntyped: reader.isCSV))
    try reader.read(into: &sink, questions)
    return sink.survey
  }

  /// A survey of the records that can be read.
  private struct Sink: RecordSink {
    var survey: TableSurvey

    mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
      try survey.observe(header: header, cells: cells)
    }

    mutating func observe(
      row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
    ) throws(TableError) {
      try? survey.observe(row: row, of: bytes, cells: cells, line: line)
    }

    mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
      try? survey.observe(record: bytes, line: line)
    }
  }

  /// What is asked of the table.
  private static func questions(_ settings: Settings) throws -> TableSurvey.Questions {
    var questions = settings.questions
    questions.timeColumn = settings.timeColumn
    questions.window = 0
    guard let format = settings.timeFormat else { return questions }
    do throws(TimestampFormatError) {
      questions.timeFormat = try TimestampFormat(format)
    } catch {
      throw UsageError(error.description)
    }
    return questions
  }
}
