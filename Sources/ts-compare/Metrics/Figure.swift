/// One figure: what it is of, its value, what fresh real data would get, and from how much.
struct Figure: Sendable {
  /// A group whose own figure is the lowest.
  struct Worst: Sendable {
    let group: String
    let value: Double
  }

  /// What a figure is of, beside its metric: it sets one line apart from the others.
  struct Subject: Hashable, Sendable {
    var columns: [String] = []
    var phase: Phase?
    var part: Part?
  }

  let metric: Metric
  var subject = Subject()
  /// Nil where it cannot be computed.
  let value: Double?
  /// Why there is no value.
  var reason: String?
  /// How much of REAL, and of the other table, it is from.
  var counts: (real: Int, other: Int)?
  /// REAL's own figure.
  var real: Double?
  /// What the holdout gets; nil where it gets none.
  var ceiling: Double?
  /// Whether there is a holdout, so that the ceiling is written.
  var hasCeiling = false
  /// How many records a window had.
  var records: Int?
  /// How many groups have no figure of their own.
  var skipped: Int?
  var worst: Worst?
  var note: String?

  init(
    _ metric: Metric, _ value: Double?, of subject: Subject = Subject(), reason: String? = nil,
    counts: (real: Int, other: Int)? = nil
  ) {
    self.metric = metric
    // A sum of numbers near the largest that there are has no value of use.
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.subject = subject
    if self.value == nil { self.reason = value == nil ? reason : "numbers are too large" }
    self.counts = counts
  }

  /// A figure of one column.
  init(
    _ metric: Metric, _ value: Double?, column: String, reason: String? = nil,
    counts: (real: Int, other: Int)? = nil
  ) {
    self.init(metric, value, of: Subject(columns: [column]), reason: reason, counts: counts)
  }

  /// The metric with what it is of: `seasonal.temperature.hour_of_day`, `correlation.a,b`.
  var title: String {
    let columns = subject.columns.isEmpty ? nil : subject.columns.joined(separator: ",")
    return [metric.rawValue, columns, subject.phase?.rawValue, subject.part?.rawValue]
      .compactMap(\.self).joined(separator: ".")
  }

  /// Notes what the holdout gets.
  mutating func limit(to value: Double?) {
    ceiling = value
    hasCeiling = true
  }
}
