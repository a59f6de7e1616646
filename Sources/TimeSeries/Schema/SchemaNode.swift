import NDJSON

/// The JSON types that a schema allows, one bit each.
struct JSONTypes: OptionSet {
  let rawValue: UInt8

  static let null = JSONTypes(rawValue: 1)
  static let boolean = JSONTypes(rawValue: 2)
  static let object = JSONTypes(rawValue: 4)
  static let array = JSONTypes(rawValue: 8)
  static let number = JSONTypes(rawValue: 16)
  static let string = JSONTypes(rawValue: 32)
  /// Numbers with a zero fraction only; `number` includes it.
  static let integer = JSONTypes(rawValue: 64)
  static let any: JSONTypes = [.null, .boolean, .object, .array, .number, .string]

  static let names: [(name: String, type: JSONTypes)] = [
    ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array),
    ("number", .number), ("string", .string), ("integer", .integer),
  ]

  /// The types in the words of JSON Schema: `integer or null`.
  var description: String {
    Self.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
  }
}

/// One schema or subschema, its keywords read once; others are named by their index.
struct SchemaNode {
  /// False only for the schema `false`, which nothing satisfies.
  var allowsAnything = true
  var types = JSONTypes.any
  var constant: JSONConstant?
  var enumeration: [JSONConstant]?
  var minimum: ExactNumber?
  var maximum: ExactNumber?
  var exclusiveMinimum: ExactNumber?
  var exclusiveMaximum: ExactNumber?
  var multipleOf: Double?
  var minLength: Int?
  var maxLength: Int?
  var pattern: SchemaPattern?
  var minItems: Int?
  var maxItems: Int?
  var uniqueItems = false
  var items: Int?
  var anyOf: [Int]?
  var required: [[UInt8]] = []
  var properties: [(name: [UInt8], node: Int)] = []
  var additionalProperties: Int?
}
