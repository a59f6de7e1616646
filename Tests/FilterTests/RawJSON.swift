import NDJSON

/// A JSON value that keeps its text: order of members, spelling of numbers, half surrogate pairs.
struct RawJSON: Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { self.init(Array(text.utf8)) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  var isNull: Bool { text == "null" }

  var integer: Int? { Int(text) }

  var double: Double? { Double(text) }

  var boolean: Bool { text == "true" }

  /// The text of a string, without the halves of surrogate pairs.
  var string: String? {
    guard bytes.first == UInt8(ascii: "\"") else { return nil }
    var scanner = JSONScanner(bytes.span)
    var text: [UInt8] = []
    guard (try? scanner.unescape(into: &text, loneSurrogates: .dropped)) != nil else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  /// The members of an object, in order.
  var members: [(name: String, value: RawJSON)] {
    var found: [(name: String, value: RawJSON)] = []
    var scanner = JSONScanner(bytes.span)
    scanner.allowsLoneSurrogates = true
    guard bytes.first == UInt8(ascii: "{"), var more = try? scanner.enterObject() else { return [] }
    while more {
      guard let name = try? scanner.memberName(), let value = try? scanner.value() else { break }
      found.append((RawJSON(bytes.span.copy(name.range)).string ?? "", copy(value.range)))
      more = (try? scanner.hasNext(closing: UInt8(ascii: "}"))) ?? false
    }
    return found
  }

  /// The elements of an array.
  var elements: [RawJSON] {
    var found: [RawJSON] = []
    var scanner = JSONScanner(bytes.span)
    scanner.allowsLoneSurrogates = true
    guard bytes.first == UInt8(ascii: "["), var more = try? scanner.enterArray() else { return [] }
    while more {
      guard let value = try? scanner.value() else { break }
      found.append(copy(value.range))
      more = (try? scanner.hasNext(closing: UInt8(ascii: "]"))) ?? false
    }
    return found
  }

  /// A member of an object; null where it is absent.
  subscript(_ name: String) -> RawJSON {
    members.first { $0.name == name }?.value ?? RawJSON("null")
  }

  private func copy(_ range: Range<Int>) -> RawJSON { RawJSON(bytes.span.copy(range)) }
}
