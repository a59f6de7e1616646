/// The autocorrelations of all series of a table together, each less its mean and over its
/// deviation; a series that does not vary counts for none.
struct LagPool {
  /// How many values there are.
  private(set) var count = 0
  private var sums = [LagSums](repeating: LagSums(), count: longestLag)

  mutating func add(_ one: Autocorrelation) {
    guard !one.moments.isConstant else { return }
    count += one.moments.count
    for lag in sums.indices { sums[lag].add(one.sums[lag], deviation: one.moments.deviation) }
  }

  /// The profile of the first lags: out of the sums, or where those are too coarse of the values.
  func profile(lags: Int, of table: Table, _ column: Int) -> Profile {
    var exact: LaggedSeries?
    let values = (1...lags).map { lag -> Double? in
      if let value = sums[lag - 1].correlation(scales: (1, 1)) { return value }
      let series = exact ?? LaggedSeries(table.laidOut(column)[...])
      exact = series
      return series.correlation(sums[lag - 1], with: series, lag: lag)
    }
    return Profile(values, pairs: sums[..<lags].map(\.count))
  }
}

extension Table {
  /// All series of a column one after another, each less its mean and over its deviation, with so
  /// many missing values behind each that no lag reaches across.
  ///
  /// - Parameter keepsEmpty: Whether a series without a value takes its place.
  func laidOut(_ column: Int, keepsEmpty: Bool = false) -> [Double] {
    var values: [Double] = []
    for one in series {
      let part = numbers[column][one.range]
      let moments = Moments(part)
      if moments.count == 0, !keepsEmpty { continue }
      for value in part {
        values.append(
          moments.isConstant || !value.isFinite
            ? .nan : (value - moments.mean) / moments.deviation)
      }
      values.append(contentsOf: repeatElement(.nan, count: longestLag))
    }
    return values
  }
}
