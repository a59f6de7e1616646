/// The sums of which a correlation is made, over the pairs of records in which both values are.
struct LagSums: Sendable {
  var count = 0.0
  var first = 0.0
  var second = 0.0
  var firstSquares = 0.0
  var secondSquares = 0.0
  var products = 0.0

  /// The sums with each value divided by a deviation, added to what others gave.
  mutating func add(_ other: LagSums, deviation: Double) {
    count += other.count
    first += other.first / deviation
    second += other.second / deviation
    firstSquares += other.firstSquares / (deviation * deviation)
    secondSquares += other.secondSquares / (deviation * deviation)
    products += other.products / (deviation * deviation)
  }

  /// The correlation; nil where the sums are too coarse to tell, or there are too few pairs.
  ///
  /// - Parameter scales: The largest magnitudes of the values as they were before their means were
  ///   taken off.
  func correlation(scales: (Double, Double)) -> Double? {
    guard count >= 3 else { return nil }
    let left = firstSquares - first * first / count
    let right = secondSquares - second * second / count
    let isFine =
      left > 1e-9 * firstSquares && right > 1e-9 * secondSquares
      && left > count * 1e-24 * scales.0 * scales.0
      && right > count * 1e-24 * scales.1 * scales.1
    guard isFine else { return nil }
    return bounded((products - first * second / count) / (left * right).squareRoot())
  }
}

/// The correlation of pairs, as exactly as doubles allow; nil of fewer than three, or where one
/// side is constant.
func correlation(_ pairs: [(Double, Double)]) -> Double? {
  guard pairs.count >= 3 else { return nil }
  let (left, right) = (Moments(pairs.map(\.0)[...]), Moments(pairs.map(\.1)[...]))
  guard !left.isConstant, !right.isConstant else { return nil }
  var products = 0.0
  for (first, second) in pairs { products += (first - left.mean) * (second - right.mean) }
  return bounded(products / (left.squares * right.squares).squareRoot())
}

/// A correlation within its bounds; nil where the numbers are too large for one.
private func bounded(_ value: Double) -> Double? {
  value.isFinite ? min(max(value, -1), 1) : nil
}
