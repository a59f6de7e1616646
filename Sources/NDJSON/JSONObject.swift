/// An object within a JSON text, whose members can be asked for by name.
package struct JSONObject {
  private let text: [UInt8]
  /// The names and values of the members, in order.
  package let members: [(name: String, value: JSONValue)]

  /// Reads the object that begins at an offset of a text.
  package init(_ text: [UInt8], at start: Int = 0) throws(JSONError) {
    self.text = text
    let bytes = text.span
    var found: [(name: String, value: JSONValue)] = []
    var scanner = JSONScanner(bytes, at: start)
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName()
      found.append((try bytes.string(of: name), try scanner.value()))
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    members = found
  }

  /// The value of a member; nil where it is absent or null.
  package subscript(_ name: String) -> JSONValue? {
    members.first { $0.name == name }.map(\.value).flatMap { $0.kind == .null ? nil : $0 }
  }

  /// The object that a member is; nil where it is none.
  package func object(_ name: String) -> JSONObject? {
    guard let value = self[name], value.kind == .object else { return nil }
    return try? JSONObject(text, at: value.range.lowerBound)
  }

  /// The text that a member is; nil where it is none.
  package func string(_ name: String) -> String? {
    guard let value = self[name], value.kind == .string else { return nil }
    return try? text.span.string(of: value)
  }

  /// The JSON of a member.
  package func raw(_ name: String) -> [UInt8]? { self[name].map { Array(text[$0.range]) } }

  /// The JSON of a value of this text.
  package func raw(_ value: JSONValue) -> [UInt8] { Array(text[value.range]) }

  /// The texts and the JSON of the elements of a list; nil where a member is none.
  package func elements(_ name: String) -> [[UInt8]]? {
    guard let value = self[name], value.kind == .array else { return nil }
    var elements: [[UInt8]] = []
    let bytes = text.span
    var scanner = JSONScanner(bytes, at: value.range.lowerBound)
    guard var more = try? scanner.enterArray() else { return nil }
    while more {
      guard let element = try? scanner.value(),
        let next = try? scanner.hasNext(closing: UInt8(ascii: "]"))
      else { return nil }
      elements.append(Array(text[element.range]))
      more = next
    }
    return elements
  }
}

extension [UInt8] {
  /// The text as a JSON string.
  package var quotedAsJSON: [UInt8] {
    var writer = JSONWriter()
    writer.string(span)
    return writer.bytes
  }

  /// The text that this JSON says where it is a string; else the JSON itself.
  package var textOfJSON: [UInt8] {
    guard first == UInt8(ascii: "\"") else { return self }
    let bytes = span
    var scanner = JSONScanner(bytes)
    guard let value = try? scanner.value(), let text = try? bytes.text(of: value) else {
      return self
    }
    return text
  }

  /// The same JSON without the white space between its parts.
  package var compactedJSON: [UInt8] {
    var compact: [UInt8] = []
    var isInString = false
    var isEscaped = false
    for byte in self where isInString || byte > 0x20 {
      compact.append(byte)
      if !isEscaped, byte == UInt8(ascii: "\"") { isInString.toggle() }
      isEscaped = isInString && !isEscaped && byte == UInt8(ascii: "\\")
    }
    return compact
  }
}
