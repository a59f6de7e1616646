import FilterTool
import Tables
import TimeSeries

/// The columns that ts-prefill adds to the records of series whose end the model decides.
struct SequenceColumns: Sendable {
  /// The column that is true on a group's last record.
  var end: String
  /// The column that counts a group's records from 0, in place of their time; nil where none does.
  var index: String?

  /// The schema of the column that ends a group.
  var endSchema: ColumnSchema { ColumnSchema(name: end, types: ["boolean"], isRequired: true) }

  /// Refuses options that mean nothing beside those that ask for the columns.
  static func check(_ given: GivenOptions, step: Step?) throws(UsageError) {
    try given.require(["end-column"], for: ["index-column"])
    try given.refuse(["extend", "from-end", "on-gap"], beside: "end-column")
    try given.refuse(["start", "on-off-step"], beside: "index-column")
    guard given.contains("index-column"), let step else { return }
    if case .fixed = step { return }
    throw UsageError("--interval: with --index-column it is a span of time, such as 15m")
  }

  /// Refuses names that the table has.
  func check(_ survey: TableSurvey) throws(TableFaults) {
    for (option, name) in [("--end-column", end), ("--index-column", index ?? end)]
    where survey.columns.contains(where: { $0.name == name }) {
      throw TableFaults("\(option): the table has a column \"\(name)\"; give another name")
    }
  }
}

extension SeriesTime {
  /// The end of the longest group as seen from the start of any: the most that one may reach.
  func cap(after first: Int64) -> Int64? {
    guard let longest = clocks.map(\.count).max() else { return nil }
    if let time = time(longest - 1, after: first, first: first) { return time }
    let span = clocks.map { $0.last - $0.first }.max() ?? 0
    return first.addingReportingOverflow(span).partialValue
  }
}
