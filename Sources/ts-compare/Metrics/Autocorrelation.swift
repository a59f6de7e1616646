/// The most lags that a profile of autocorrelations has.
let longestLag = 20

/// The autocorrelations of one series, up to `longestLag`.
struct Autocorrelation {
  let series: LaggedSeries
  let sums: [LagSums]

  var moments: Moments { series.moments }

  init(_ values: ArraySlice<Double>) {
    let series = LaggedSeries(values)
    self.series = series
    var sums: [LagSums] = []
    for lag in stride(from: 1, through: longestLag, by: 8) {
      sums += series.sums(with: series, from: lag)
    }
    self.sums = Array(sums[..<longestLag])
  }

  /// The profile of the first lags.
  func profile(lags: Int) -> Profile {
    Profile(
      (1...lags).map { series.correlation(sums[$0 - 1], with: series, lag: $0) },
      pairs: sums[..<lags].map(\.count))
  }
}
