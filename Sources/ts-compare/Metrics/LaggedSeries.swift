/// The values of one series made ready for correlations at many lags.
struct LaggedSeries: Sendable {
  let values: ArraySlice<Double>
  let moments: Moments
  /// The values less their mean, 0 where one is missing, and 8 zeros more.
  private let centred: [Double]
  /// 1 for each value, 0 where one is missing; empty where none is.
  private let mask: [Double]
  private let squares: [Double]

  /// - Parameter isMasked: Whether a value is missing here or in a series to be correlated with.
  init(_ values: ArraySlice<Double>, isMasked: Bool? = nil) {
    self.values = values
    let moments = Moments(values)
    self.moments = moments
    let padding = repeatElement(0.0, count: 8)
    centred = values.map { $0.isFinite ? $0 - moments.mean : 0 } + padding
    guard isMasked ?? (moments.count < values.count) else {
      (mask, squares) = ([], [])
      return
    }
    mask = values.map { $0.isFinite ? 1 : 0 } + padding
    squares = centred.map { $0 * $0 }
  }

  var count: Int { values.count }

  /// The sums over pairs of a value here and one `lag` records later there, for eight lags.
  func sums(with other: LaggedSeries, from lag: Int) -> [LagSums] {
    var sums = Array(repeating: LagSums(), count: 8)
    guard lag < count else { return sums }
    let products = laggedProducts(centred, other.centred, count, lag)
    for place in 0..<8 { sums[place].products = products[place] }
    if mask.isEmpty {
      fillWhole(&sums, other, lag)
      return sums
    }
    let parts = [
      laggedProducts(mask, other.mask, count, lag), laggedProducts(centred, other.mask, count, lag),
      laggedProducts(mask, other.centred, count, lag),
      laggedProducts(squares, other.mask, count, lag),
      laggedProducts(mask, other.squares, count, lag),
    ]
    for place in 0..<8 {
      sums[place].count = parts[0][place]
      sums[place].first = parts[1][place]
      sums[place].second = parts[2][place]
      sums[place].firstSquares = parts[3][place]
      sums[place].secondSquares = parts[4][place]
    }
    return sums
  }

  /// The sums of each side alone where no value is missing: all of it, less the ends.
  private func fillWhole(_ sums: inout [LagSums], _ other: LaggedSeries, _ lag: Int) {
    // All values less their mean add up to 0.
    var first = (sum: 0.0, squares: moments.squares)
    var second = (sum: 0.0, squares: other.moments.squares)
    for step in 1...(lag + 7) {
      if step > count { break }
      let (last, start) = (centred[count - step], other.centred[step - 1])
      first = (first.sum - last, first.squares - last * last)
      second = (second.sum - start, second.squares - start * start)
      if step >= lag { set(&sums[step - lag], step, first, second) }
    }
    if lag == 0 { set(&sums[0], 0, (0, moments.squares), (0, other.moments.squares)) }
  }

  private func set(
    _ sums: inout LagSums, _ lag: Int, _ first: (sum: Double, squares: Double),
    _ second: (sum: Double, squares: Double)
  ) {
    sums.count = Double(count - lag)
    (sums.first, sums.firstSquares) = first
    (sums.second, sums.secondSquares) = second
  }

  /// The correlation at a lag out of its sums, or out of the values where those are too coarse.
  func correlation(_ sums: LagSums, with other: LaggedSeries, lag: Int) -> Double? {
    guard sums.count >= 3 else { return nil }
    let scales = (moments.largest, other.moments.largest)
    if let value = sums.correlation(scales: scales) { return value }
    var pairs: [(Double, Double)] = []
    for place in 0..<max(count - lag, 0) {
      let first = values[values.startIndex + place]
      let second = other.values[other.values.startIndex + place + lag]
      if first.isFinite, second.isFinite { pairs.append((first, second)) }
    }
    return ts_compare.correlation(pairs)
  }
}

/// The sums of `left[t] * right[t + lag]` for eight lags; both arrays end in 8 zeros that count
/// not.
@inline(never)
private func laggedProducts(_ left: [Double], _ right: [Double], _ count: Int, _ lag: Int)
  -> SIMD8<Double>
{
  guard lag < count else { return .zero }
  return left.withUnsafeBufferPointer { left in
    right.withUnsafeBytes { right in
      var sums = SIMD8<Double>.zero
      for place in 0..<(count - lag) {
        let window = right.loadUnaligned(
          fromByteOffset: (place &+ lag) &* MemoryLayout<Double>.stride, as: SIMD8<Double>.self)
        sums += left[place] * window
      }
      return sums
    }
  }
}
