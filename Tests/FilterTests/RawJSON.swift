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
    forEachMember { name, value in
      found.append((RawJSON(bytes.span.copy(name)).string ?? "", copy(value)))
      return true
    }
    return found
  }

  /// Hands out where the names and values of an object are, until `body` returns false.
  private func forEachMember(_ body: (_ name: Range<Int>, _ value: Range<Int>) -> Bool) {
    var scanner = JSONScanner(bytes.span)
    scanner.allowsLoneSurrogates = true
    guard bytes.first == UInt8(ascii: "{"), var more = try? scanner.enterObject() else { return }
    while more {
      guard let name = try? scanner.memberName(), let value = try? scanner.value(),
        body(name.range, value.range)
      else { return }
      more = (try? scanner.hasNext(closing: UInt8(ascii: "}"))) ?? false
    }
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
    let plain = Array("\"\(name)\"".utf8)
    var found: Range<Int>?
    forEachMember { spelling, value in
      let text = bytes[spelling]
      let isIt =
        text.elementsEqual(plain)
        || text.contains(UInt8(ascii: "\\")) && RawJSON(Array(text)).string == name
      if isIt { found = value }
      return !isIt
    }
    return found.map(copy) ?? RawJSON("null")
  }

  private func copy(_ range: Range<Int>) -> RawJSON { RawJSON(bytes.span.copy(range)) }
}
