import NDJSON
import Tables
import TimeSeries

/// Whether a JSON Schema that was given fits the table, so that what the model writes can.
struct SchemaCheck {
  private let schema: Schema

  /// Compiles the schema, with the columns that its records have.
  init(_ text: [UInt8]) throws(TableFaults) {
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

  /// The faults of a table's numbers: the least and the greatest one of each column.
  func faults(_ survey: TableSurvey) -> [TableFault] {
    schema.columns.compactMap { name in
      guard let profile = survey.columns.first(where: { $0.name == name }), profile.isNumeric else {
        return nil
      }
      for extreme in [profile.minimum, profile.maximum].compactMap(\.self) {
        let value = JSONValue(kind: .number, range: 0..<extreme.text.count)
        let found = schema.violation(of: value, in: extreme.text.span, column: name)
        guard let found, found.keyword.isOfNumbers else { continue }
        return TableFault(
          line: extreme.line,
          "column \"\(name)\" is \(String(decoding: extreme.text, as: UTF8.self)), which --schema"
            + " refuses: \(found.complaint); make the schema wider, or mend the table")
      }
      return nil
    }
  }
}

extension FaultCategory {
  /// Whether only a number can have such a fault.
  fileprivate var isOfNumbers: Bool {
    switch self {
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf: true
    default: false
    }
  }
}
