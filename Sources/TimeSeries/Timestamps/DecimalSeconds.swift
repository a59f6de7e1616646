/// Decimal numbers of seconds or parts of them, read and written exactly as whole microseconds.
///
/// The text is never made a double, so that 0.1 s is 100,000 microseconds and large counts keep
/// every digit.
public enum DecimalSeconds {
  /// Reads the microseconds of a decimal number such as `-3`, `0.25` or `1.5e3`.
  ///
  /// What is finer is rounded to the nearest microsecond, ties to even. Nil where the text is no
  /// such number or is beyond the range of a `Timestamp`.
  public static func microseconds(
    _ text: Span<UInt8>, in unit: NumberUnit = .seconds
  ) -> Int64? {
    var number = DecimalReader()
    guard number.read(text, from: 0) == text.count else { return nil }
    return number.microseconds(in: unit)
  }

  /// Reads the microseconds of numeric text as Python's `float` takes it.
  ///
  /// Beyond a plain number that is white space around it, single underscores between digits and
  /// the decimal digits of any script. Infinities and NaN are refused.
  public static func microseconds(
    numericText text: Span<UInt8>, in unit: NumberUnit = .seconds
  ) -> Int64? {
    if let plain = microseconds(text, in: unit) { return plain }
    guard let ascii = text.foldedToASCII() else { return nil }
    return microseconds(ascii.span, in: unit)
  }

  /// Appends microseconds as a decimal number of a unit.
  ///
  /// It has as many decimals as it needs, at most 6, and at least `decimals`.
  public static func write(
    _ microseconds: Int64, in unit: NumberUnit = .seconds, decimals: Int, into bytes: inout [UInt8]
  ) {
    let magnitude = microseconds.magnitude
    if microseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    let (divisor, scale): (UInt64, UInt64) =
      switch unit {
      case .seconds: (1_000_000, 1)
      case .milliseconds: (1_000, 1_000)
      case .microseconds, .nanoseconds: (1, 1)
      }
    bytes.append(number: Int(magnitude / divisor), width: 1)
    if unit == .nanoseconds, magnitude > 0 { bytes.append(number: 0, width: 3) }
    let fraction = Int(magnitude % divisor * scale)
    let count = decimalsNeeded(for: fraction, atLeast: decimals)
    guard count > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(fraction: fraction, digits: count)
  }

  /// Counts the decimals that a fraction of microseconds needs.
  static func decimalsNeeded(for fraction: Int, atLeast decimals: Int) -> Int {
    var (count, rest) = (6, fraction)
    while count > decimals, rest % 10 == 0 {
      rest /= 10
      count -= 1
    }
    return min(max(count, decimals), 6)
  }
}

/// One decimal number on its way to whole microseconds.
private struct DecimalReader {
  private var isNegative = false
  /// The digits as one number, as far as 64 bits hold them.
  private var digits: UInt64 = 0
  /// The power of ten that `digits` stands for, decimals and dropped digits counted in.
  private var exponent = 0
  /// Where digits were dropped: the first of them, and whether any other was not zero.
  private var firstDropped: UInt8?
  private var dropsMore = false

  /// Reads the number that starts at `start`; gives where it ends, or nil where there is none.
  mutating func read(_ text: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      isNegative = text[at] == UInt8(ascii: "-")
      at += 1
    }
    let whole = at
    while let digit = text.asciiDigit(at: at) {
      take(digit, afterPoint: false)
      at += 1
    }
    var digitCount = at - whole
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      while let digit = text.asciiDigit(at: at) {
        take(digit, afterPoint: true)
        digitCount += 1
        at += 1
      }
    }
    guard digitCount > 0 else { return nil }
    return at < text.count && text[at] | 0x20 == UInt8(ascii: "e")
      ? readExponent(text, from: at + 1) : at
  }

  private mutating func take(_ digit: Int, afterPoint: Bool) {
    let (tenfold, overflow) = digits.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit))
    if firstDropped == nil, !overflow, !carry {
      digits = sum
      exponent -= afterPoint ? 1 : 0
      return
    }
    exponent += afterPoint ? 0 : 1
    if firstDropped == nil {
      firstDropped = UInt8(digit)
    } else if digit != 0 {
      dropsMore = true
    }
  }

  private mutating func readExponent(_ text: Span<UInt8>, from start: Int) -> Int? {
    var (at, value, sign) = (start, 0, 1)
    if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      sign = text[at] == UInt8(ascii: "-") ? -1 : 1
      at += 1
    }
    let first = at
    while let digit = text.asciiDigit(at: at) {
      value = min(value * 10 + digit, 1 << 40)
      at += 1
    }
    guard at > first else { return nil }
    exponent += sign * value
    return at
  }

  /// The number in microseconds; nil beyond the range of a `Timestamp`.
  func microseconds(in unit: NumberUnit) -> Int64? {
    guard digits != 0 else { return 0 }
    let power = exponent + 6 - unit.rawValue
    guard let magnitude = scaled(by: power), Timestamp.range.contains(magnitude) else {
      return nil
    }
    return isNegative ? -magnitude : magnitude
  }

  private func scaled(by power: Int) -> Int64? {
    var value = digits
    if power > 0 {
      // Digits are dropped only past 19 of them, and ten times that many are out of range.
      guard firstDropped == nil, power < 20 else { return nil }
      for _ in 0..<power {
        let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        value = tenfold
      }
      return Int64(exactly: value)
    }
    guard power >= -20 else { return 0 }
    var (last, isMore) = (UInt64(firstDropped ?? 0), dropsMore)
    for _ in 0..<(-power) {
      isMore = isMore || last != 0
      (value, last) = value.quotientAndRemainder(dividingBy: 10)
    }
    let roundsUp = last > 5 || (last == 5 && (isMore || value % 2 == 1))
    // What is larger is out of range, and so is what it rounds to.
    guard value < 1 << 62 else { return nil }
    return Int64(value) + (roundsUp ? 1 : 0)
  }
}
