public import NDJSON

/// A JSON Schema of records, compiled once: its columns, and a verdict for any value.
///
/// The keywords are those of ts-validate(1), after JSON Schema draft 2020-12; one that is not known
/// and would change the verdict is refused here.
public struct Schema {
  /// The names of the columns, in the order of `properties`.
  public let columns: [String]
  let nodes: [SchemaNode]

  /// The node of the whole record, the first one.
  var root: SchemaNode { nodes[0] }

  /// Compiles the JSON text of a schema.
  public init(_ text: Span<UInt8>) throws(SchemaError) {
    let constant: JSONConstant
    do throws(JSONError) { constant = try JSONConstant(text) } catch { throw .json(error) }
    var compiler = SchemaCompiler()
    _ = try compiler.compile(constant, at: "")
    nodes = compiler.nodes
    columns = nodes[0].properties.map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// The first way in which a value does not fit; nil where it fits.
  public func violation(of value: JSONValue, in text: Span<UInt8>) -> Violation? {
    var budget = PatternBudget()
    return violation(of: value, in: text, node: 0, within: &budget)
  }

  /// The names of the columns that each record must have.
  package var required: [String] { root.required.map { String(decoding: $0, as: UTF8.self) } }

  /// The first way in which a value does not fit a column; nil where it fits.
  package func violation(
    of value: JSONValue, in text: Span<UInt8>, column: String
  ) -> Violation? {
    let name = Array(column.utf8)
    var budget = PatternBudget()
    return root.properties.first { $0.name == name }.flatMap {
      violation(of: value, in: text, node: $0.node, within: &budget)
    }
  }

  /// What a column may hold, as far as callers ask: whether it is text that cannot be null.
  public func holdsOnlyText(column: String) -> Bool {
    let name = Array(column.utf8)
    guard let property = root.properties.first(where: { $0.name == name }) else { return false }
    let node = nodes[property.node]
    if let constant = node.constant { return constant.isString }
    if let enumeration = node.enumeration { return enumeration.allSatisfy(\.isString) }
    return node.types == .string
  }
}

/// One way in which a value does not fit its schema.
public struct Violation: Equatable, Sendable {
  /// The JSON Schema keyword that is not satisfied.
  public let keyword: FaultCategory
  /// What the value is not, in words that follow `"column" is VALUE, `.
  public let complaint: String
}

extension JSONConstant {
  /// Whether the value is a string.
  var isString: Bool {
    if case .string = self { true } else { false }
  }
}
