extension Duration {
  /// The longest span of time that an option takes: 10^12 seconds.
  public static let longest = Duration.seconds(1_000_000_000_000)

  /// Reads a span of time such as `30`, `0.25`, `500ms`, `15m`, `1h`, `2d` or `1w`; nil if it is
  /// none, or longer than `longest`.
  ///
  /// A number without a unit counts seconds. It is exact to the microsecond; what is finer, and a
  /// sign, is refused.
  public init?(text: String) {
    let units: [(name: String, microseconds: Int64)] = [
      ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
      ("d", 86_400_000_000), ("w", 604_800_000_000),
    ]
    let unit = units.first { text.hasSuffix($0.name) }
    let number = text.dropLast(unit?.name.utf8.count ?? 0)
    guard let value = scale(number, unit: unit?.microseconds ?? 1_000_000),
      .microseconds(value) <= Self.longest
    else { return nil }
    self = .microseconds(value)
  }

  /// The span in whole microseconds, cut towards zero.
  public var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}

/// Returns `digits[.digits]` times a unit in microseconds; nil if it is no whole number of them.
private func scale(_ number: Substring, unit: Int64) -> Int64? {
  let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  guard let whole = digits(parts[0]) else { return nil }
  let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
  guard !overflow else { return nil }
  guard parts.count == 2 else { return product }
  guard let numerator = digits(parts[1]), parts[1].utf8.count <= 9 else { return nil }
  var denominator: Int64 = 1
  for _ in parts[1].utf8 { denominator *= 10 }
  let (scaled, scaledOverflow) = numerator.multipliedReportingOverflow(by: unit)
  guard !scaledOverflow, scaled % denominator == 0 else { return nil }
  let (sum, sumOverflow) = product.addingReportingOverflow(scaled / denominator)
  return sumOverflow ? nil : sum
}

/// Returns the value of a text of decimal digits; nil if it is not one or too large.
private func digits(_ text: Substring) -> Int64? {
  guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
    return nil
  }
  return Int64(text)
}
