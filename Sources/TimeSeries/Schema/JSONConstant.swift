public import NDJSON

/// A JSON value held apart from its text, for comparison.
///
/// Numbers are equal by value (`1` is `1.0`), `true` is not `1`, strings are equal by code point,
/// objects whatever the order of their members.
public indirect enum JSONConstant: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(ExactNumber)
  case string([UInt8])
  case array([JSONConstant])
  case object([Member])

  /// A member of an object.
  public struct Member: Hashable, Sendable {
    /// The name, un-escaped.
    public let name: [UInt8]
    /// The value.
    public let value: JSONConstant
  }

  /// Reads the value at `value` of `text`; a repeated member name is refused.
  public init(_ value: JSONValue, in text: Span<UInt8>) throws(JSONError) {
    var scanner = JSONScanner(text, at: value.range.lowerBound)
    try self.init(&scanner)
  }

  /// Reads a whole JSON text.
  public init(_ text: Span<UInt8>) throws(JSONError) {
    var scanner = JSONScanner(text)
    let value = try scanner.value()
    try scanner.expectEnd()
    try self.init(value, in: text)
  }

  /// Reads the value that stands here, which was scanned before, so that it is not too deep.
  private init(_ scanner: inout JSONScanner) throws(JSONError) {
    scanner.skipWhitespace()
    switch scanner.bytes.byte(at: scanner.position) {
    case UInt8(ascii: "["): self = .array(try Self.elements(&scanner))
    case UInt8(ascii: "{"): self = .object(try Self.members(&scanner))
    default:
      let (value, text) = (try scanner.value(), scanner.bytes)
      switch value.kind {
      case .boolean: self = .boolean(text[value.range.lowerBound] == 0x74)
      case .number: self = .number(ExactNumber(value.range, in: text))
      case .string: self = .string(try text.text(of: value))
      case .null, .array, .object: self = .null
      }
    }
  }

  private static func elements(_ scanner: inout JSONScanner) throws(JSONError) -> [JSONConstant] {
    var result: [JSONConstant] = []
    var more = try scanner.enterArray()
    while more {
      result.append(try JSONConstant(&scanner))
      more = try scanner.hasNext(closing: 0x5D)
    }
    return result
  }

  private static func members(_ scanner: inout JSONScanner) throws(JSONError) -> [Member] {
    let start = scanner.position
    var result: [Member] = []
    var names: Set<[UInt8]> = []
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.bytes.text(of: try scanner.memberName())
      if !names.insert(name).inserted { throw JSONError(.repeatedName, at: start) }
      result.append(Member(name: name, value: try JSONConstant(&scanner)))
      more = try scanner.hasNext(closing: 0x7D)
    }
    return result
  }

  private static func sortedByName(_ members: [Member]) -> [Member] {
    members.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// Whether the two values are equal as JSON.
  public static func == (first: JSONConstant, second: JSONConstant) -> Bool {
    switch (first, second) {
    case (.null, .null): true
    case (.boolean(let one), .boolean(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): one == other
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): sortedByName(one) == sortedByName(other)
    default: false
    }
  }

  /// Feeds what equal values have in common.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .boolean(let value): hasher.combine(value)
    case .number(let number): hasher.combine(number)
    case .string(let text): hasher.combine(text)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(Self.sortedByName(members))
    }
  }

  /// The value as compact JSON, numbers in their shortest form.
  public var description: String {
    var writer = JSONWriter()
    write(into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(into writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .boolean(let value): writer.boolean(value)
    case .number(let number): writer.raw(Array(number.description.utf8))
    case .string(let text): writer.string(text.span)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(into: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.name(String(decoding: member.name, as: UTF8.self))
        member.value.write(into: &writer)
      }
      writer.endObject()
    }
  }

  /// Whether every number in the value is one that a double can hold.
  public var hasOnlyFiniteNumbers: Bool {
    switch self {
    case .number(let number): number.double.isFinite
    case .array(let elements): elements.allSatisfy(\.hasOnlyFiniteNumbers)
    case .object(let members): members.allSatisfy(\.value.hasOnlyFiniteNumbers)
    default: true
    }
  }
}

/// A number compared by value: exactly where it is whole and large, else as a double.
///
/// A double tells whole numbers apart up to 2^53; between there and 2^127 the whole value decides,
/// so that 9007199254740993 is not 9007199254740992.
public struct ExactNumber: Hashable, Comparable, Sendable {
  /// The nearest double.
  public let double: Double
  /// The value where it is whole, too large for a double to be exact, and below 2^127.
  public let large: Int128?

  private init(double: Double, large: Int128?) {
    self.double = double
    self.large = large
  }

  /// The number written at `range` of `text`.
  public init(_ range: Range<Int>, in text: Span<UInt8>) {
    var scanner = JSONScanner(text, at: range.lowerBound)
    guard let number = try? scanner.number() else {
      self.init(.nan)
      return
    }
    guard abs(number.double) >= 0x1p53, number.double.isFinite, number.isWrittenAsInteger else {
      self.init(number.double)
      return
    }
    let whole = Int128(String(decoding: text.copy(range), as: UTF8.self))
    self.init(double: number.double, large: whole)
  }

  /// The number that a double holds.
  public init(_ double: Double) {
    let isExact = abs(double) < 0x1p53 || !double.isFinite
    self.init(double: double, large: isExact ? nil : Int128(exactly: double))
  }

  /// Whether the two have the same value.
  public static func == (first: ExactNumber, second: ExactNumber) -> Bool {
    if let one = first.large, let other = second.large { return one == other }
    return first.double == second.double
  }

  /// Feeds what equal numbers have in common.
  public func hash(into hasher: inout Hasher) { hasher.combine(double) }

  /// Whether the first is the smaller one.
  public static func < (first: ExactNumber, second: ExactNumber) -> Bool {
    if let one = first.large, let other = second.large { return one < other }
    return first.double < second.double
  }
}
