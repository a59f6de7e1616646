/// What the finite values of a series have in common.
struct Moments: Sendable {
  /// How many there are.
  private(set) var count = 0
  /// Their mean; 0 where there are none.
  private(set) var mean = 0.0
  /// The largest magnitude.
  private(set) var largest = 0.0
  /// The sum of the squares of their distances from the mean.
  private(set) var squares = 0.0
  /// Whether they do not vary, but for what rounding makes; so too where there are none.
  private(set) var isConstant = true

  init(_ values: ArraySlice<Double>) {
    var sum = 0.0
    for value in values where value.isFinite {
      count &+= 1
      sum += value
      largest = max(largest, value.magnitude)
    }
    guard count > 0 else { return }
    mean = sum / Double(count)
    for value in values where value.isFinite { squares += (value - mean) * (value - mean) }
    isConstant =
      deviation <= 1e-12 * largest
      && Self.isConstant(values, largest: largest, count: count)
  }

  /// The deviation, of all there are.
  var deviation: Double { (squares / Double(count)).squareRoot() }

  /// The deviation that a sample of these tells of; nil of fewer than two.
  var sampleDeviation: Double? {
    count < 2 ? nil : (squares / Double(count - 1)).squareRoot()
  }

  private static func isConstant(_ values: ArraySlice<Double>, largest: Double, count: Int) -> Bool
  {
    guard largest > 0 else { return true }
    var sum = 0.0
    for value in values where value.isFinite { sum += value / largest }
    let mean = sum / Double(count)
    var squares = 0.0
    for value in values where value.isFinite {
      let distance = value / largest - mean
      squares += distance * distance
    }
    return (squares / Double(count)).squareRoot() <= 32 * Double.ulpOfOne
  }
}
