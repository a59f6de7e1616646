/// The kinds of JSON value.
public enum JSONKind: UInt8, Sendable {
  case object, array, string, number, boolean, null
}

/// Where a value stands in a text, and what it is; the text itself is not copied.
public struct JSONValue: Sendable, Equatable {
  /// The kind of value.
  public let kind: JSONKind
  /// Whether it is a string with escapes, so that its bytes are not its text.
  public let hasEscapes: Bool
  /// Its bytes, quotes and brackets included.
  public let range: Range<Int>

  /// A value of a kind at a place.
  @inlinable @inline(__always)
  public init(kind: JSONKind, hasEscapes: Bool = false, range: Range<Int>) {
    self.kind = kind
    self.hasEscapes = hasEscapes
    self.range = range
  }

  /// The bytes between the quotes of a string.
  @inlinable
  public var contents: Range<Int> { range.lowerBound &+ 1..<range.upperBound &- 1 }
}
