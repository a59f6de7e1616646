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
