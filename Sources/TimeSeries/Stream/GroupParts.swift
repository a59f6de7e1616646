public import NDJSON

/// The columns of a table that are one in the stream: the group column is made of them.
///
/// The text of a group is that of its parts, as `JoinedText` joins them.
public struct GroupParts: Equatable, Sendable {
  /// One of the columns.
  public struct Part: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The JSON type of its values.
    public let type: String

    /// A column of values of a type.
    public init(name: String, type: String) {
      self.name = name
      self.type = type
    }
  }

  /// The columns in the order of the key.
  public let parts: [Part]

  /// The group that these columns make.
  public init(_ parts: [Part]) { self.parts = parts }

  /// Reads the member `group_parts` of a spec; nil where it has none.
  init?(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    guard let value = line[.groupParts], value.kind != .null else { return nil }
    let text = bytes.copy(value.range)
    let object: JSONObject?
    object = value.kind == .object ? try? JSONObject(text) : nil
    guard let object, object.members.count > 1,
      object.members.allSatisfy({ $0.value.kind == .string })
    else {
      throw .unexpected(
        .groupParts, found: String(decoding: text.prefix(60), as: UTF8.self),
        wanted: "an object of columns and their types")
    }
    parts = object.members.map { name, type in
      Part(name: name, type: String(decoding: object.raw(type).textOfJSON, as: UTF8.self))
    }
  }

  /// Appends the member of the spec.
  func write(into writer: inout JSONWriter) {
    writer.name(Member.groupParts.rawValue)
    writer.beginObject()
    for part in parts {
      writer.name(part.name)
      writer.string(part.type)
    }
    writer.endObject()
  }

  /// Appends the members that the text of a group stands for; a part that it has not is null.
  public func write(_ key: [UInt8], into writer: inout JSONWriter) {
    let texts = JoinedText.split(key)
    for (number, part) in parts.enumerated() {
      writer.name(part.name)
      guard number < texts.count else {
        writer.null()
        continue
      }
      let text = texts[number]
      if part.type != "string", Self.isScalar(text) {
        writer.raw(text)
      } else {
        writer.string(text.span)
      }
    }
  }

  /// Whether a text is a number or a truth value of JSON.
  private static func isScalar(_ text: [UInt8]) -> Bool {
    var scanner = JSONScanner(text.span)
    guard let value = try? scanner.value(), (try? scanner.expectEnd()) != nil else { return false }
    return value.kind == .number || value.kind == .boolean
  }
}
