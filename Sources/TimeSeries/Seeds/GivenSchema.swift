internal import NDJSON

/// A JSON Schema that was given: its properties, to be put in the order of the record's columns.
struct GivenSchema {
  private let text: [UInt8]
  private var names: [String] = []
  private var properties: [String: JSONValue] = [:]

  /// Reads where the properties stand.
  init(_ text: [UInt8]) throws(TableFaults) {
    self.text = text
    do throws(JSONError) {
      var scanner = JSONScanner(text.span)
      try scanner.validate()
      for (name, value) in try members(at: 0) where name == "properties" {
        for (name, value) in try members(at: value.range.lowerBound) {
          names.append(name)
          properties[name] = value
        }
      }
    } catch {
      throw TableFaults("--schema: not a JSON Schema of an object: \(error)")
    }
  }

  /// The columns of a table that the schema has, in its order, beside the leading ones.
  func order(_ columns: [Int], _ survey: TableSurvey, leading: [String]) throws(TableFaults)
    -> [Int]
  {
    for name in leading where properties[name] == nil {
      throw TableFaults("--schema: no property \"\(name)\"")
    }
    var order: [Int] = []
    for name in names where !leading.contains(name) {
      guard let column = columns.first(where: { survey.columns[$0].name == name }) else {
        throw TableFaults("--schema: property \"\(name)\" is no column of the table")
      }
      order.append(column)
    }
    return order
  }

  /// The column with the types that the schema gives it.
  func retyped(_ column: RecordLayout.Column) -> RecordLayout.Column {
    guard let property = properties[column.schema.name], property.kind == .object,
      let members = try? members(at: property.range.lowerBound),
      let type = members.first(where: { $0.name == "type" })?.value
    else { return column }
    let words = String(decoding: text[type.range], as: UTF8.self).split { !$0.isLetter }
    return RecordLayout.Column(
      source: column.source, schema: column.schema.typed(words.map(String.init)))
  }

  /// The schema with its properties in this order, all else byte for byte.
  func ordered(_ columns: [String]) throws(TableFaults) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in (try? members(at: 0)) ?? [] {
      writer.name(name)
      guard name == "properties" else {
        writer.raw(text.span.extracting(value.range))
        continue
      }
      writer.beginObject()
      for column in columns {
        guard let property = properties[column] else { continue }
        writer.name(column)
        writer.raw(text.span.extracting(property.range))
      }
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
  }

  /// The members of the object that begins at an offset.
  private func members(at start: Int) throws(JSONError) -> [(name: String, value: JSONValue)] {
    let bytes = text.span
    var found: [(name: String, value: JSONValue)] = []
    var scanner = JSONScanner(bytes, at: start)
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName()
      found.append((try bytes.string(of: name), try scanner.value()))
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    return found
  }
}
