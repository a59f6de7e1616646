/// A JSON number read from its text: its sign, digits and the double nearest to it.
public struct JSONNumber: Sendable {
  /// The nearest double; infinite where no double is large enough.
  public let double: Double
  /// Whether the text has neither a point nor an exponent.
  public let isWrittenAsInteger: Bool

  /// Whether the value is finite, so that a double can hold it.
  public var isFinite: Bool { double.isFinite }

  /// Whether the value is whole: `3`, `3.0` and `1e20` are.
  public var isWhole: Bool {
    isWrittenAsInteger || (double.isFinite && double == double.rounded(.towardZero))
  }

  @usableFromInline
  init(double: Double, isWrittenAsInteger: Bool) {
    self.double = double
    self.isWrittenAsInteger = isWrittenAsInteger
  }
}

/// The powers of ten that a double holds exactly.
@usableFromInline let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

extension JSONScanner {
  /// Moves over the number that stands here and reads it.
  ///
  /// Up to 19 digits with a mantissa below 2^53 and a small exponent are read exactly on the way
  /// (Clinger's fast path); the rest goes through the standard library, which rounds correctly.
  @inlinable
  public mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    let isNegative = skip(0x2D)
    let firstDigit = position
    var mantissa: UInt64 = 0
    var digits = accumulate(&mantissa)
    if digits == 0 {
      throw JSONError(isNegative ? .badNumber : .expectedValue, at: start)
    }
    if digits > 1 && bytes[firstDigit] == 0x30 { throw JSONError(.badNumber, at: start) }
    var exponent = 0
    var isInteger = true
    if skip(0x2E) {
      isInteger = false
      let decimals = accumulate(&mantissa)
      if decimals == 0 { throw JSONError(.badNumber, at: start) }
      exponent = 0 &- decimals
      digits &+= decimals
    }
    if bytes.byte(at: position) | 0x20 == 0x65 {
      isInteger = false
      position &+= 1
      let sign = bytes.byte(at: position)
      if sign == 0x2B || sign == 0x2D { position &+= 1 }
      var power: UInt64 = 0
      let count = accumulate(&power)
      if count == 0 { throw JSONError(.badNumber, at: start) }
      let magnitude = count > 4 ? 1_000_000 : Int(power)
      exponent &+= sign == 0x2D ? 0 &- magnitude : magnitude
    }
    guard digits <= 19, exponent >= -22, exponent <= 22, mantissa <= 1 &<< 53 else {
      return JSONNumber(double: bytes.decimal(start..<position), isWrittenAsInteger: isInteger)
    }
    let magnitude =
      exponent < 0
      ? Double(mantissa) / exactPowersOfTen[0 &- exponent]
      : Double(mantissa) * exactPowersOfTen[exponent]
    return JSONNumber(double: isNegative ? -magnitude : magnitude, isWrittenAsInteger: isInteger)
  }

  /// Moves over digits, adds them to `number` and counts them.
  @inlinable @inline(__always)
  mutating func accumulate(_ number: inout UInt64) -> Int {
    let start = position
    while position < bytes.count {
      let digit = bytes[position] &- 0x30
      if digit > 9 { break }
      number = number &* 10 &+ UInt64(digit)
      position &+= 1
    }
    return position &- start
  }
}

extension Span where Element == UInt8 {
  /// The double nearest to a well-formed number, infinity where it is too large.
  @usableFromInline @inline(never)
  func decimal(_ range: Range<Int>) -> Double {
    let text = String(decoding: copy(range), as: UTF8.self)
    return Double(text) ?? .infinity
  }
}
