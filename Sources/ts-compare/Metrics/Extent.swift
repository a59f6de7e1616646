/// How far some values reach, and their sum.
struct Extent {
  private(set) var count = 0
  private(set) var sum = 0.0
  private var least = Double.infinity
  private var greatest = -Double.infinity

  /// Whether all values are one, so that they correlate with nothing.
  var isFlat: Bool { least >= greatest }

  mutating func add(_ value: Double) {
    count &+= 1
    sum += value
    least = min(least, value)
    greatest = max(greatest, value)
  }
}
