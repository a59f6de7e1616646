/// The figures, in the order in which they are written.
enum Metric: String, CaseIterable, Sendable {
  case timeValid = "time_valid"
  case order, step, complete, unique, groups, lengths, typed
  case ks, steps
  case seriesMean = "series_mean"
  case seriesDeviation = "series_std"
  case rangeCoverage = "range_coverage"
  case inRange = "in_range"
  case missing
  case autocorrelation
  case autocorrelationPooled = "autocorrelation_pooled"
  case seasonal
  case totalVariation = "tv"
  case categoryCoverage = "category_coverage"
  case transitions, correlation
  case crossCorrelation = "cross_correlation"
  case copies
  case longestCopy = "longest_copy"
  case nearestDistance = "dcr"
  case nearestRatio = "nndr"
  case nearestShare = "dcr_share"
  case privacy, part, fidelity

  /// Whether it is of windows of so many records.
  var isOfWindows: Bool {
    [.copies, .nearestDistance, .nearestRatio, .nearestShare].contains(self)
  }

  /// Its place in the order.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

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
}

/// The periods in which a season is looked for.
enum Phase: String, CaseIterable, Sendable {
  case hourOfDay = "hour_of_day"
  case dayOfWeek = "day_of_week"
  case monthOfYear = "month_of_year"
}

/// The parts of fidelity.
enum Part: String, CaseIterable, Sendable {
  case values, steps, autocorrelation, seasonal, between, series
}
