import NDJSON

/// Reads a JSON Schema into a flat list of nodes; refuses what it does not know.
struct SchemaCompiler {
  private(set) var nodes: [SchemaNode] = []

  /// Keywords that say something to people only, or that only name what other keywords use.
  private static let annotations: Set<String> = [
    "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default",
    "examples", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding",
    "contentMediaType",
  ]

  /// Reads the schema that is `value`; returns the index of its node.
  mutating func compile(_ value: JSONConstant, at place: String) throws(SchemaError) -> Int {
    let index = nodes.count
    nodes.append(SchemaNode())
    var node = SchemaNode()
    switch value {
    case .boolean(let allowed):
      node.allowsAnything = allowed
    case .object(let members):
      for member in members {
        let keyword = String(decoding: member.name, as: UTF8.self)
        try read(keyword, member.value, into: &node, at: place)
      }
    default:
      throw .malformed("", at: place, wanted: "an object, true or false")
    }
    nodes[index] = node
    return index
  }

  private mutating func read(
    _ keyword: String, _ value: JSONConstant, into node: inout SchemaNode, at place: String
  ) throws(SchemaError) {
    let word = Keyword(name: keyword, value: value, place: place)
    switch keyword {
    case "type": node.types = try word.types()
    case "const": node.constant = value
    case "enum": node.enumeration = try word.elements()
    case "minimum": node.minimum = try word.number()
    case "maximum": node.maximum = try word.number()
    case "exclusiveMinimum": node.exclusiveMinimum = try word.number()
    case "exclusiveMaximum": node.exclusiveMaximum = try word.number()
    case "multipleOf": node.multipleOf = try word.divisor()
    case "minLength": node.minLength = try word.count()
    case "maxLength": node.maxLength = try word.count()
    case "pattern": node.pattern = try word.pattern()
    case "minItems": node.minItems = try word.count()
    case "maxItems": node.maxItems = try word.count()
    case "uniqueItems": node.uniqueItems = value == .boolean(true)
    case "required": node.required = try word.names()
    case "items": node.items = try compile(value, at: word.child)
    case "additionalProperties": node.additionalProperties = try compile(value, at: word.child)
    case "anyOf":
      var alternatives: [Int] = []
      for (index, element) in try word.elements().enumerated() {
        alternatives.append(try compile(element, at: "\(word.child)/\(index)"))
      }
      node.anyOf = alternatives
    case "properties":
      for member in try word.members() {
        let name = String(decoding: member.name, as: UTF8.self)
        node.properties.append(
          (member.name, try compile(member.value, at: "\(word.child)/\(name)")))
      }
    default:
      if !Self.annotations.contains(keyword) { throw .unknownKeyword(keyword, at: place) }
    }
  }
}

/// One keyword of a schema and its value, read as what the keyword asks for.
private struct Keyword {
  let name: String
  let value: JSONConstant
  let place: String

  var child: String { "\(place)/\(name)" }

  func malformed(_ wanted: String) -> SchemaError { .malformed(name, at: place, wanted: wanted) }

  func types() throws(SchemaError) -> JSONTypes {
    let texts: [JSONConstant]
    switch value {
    case .string: texts = [value]
    case .array(let elements): texts = elements
    default: throw malformed("a type or a list of types")
    }
    var types: JSONTypes = []
    for text in texts {
      guard case .string(let bytes) = text,
        let known = JSONTypes.names.first(where: { Array($0.name.utf8) == bytes })
      else { throw malformed("one of null, boolean, object, array, number, string, integer") }
      types.formUnion(known.type)
    }
    return types
  }

  func number() throws(SchemaError) -> ExactNumber {
    guard case .number(let number) = value else { throw malformed("a number") }
    return number
  }

  func divisor() throws(SchemaError) -> Double {
    let number = try number()
    guard number.double > 0 else { throw malformed("a number above 0") }
    return number.double
  }

  func count() throws(SchemaError) -> Int {
    guard case .number(let number) = value, let count = Int(exactly: number.double), count >= 0
    else { throw malformed("a whole number, 0 or more") }
    return count
  }

  func pattern() throws(SchemaError) -> SchemaPattern {
    guard case .string(let bytes) = value else { throw malformed("a regular expression") }
    do throws(PatternError) {
      return try SchemaPattern(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw malformed("a regular expression; \(error.reason)")
    }
  }

  func elements() throws(SchemaError) -> [JSONConstant] {
    guard case .array(let elements) = value else { throw malformed("an array") }
    return elements
  }

  func members() throws(SchemaError) -> [JSONConstant.Member] {
    guard case .object(let members) = value else { throw malformed("an object") }
    return members
  }

  func names() throws(SchemaError) -> [[UInt8]] {
    var names: [[UInt8]] = []
    for element in try elements() {
      guard case .string(let name) = element else { throw malformed("an array of names") }
      names.append(name)
    }
    return names
  }
}
