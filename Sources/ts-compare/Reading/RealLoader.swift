import NDJSON
import Tables
import TimeSeries

/// Takes REAL in, in one pass: what its columns are, and the records as long as the columns are
/// what the first record suggests.
struct RealLoader: RecordSink {
  private(set) var survey: TableSurvey
  private var loader: TableLoader?
  private let step: Step?

  init(_ questions: TableSurvey.Questions, isUntyped: Bool, step: Step?) {
    survey = TableSurvey(questions, isUntyped: isUntyped)
    self.step = step
  }

  mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    try survey.observe(header: header, cells: cells)
  }

  mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    try survey.observe(row: row, of: bytes, cells: cells, line: line)
    begin()
    try loader?.observe(row: row, of: bytes, cells: cells, line: line)
  }

  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    try survey.observe(record: bytes, line: line)
    begin()
    try loader?.add(survey.members, of: bytes, line: line)
  }

  /// Begins to take records with the first one.
  @inline(__always)
  private mutating func begin() {
    if loader == nil, survey.recordCount > 0 { loader = TableLoader(survey, step) }
  }

  /// Gives the loader with all records away; nil where they were not taken as the columns have
  /// turned out.
  mutating func takeLoader(fitting roles: Roles) -> TableLoader? {
    defer { loader = nil }
    loader?.keep(roles.columns)
    return loader.flatMap { $0.roles.areRead(as: roles) ? $0 : nil }
  }
}

extension TableSurvey {
  /// How many records there were, with those without a group.
  var recordCount: Int { rowCount + ungrouped.count }
}

extension Roles {
  /// Whether records taken by other roles are as these roles have them.
  fileprivate func areRead(as other: Roles) -> Bool {
    timeColumn == other.timeColumn && format?.text == other.format?.text
      && groupColumn == other.groupColumn && columns == other.columns
  }
}
