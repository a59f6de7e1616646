import NDJSON
import TimeSeries

/// Keeps the records of a table, to give them on by group and time: a table that is in another
/// order, such as the newest record first.
///
/// Groups stay in the order of their first records, and records of one time in theirs; those
/// without a time come last.
package struct TableSorter: RecordSink {
  private struct Row {
    let range: Range<Int>
    let line: Int
    let group: Int
    var time = Int64.max
  }

  /// How many bytes of records are kept at most.
  private let limit: Int
  private var survey: TableSurvey
  private var scanner: CSVScanner
  private var header: [UInt8] = []
  private var text: [UInt8] = []
  private var rows: [Row] = []

  /// A sorter of a table of which nothing was seen yet.
  package init(_ questions: TableSurvey.Questions, isUntyped: Bool, limit: Int = 1 << 30) {
    self.limit = limit
    var questions = questions
    questions.keepsLast = false
    questions.splitStep = nil
    questions.keptStep = nil
    questions.window = 0
    survey = TableSurvey(questions, isUntyped: isUntyped)
    scanner = CSVScanner(delimiter: questions.delimiter)
  }

  package mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    if let first = cells.first, let last = cells.last {
      let start = first.range.lowerBound - (first.isQuoted ? 1 : 0)
      self.header = header.copy(start..<last.range.upperBound + (last.isQuoted ? 1 : 0))
    }
    try survey.observe(header: header, cells: cells)
  }

  package mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    let before = survey.rowCount
    try survey.observe(row: row, of: bytes, cells: cells, line: line)
    try keep(bytes.extracting(row), line, isCounted: survey.rowCount > before)
  }

  package mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    let before = survey.rowCount
    try survey.observe(record: bytes, line: line)
    try keep(bytes, line, isCounted: survey.rowCount > before)
  }

  private mutating func keep(_ record: Span<UInt8>, _ line: Int, isCounted: Bool)
    throws(TableError)
  {
    guard text.count + record.count <= limit else { throw .tooLargeToSort(limit, remedy) }
    let start = text.count
    unsafe record.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    rows.append(
      Row(range: start..<text.count, line: line, group: isCounted ? survey.latestCounted : .max))
  }

  /// Gives all records on, in their order.
  package mutating func deliver(to sink: inout some RecordSink & ~Copyable) throws(TableError) {
    if let choice = try? survey.chooseTime() {
      if choice.track.format.isTimeOfDay {
        throw .unsortable(survey.columns[choice.column.column].name)
      }
      for row in rows.indices {
        let values = survey.values(of: Array(text[rows[row].range]))
        guard choice.column.column < values.count, let time = values[choice.column.column] else {
          continue
        }
        rows[row].time = choice.track.format.parse(time.span)?.microseconds ?? .max
      }
      rows.sort { ($0.group, $0.time, $0.line) < ($1.group, $1.time, $1.line) }
    }
    let (text, header) = (text, header)
    if survey.isUntyped {
      try scan(header.span)
      try sink.observe(header: header.span, cells: scanner.cells)
    }
    for row in rows {
      let record = text.span.extracting(row.range)
      guard survey.isUntyped else {
        try sink.observe(record: record, line: row.line)
        continue
      }
      try scan(record)
      try sink.observe(row: 0..<record.count, of: record, cells: scanner.cells, line: row.line)
    }
  }

  private mutating func scan(_ row: Span<UInt8>) throws(TableError) {
    do throws(CSVError) { _ = try scanner.scanRow(row, from: 0, isEnd: true) } catch {
      throw .csv(error)
    }
  }

  /// The command that sorts such a table in a file, as text: that is how most times sort.
  private var remedy: String {
    guard survey.isUntyped, let time = survey.timeColumns.first?.column else {
      return "sort it first"
    }
    let keys = [survey.groupColumn, time].compactMap(\.self).map { " -k \($0 + 1),\($0 + 1)" }
    let delimiter = String(decoding: [survey.delimiter], as: UTF8.self).shellWord
    return "{ head -n 1 FILE; tail -n +2 FILE | LC_ALL=C sort -s -t \(delimiter)\(keys.joined()); }"
      + " sorts it by its texts"
  }
}
