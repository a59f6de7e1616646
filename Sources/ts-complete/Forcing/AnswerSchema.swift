import NDJSON
import TimeSeries

/// The JSON Schema of an object that holds the next records of a group, one a member: `r1`, `r2`
/// and so on.
///
/// What is known of a record, its group and its time, is an `enum` of one value, which every server
/// that enforces schemas takes; `const` is not everywhere. Ranges, lengths and patterns are left to
/// validation: most servers refuse them.
struct AnswerSchema: Sendable {
  /// The schema as JSON.
  let json: [UInt8]
  /// How many records the object holds.
  let records: Int

  /// The most values that all `enum` of a schema may list together.
  private static let mostWords = 1_000

  /// Describes records with these times, or `count` records whose times are not known.
  init(
    _ shape: RecordShape, _ spec: Spec, _ spelling: RecordSpelling, times: [Timestamp], count: Int
  ) {
    let known = times.compactMap(spelling.time)
    records = known.isEmpty ? count : known.count
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("type")
    writer.string("object")
    writer.name("properties")
    writer.beginObject()
    for place in 0..<records {
      writer.name("r\(place + 1)")
      let time = place < known.count ? known[place] : nil
      Self.write(shape, spec, group: spelling.group, time: time, into: &writer)
    }
    writer.endObject()
    Self.close((1...max(1, records)).map { "r\($0)" }, into: &writer)
    json = writer.bytes
  }

  /// How many records of a shape a schema may have that may have so many properties.
  static func mostRecords(_ shape: RecordShape, properties: Int) -> Int {
    let words = shape.columns.reduce(2) { $0 + $1.listedWords }
    return max(1, min(properties / (shape.columns.count + 1), mostWords / words))
  }

  private static func write(
    _ shape: RecordShape, _ spec: Spec, group: [UInt8], time: [UInt8]?,
    into writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.name("type")
    writer.string("object")
    writer.name("properties")
    writer.beginObject()
    for column in shape.columns {
      writer.raw(column.quotedName)
      writer.append(":")
      let isGroup = column.name == spec.groupColumn
      let value = isGroup ? group : column.name == spec.timeColumn ? time : nil
      column.writeSchema(value, into: &writer)
    }
    writer.endObject()
    close(shape.columns.map(\.name), into: &writer)
  }

  /// Ends an object whose properties are all there, and no others.
  private static func close(_ names: [String], into writer: inout JSONWriter) {
    writer.name("required")
    writer.beginArray()
    for name in names { writer.string(name) }
    writer.endArray()
    writer.name("additionalProperties")
    writer.boolean(false)
    writer.endObject()
  }
}

extension RecordShape.Column {
  /// How many values its schema lists.
  fileprivate var listedWords: Int {
    forms.reduce(0) { sum, form in
      guard case .words(let words) = form else { return sum }
      return sum + words.count
    }
  }

  /// Writes the schema of its values, or of one that is known.
  fileprivate func writeSchema(_ value: [UInt8]?, into writer: inout JSONWriter) {
    let words = value.map { [$0] } ?? texts
    writer.beginObject()
    let types = words.isEmpty ? forms.flatMap(\.types) : words.map(\.jsonType)
    var names: [String] = []
    for type in types where !names.contains(type) { names.append(type) }
    writer.name("type")
    if names.count == 1 {
      writer.string(names[0])
    } else {
      writer.beginArray()
      for name in names { writer.string(name) }
      writer.endArray()
    }
    if !words.isEmpty {
      writer.name("enum")
      writer.beginArray()
      for word in words { writer.raw(word) }
      writer.endArray()
    }
    writer.endObject()
  }
}

extension RecordShape.Form {
  /// The types that values of this form have in a schema.
  fileprivate var types: [String] {
    switch self {
    case .text: ["string"]
    case .integer: ["integer"]
    case .number: ["number"]
    case .boolean: ["boolean"]
    case .null: ["null"]
    case .words(let words): words.map(\.jsonType)
    case .any: ["string", "number", "boolean", "null"]
    }
  }
}

extension [UInt8] {
  /// The type of the JSON value that these bytes are.
  fileprivate var jsonType: String {
    switch first {
    case 0x22: "string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "boolean"
    case UInt8(ascii: "n"): "null"
    default: "number"
    }
  }
}
