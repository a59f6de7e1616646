import FilterTool
import NDJSON
import TableInput
import Tables
import TimeSeries

/// What the columns of REAL are, by which the other tables are read as well.
struct Roles: Sendable {
  /// A column of values.
  struct Column: Equatable, Sendable {
    let name: String
    /// Whether every cell of REAL that is not null is a number; else all are text.
    var isNumeric: Bool
  }

  /// The column that tells the series apart; nil for a single one.
  let groupColumn: String?
  /// The column that holds the time; nil where a record's number makes it.
  let timeColumn: String?
  /// The format of the time; nil without a time column.
  let format: TimestampFormat?
  let step: Step
  var columns: [Column]
  /// The columns that REAL has and that are no part of its records, such as a year beside the time.
  let passedOver: [String]
  /// The texts of a cell of CSV that is null.
  let nullTexts: [[UInt8]]

  /// The columns of numbers, by their number.
  var numeric: [Int] { columns.indices.filter { columns[$0].isNumeric } }
  /// The columns of text, by their number.
  var textual: [Int] { columns.indices.filter { !columns[$0].isNumeric } }

  /// Takes columns that hold no number for text; true where one has to be read again as such.
  mutating func correct(by table: inout RawTable) -> Bool {
    var wantsReading = false
    for column in numeric where table.numeric[column] < max(table.filled[column], 1) {
      columns[column].isNumeric = false
      table.numbers[column] = []
      table.texts[column] = Array(repeating: RawTable.none, count: table.count)
      if table.filled[column] > 0 { wantsReading = true }
    }
    return wantsReading
  }

  /// The roles of what was seen of REAL so far, with the number of the time's column.
  init(_ survey: TableSurvey, time: Int?, format: TimestampFormat?, step: Step) {
    timeColumn = time.map { survey.columns[$0].name }
    (self.format, self.step) = (format, step)
    groupColumn = survey.groupColumn.map { survey.columns[$0].name }
    nullTexts = survey.questions.nullTexts
    passedOver = survey.columns.filter(\.isPassedOver).map(\.name)
    let others = [timeColumn, groupColumn].compactMap(\.self)
    columns = survey.columns.filter { !others.contains($0.name) && !$0.isPassedOver }.map {
      Column(name: $0.name, isNumeric: $0.isNumeric || $0.filled == 0)
    }
  }

  /// Finds the roles in all that was seen of REAL, and what there is to say of it.
  init(_ survey: TableSurvey, step given: Step?, notes: inout [TableFault]) throws(TableFaults) {
    var survey = survey
    let time = try survey.timeChoice(given)
    if survey.passOver(besides: time) != nil {
      let names = survey.columns.filter { $0.isPassedOver && !$0.name.isEmpty }.map(\.name)
      let are = names.count == 1 ? "is a part" : "are parts"
      notes.append(TableFault(line: 1, "\(listed(names)) \(are) of the time: left out"))
    }
    notes += survey.notes + survey.valueFaults(time: time?.column.column)
    guard let time else {
      self.init(survey, time: nil, format: nil, step: given ?? .any)
      return
    }
    var tolerance = StepTolerance()
    tolerance.keepsGaps = true
    let check = ChronologyCheck(survey, time, tolerance)
    notes += check.readingFaults
    if given != .any, let fault = check.missingGroupFault {
      notes.append(fault)
    } else if given == nil, check.groupSteps == nil, let (step, percent, fault) = check.irregularity
    {
      let remedy = percent < 80 ? "" : ": --interval \(step.words) takes that one"
      notes.append(
        TableFault(line: fault.line, "\(fault.message); no step is known\(remedy)"))
    }
    var (faults, others): ([TableFault], [TableFault]) = ([], [])
    // Where each group has a step of its own, none is the table's.
    let found = check.groupSteps == nil ? check.step(faults: &faults, notes: &others) : .increasing
    self.init(
      survey, time: time.column.column, format: time.track.format,
      // One that was given is meant as it is: 1mo keeps the day of a series' first record.
      step: given ?? found)
  }
}

/// The names of columns as a message has them.
func listed(_ columns: [String]) -> String {
  (columns.count == 1 ? "column " : "columns ")
    + columns.map { "\"\($0)\"" }.joined(separator: " and ")
}

extension TableSurvey {
  /// The time column; nil where the table has none and an interval makes up for it.
  fileprivate func timeChoice(_ step: Step?) throws(TableFaults) -> TimeChoice? {
    do throws(TimeChoiceError) {
      return try chooseTime()
    } catch {
      if error == .noTimeColumn, case .fixed? = step { return nil }
      throw TableFaults(recordCount == 0 ? "no record" : error.description)
    }
  }
}
