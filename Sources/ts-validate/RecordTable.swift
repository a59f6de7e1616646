import FilterTool
import NDJSON
import Tables
import TimeSeries

/// The records of one table as they are read: each is checked, and its fault named.
struct RecordTable: RecordSink {
  /// What the files before left, and this one adds to.
  var checker: SeriesChecker
  /// Whether all records are valid so far.
  private(set) var isSound = true

  private let name: String
  private let isQuiet: Bool
  private let nullTexts: [[UInt8]]
  private var columns: [String] = []
  private var record = JSONWriter()
  private var text: [UInt8] = []

  /// A table with this name in messages.
  init(_ checker: SeriesChecker, name: String, _ settings: Settings) {
    self.checker = checker
    self.name = name
    isQuiet = settings.isQuiet
    nullTexts = settings.questions.nullTexts
    self.checker.begin(file: name)
  }

  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    report(checker.check(bytes, number: line), line)
  }

  mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    columns = cells.map { text(of: $0, in: header) }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      throw .repeatedColumn(column)
    }
    checker.takeWholeGroup(among: columns)
    let spec = checker.rules.spec
    for column in [spec.timeColumn] + (spec.groupColumn.map { [$0] } ?? checker.keys)
    where !columns.contains(column) {
      throw .noColumn(column, among: columns)
    }
  }

  mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    guard cells.count == columns.count else {
      if cells.count == 1, cells[0].range.isEmpty, !cells[0].isQuoted { return }
      let error = TableError.ragged(cells: cells.count, columns: columns.count)
      return report(checker.reject(Fault(.json, error.description)), line)
    }
    record.removeAll()
    record.beginObject()
    for (column, cell) in zip(columns, cells) { write(cell, of: bytes, to: column) }
    record.endObject()
    let written = record.bytes
    report(checker.check(written.span, number: line), line)
  }

  /// Writes a cell as JSON, and nothing for an empty one that cannot be null.
  private mutating func write(_ cell: CSVCell, of bytes: Span<UInt8>, to column: String) {
    let text = text(of: cell, in: bytes)
    let isEmpty = text.isEmpty && !cell.isQuoted || bytes.isNull(cell.range, nullTexts)
    guard let value = checker.rules.json(of: isEmpty ? nil : text, column: column) else { return }
    record.name(column)
    record.raw(value)
  }

  private func text(of cell: CSVCell, in bytes: Span<UInt8>) -> String {
    var text: [UInt8] = []
    bytes.appendText(of: cell, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func report(_ fault: Fault?, _ line: Int) {
    guard let fault else { return }
    isSound = false
    if !isQuiet { warn(command.name, "\(name):\(line): \(fault.message)") }
  }
}

extension RecordRules {
  /// The JSON of a cell of CSV, as the schema wants its column; nil where an empty one is best left
  /// out.
  fileprivate func json(of text: String?, column: String) -> [UInt8]? {
    guard let text else {
      let candidates = ["null", "\"\""].map { Array($0.utf8) }
      if fits(candidates[0], column) { return candidates[0] }
      let isNeeded = schema.required.contains(column) && fits(candidates[1], column)
      return isNeeded ? candidates[1] : nil
    }
    let quoted = quotedJSON(text)
    let raw = Array(text.utf8)
    // A time may look like a number and be text, such as a year.
    if column == spec.timeColumn, !format.isElapsed, fits(quoted, column) { return quoted }
    switch raw.span.readCell(0..<raw.count).kind {
    case .integer, .number, .boolean:
      return !fits(raw, column) && fits(quoted, column) ? quoted : raw
    default: return !fits(quoted, column) && fits(raw, column) ? raw : quoted
    }
  }

  /// Whether a text is JSON that a column may hold.
  private func fits(_ json: [UInt8], _ column: String) -> Bool {
    let bytes = json.span
    var scanner = JSONScanner(bytes)
    guard let value = try? scanner.value(), scanner.position == bytes.count else { return false }
    return schema.violation(of: value, in: bytes, column: column) == nil
  }
}
