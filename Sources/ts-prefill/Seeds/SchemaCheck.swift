import NDJSON
import Tables
import TimeSeries

/// Whether a JSON Schema that was given fits the table, so that what the model writes can.
struct SchemaCheck {
  private let schema: Schema
  private let given: GivenSchema

  /// Compiles the schema, with the columns that its records have.
  init(_ text: [UInt8]) throws(TableFaults) {
    given = try GivenSchema(text)
    do throws(SchemaError) {
      schema = try Schema(text.span)
    } catch {
      throw TableFaults("--schema: \(error)")
    }
    let names = Set(schema.columns)
    if let name = schema.required.first(where: { !names.contains($0) }) {
      throw TableFaults(
        "--schema: \"required\" names \"\(name)\", which is no property; take it out, or add it")
    }
  }

  /// The faults of a table's values, one for a column: of its least and its greatest number, and of
  /// its distinct values as long as they are few.
  func faults(_ survey: TableSurvey) -> [TableFault] {
    schema.columns.compactMap { name in
      survey.columns.first { $0.name == name }.flatMap(fault)
    }
  }

  private func fault(of profile: ColumnProfile) -> TableFault? {
    let isText = isText(profile)
    guard isText || profile.isNumeric else { return nil }
    let extremes = isText ? [] : [profile.minimum, profile.maximum].compactMap(\.self)
    let distinct = profile.distinct.texts.filter { isText || !$0.isEmpty }
    for (line, text) in extremes.map({ ($0.line, $0.text) }) + distinct.map({ (nil, $0) }) {
      let json = isText ? text.quotedAsJSON : text
      let value = JSONValue(kind: isText ? .string : .number, range: 0..<json.count)
      let found = schema.violation(of: value, in: json.span, column: profile.name)
      guard let found else { continue }
      return TableFault(
        line: line,
        "column \"\(profile.name)\" is \(String(decoding: json, as: UTF8.self)), which --schema"
          + " refuses: \(found.complaint); make the schema wider, or mend the table")
    }
    return nil
  }

  /// Whether the values of a column become JSON strings.
  private func isText(_ profile: ColumnProfile) -> Bool {
    guard profile.isUntyped else { return profile.count(.string) == profile.filled }
    let types = given.types(profile.name)
    return types.isEmpty ? profile.schema(.typeOnly).isText : types.contains("string")
  }
}
