/// One series, or all laid out, of every column of numbers, for the correlations between columns.
struct CrossSeries {
  private let columns: [LaggedSeries]
  /// The autocorrelations of each column as far as they were needed.
  private var own: [[Double?]]

  init(_ values: [ArraySlice<Double>]) {
    // Where one column has a missing value, all are treated as if they had.
    let isMasked = values.contains { $0.contains { !$0.isFinite } }
    columns = values.map { LaggedSeries($0, isMasked: isMasked) }
    own = Array(repeating: [], count: values.count)
  }

  private var count: Int { columns.first?.count ?? 0 }

  private func isConstant(_ column: Int) -> Bool { columns[column].moments.isConstant }

  /// The correlations of one column with another, 5 records back to 5 records on.
  private mutating func profile(_ first: Int, _ second: Int) -> Profile {
    let (left, right) = (columns[first], columns[second])
    let ahead = left.sums(with: right, from: 0)
    let behind = right.sums(with: left, from: 0)
    var (values, errors): ([Double?], [Double]) = ([], [])
    let factor = factor(first, second)
    for lag in -5...5 {
      let sums = lag < 0 ? behind[-lag] : ahead[lag]
      values.append(
        lag < 0
          ? right.correlation(sums, with: left, lag: -lag)
          : left.correlation(sums, with: right, lag: lag))
      errors.append((factor / max(sums.count, 1)).squareRoot())
    }
    return Profile(values: values, errors: errors)
  }

  /// How alike the correlations of two columns here and in another table are; nil where there are
  /// none here.
  mutating func similarity(to other: inout CrossSeries, _ pair: (Int, Int)) -> Double? {
    guard !isConstant(pair.0), !isConstant(pair.1) else { return nil }
    let profile = profile(pair.0, pair.1)
    guard profile.isDefined else { return nil }
    if other.count > 0, other.isConstant(pair.0) || other.isConstant(pair.1) { return 0 }
    return profile.similarity(to: other.profile(pair.0, pair.1))
  }

  /// By how much the columns' own autocorrelations widen what chance does (Bartlett).
  private mutating func factor(_ first: Int, _ second: Int) -> Double {
    let values = min(columns[first].moments.count, columns[second].moments.count)
    let most = max(1, min(1000, count - 1, values / 4))
    var factor = 1.0
    for lag in 1...most {
      // What is 0 but for rounding is 0.
      guard let left = autocorrelation(first, lag), let right = autocorrelation(second, lag),
        left * right > 1e-12
      else { break }
      factor += 2 * left * right
    }
    return factor
  }

  private mutating func autocorrelation(_ column: Int, _ lag: Int) -> Double? {
    let series = columns[column]
    while own[column].count < lag {
      let from = own[column].count + 1
      for (place, sums) in series.sums(with: series, from: from).enumerated() {
        own[column].append(series.correlation(sums, with: series, lag: from + place))
      }
    }
    return own[column][lag - 1]
  }
}
