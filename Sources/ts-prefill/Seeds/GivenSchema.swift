import NDJSON
import Tables
import TimeSeries

/// A JSON Schema that was given: its properties, to be put in the order of the record's columns.
struct GivenSchema {
  /// The names of the properties, in the schema's order.
  let names: [String]

  private let whole: JSONObject
  private let properties: JSONObject?

  /// Reads where the properties stand.
  init(_ text: [UInt8]) throws(TableFaults) {
    do throws(JSONError) {
      var scanner = JSONScanner(text.span)
      try scanner.validate()
      whole = try JSONObject(text)
    } catch {
      throw TableFaults("--schema: not a JSON Schema of an object: \(error)")
    }
    properties = whole.object("properties")
    names = properties?.members.map(\.name) ?? []
  }

  /// The columns of a table that the schema has, in its order, beside the leading ones.
  func order(_ columns: [Int], _ survey: TableSurvey, leading: [String]) throws(TableFaults)
    -> [Int]
  {
    for name in leading where !names.contains(name) {
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

  /// The types that the schema gives a column; none where it gives no type.
  func types(_ column: String) -> [String] {
    let type = properties?.object(column)?.raw("type") ?? []
    return String(decoding: type, as: UTF8.self).split { !$0.isLetter }.map(String.init)
  }

  /// Whether the values of a column are JSON strings, by their types or else by their choices.
  func isText(_ column: String) -> Bool {
    let types = types(column)
    guard types.isEmpty else { return types.contains("string") }
    let choices = properties?.object(column)?.elements("enum") ?? []
    return choices.allSatisfy { $0.first == UInt8(ascii: "\"") }
  }

  /// The column with the types that the schema gives it.
  func retyped(_ column: RecordLayout.Column) -> RecordLayout.Column {
    let types = types(column.schema.name)
    guard !types.isEmpty else { return column }
    return RecordLayout.Column(source: column.source, schema: column.schema.typed(types))
  }

  /// The schema with its properties in this order, all else byte for byte.
  func ordered(_ columns: [String]) throws(TableFaults) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in whole.members {
      writer.name(name)
      guard name == "properties", let properties else {
        writer.raw(whole.raw(value))
        continue
      }
      writer.beginObject()
      for column in columns {
        guard let property = properties.raw(column) else { continue }
        writer.name(column)
        writer.raw(property)
      }
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes.compactedJSON
  }
}
