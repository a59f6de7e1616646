import NDJSON
import Tables
import TimeSeries

/// How the values of CSV are spelled in the records that a group starts from.
enum SeedSpelling: String, CaseIterable, Sendable {
  /// As the source spells them.
  case source
  /// As the reference wrote its training records: `/` as `\\/`, numbers of a column with fractions
  /// as doubles of at most 10 decimals, whole ones with `.0`.
  case training

  /// A text as JSON.
  func text(_ text: [UInt8]) -> [UInt8] {
    let quoted = text.quotedAsJSON
    guard self == .training else { return quoted }
    var escaped: [UInt8] = []
    for byte in quoted {
      if byte == UInt8(ascii: "/") { escaped.append(UInt8(ascii: "\\")) }
      escaped.append(byte)
    }
    return escaped
  }

  /// A number or truth value as JSON.
  ///
  /// - Parameter isFraction: Whether the column has fractions, or nulls among whole numbers, which
  ///   make a column of doubles of it.
  func number(_ text: [UInt8], isFraction: Bool) -> [UInt8] {
    guard self == .training, isFraction,
      let value = Double(String(decoding: text, as: UTF8.self))
    else { return text }
    guard value.magnitude < 1e16 else { return Array("\(value)".utf8) }
    return Self.decimal(value)
  }

  /// A double with as many decimals as it needs, at least one and at most ten.
  private static func decimal(_ value: Double) -> [UInt8] {
    let whole = value.magnitude.rounded(.down)
    var decimals = ((value.magnitude - whole) * 1e10).rounded(.toNearestOrEven)
    var integer = UInt64(whole)
    if decimals >= 1e10 {
      decimals -= 1e10
      integer += 1
    }
    var digits = String(UInt64(decimals))
    digits = String(repeating: "0", count: 10 - digits.count) + digits
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    return Array("\(value < 0 ? "-" : "")\(integer).\(digits)".utf8)
  }
}
