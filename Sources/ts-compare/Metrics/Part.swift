/// The parts of fidelity.
enum Part: String, CaseIterable, Sendable {
  case values, steps, autocorrelation, seasonal, between, series

  /// The metrics that it is the mean of; of autocorrelation the one by groups comes first.
  var metrics: [Metric] {
    switch self {
    case .values: [.ks, .totalVariation]
    case .steps: [.steps, .transitions]
    case .autocorrelation: [.autocorrelation, .autocorrelationPooled]
    case .seasonal: [.seasonal]
    case .between: [.crossCorrelation]
    case .series: [.seriesMean, .seriesDeviation]
    }
  }
}
