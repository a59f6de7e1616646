/// Whole numbers that count something: the one range that they have wherever they come from.
///
/// Sums and products of a few such numbers fit into 64 bits, so that no arithmetic on them
/// overflows.
public enum Count {
  /// From none to 2^53, the largest that every reader of JSON keeps exactly.
  public static let range = 0...1 << 53

  /// What a message says was wanted.
  public static let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
}

extension Int {
  /// Adds another count to this one; a sum beyond the range of counts stays at its end.
  public mutating func add(count: Int) {
    self = Swift.min(self + count, Count.range.upperBound)
  }
}

extension Span where Element == UInt8 {
  /// The count that a JSON value is; nil where it is no number, has a fraction or an exponent, or
  /// is out of range.
  public func count(of value: JSONValue) -> Int? {
    // 2^53 has 16 digits.
    guard value.kind == .number, value.range.count <= 16 else { return nil }
    var count = 0
    for place in value.range {
      let digit = Int(self[place]) - 0x30
      guard 0...9 ~= digit else { return nil }
      count = count * 10 + digit
    }
    return Count.range.contains(count) ? count : nil
  }
}
