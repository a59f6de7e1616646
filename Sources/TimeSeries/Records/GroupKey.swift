import NDJSON

/// A group's id as a value: two spellings of one id are equal, and ids can be sorted.
///
/// Null comes before booleans, numbers by value before texts by code point. An id keeps its JSON
/// type: 1 is 1.0 but neither true nor "1".
public enum GroupKey: Hashable, Sendable, Comparable {
  /// No group: the series is a single one.
  case null
  /// One of two groups.
  case boolean(Bool)
  /// A number, by value, and as it was written.
  case number(Double, json: [UInt8])
  /// A text, un-escaped, as UTF-8.
  case text([UInt8])

  /// Reads the JSON of an id; nil where it is an array, an object or not JSON.
  public init?(_ json: Span<UInt8>) {
    var scanner = JSONScanner(json)
    scanner.allowsLoneSurrogates = true
    do throws(JSONError) {
      let value = try scanner.value()
      switch value.kind {
      case .null: self = .null
      case .boolean: self = .boolean(json[value.range.lowerBound] == UInt8(ascii: "t"))
      case .number:
        scanner.position = value.range.lowerBound
        self = .number(try scanner.number().double, json: json.copy(value.range))
      case .string:
        scanner.position = value.range.lowerBound
        var text: [UInt8] = []
        try scanner.unescape(into: &text, loneSurrogates: .dropped)
        self = .text(text)
      case .array, .object: return nil
      }
    } catch {
      return nil
    }
  }

  /// The id as JSON: a number as it was written, a text with no more escapes than it needs.
  public var json: [UInt8] {
    switch self {
    case .null: return Array("null".utf8)
    case .boolean(let value): return Array((value ? "true" : "false").utf8)
    case .number(_, let json): return json
    case .text(let text):
      var writer = JSONWriter()
      writer.string(text.span)
      return writer.bytes
    }
  }

  /// The id as a message has it in a list of groups.
  public var name: String {
    self == .null ? "the series" : String(decoding: json, as: UTF8.self)
  }

  /// The group as the subject of a message.
  public var title: String { self == .null ? name : "group \(name)" }

  private var rank: Int {
    switch self {
    case .null: 0
    case .boolean: 1
    case .number: 2
    case .text: 3
    }
  }

  /// Tells which of two ids comes first.
  public static func < (left: GroupKey, right: GroupKey) -> Bool {
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.number(let left, let leftJSON), .number(let right, let rightJSON)):
      left == right && isCoarse(left) ? leftJSON.lexicographicallyPrecedes(rightJSON) : left < right
    // The order of UTF-8 bytes is that of code points.
    case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
    default: left.rank < right.rank
    }
  }

  /// Tells whether two ids are one.
  public static func == (left: GroupKey, right: GroupKey) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let left), .boolean(let right)): left == right
    case (.number(let left, let leftJSON), .number(let right, let rightJSON)):
      left == right && (!isCoarse(left) || leftJSON == rightJSON)
    case (.text(let left), .text(let right)): left == right
    default: false
    }
  }

  /// Feeds what equal ids have in common.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .boolean(let value): hasher.combine(value)
    case .number(let value, _): hasher.combine(value)
    case .text(let text): hasher.combine(text)
    }
  }

  /// Whether a double cannot tell a number from its neighbours.
  private static func isCoarse(_ value: Double) -> Bool {
    value.magnitude >= 9_007_199_254_740_992
  }
}
