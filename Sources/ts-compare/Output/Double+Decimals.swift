extension Double {
  /// The nearest number with so many decimals.
  func rounded(decimals: Int) -> Double {
    // Larger ones have no decimals.
    guard magnitude < 0x1p53 else { return self }
    let power = Self.powerOfTen(decimals)
    return (self * power).rounded() / power
  }

  /// The number with just so many decimals, as text.
  func fixed(decimals: Int) -> String {
    let scaled = (magnitude * Self.powerOfTen(decimals)).rounded()
    guard scaled < 1e15 else { return "\(self)" }
    let digits = String(Int(scaled))
    let zeros = String(repeating: "0", count: max(decimals + 1 - digits.count, 0))
    let text = (self < 0 && scaled > 0 ? "-" : "") + zeros + digits
    return decimals == 0 ? text : text.dropLast(decimals) + "." + text.suffix(decimals)
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
