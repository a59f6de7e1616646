public import NDJSON

/// Why a JSON Schema cannot be used: found once, when the spec is read.
public enum SchemaError: Error, Equatable, CustomStringConvertible {
  /// The schema is not JSON.
  case json(JSONError)
  /// A keyword that would change the verdict, and that we do not know.
  case unknownKeyword(String, at: String)
  /// A keyword whose value is not what JSON Schema asks for.
  case malformed(String, at: String, wanted: String)

  /// The words of a message; a place is a JSON Pointer.
  public var description: String {
    switch self {
    case .json(let error): "schema is not JSON: \(error)"
    case .unknownKeyword(let keyword, let place):
      "schema keyword \"\(keyword)\" at \"\(place)\" is not supported"
    case .malformed(let keyword, let place, let wanted):
      "schema keyword \"\(keyword)\" at \"\(place)\": wanted \(wanted)"
    }
  }
}
