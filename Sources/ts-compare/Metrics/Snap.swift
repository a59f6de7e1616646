import Libc

/// Ten significant digits at the scale of REAL's column, so that a tenth is one step at any level.
struct Snap: Sendable {
  private let factor: Double

  init(largest: Double) {
    let exponent = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    factor = pow(10, Double(min(10 - exponent, 300)))
  }

  @inline(__always)
  func callAsFunction(_ value: Double) -> Double { (value * factor).rounded(.toNearestOrEven) }

  /// The value that was brought to this scale.
  func value(_ snapped: Double) -> Double { snapped / factor }
}
