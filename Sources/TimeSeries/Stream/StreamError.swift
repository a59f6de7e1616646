public import NDJSON

/// Why a line is not of the stream: what a message says after `TOOL: FILE:LINE: `.
public enum StreamError: Error, Equatable, CustomStringConvertible {
  /// The line is not JSON.
  case json(JSONError)
  /// The line is JSON, but no object.
  case notAnObject
  /// A member that the stage needs is not there.
  case missing(Member)
  /// A member is there, with another value than wanted.
  case unexpected(Member, found: String, wanted: String)

  /// The spec cannot be worked with.
  case spec(SpecError)
  /// A group's line came before any spec.
  case groupBeforeSpec
  /// A spec that differs from the one before it: how that one reads there, and how this one does.
  case differentSpec(String, String)

  /// The words of a message.
  public var description: String {
    switch self {
    case .json(let error): "not JSON: \(error)"
    case .notAnObject: "not a JSON object"
    case .missing(let member): "member \"\(member.rawValue)\" is missing"
    case .unexpected(let member, let found, let wanted):
      "member \"\(member.rawValue)\" is \(found), wanted \(wanted)"
    case .spec(let error): error.description
    case .groupBeforeSpec: "a group's line before the spec; the spec comes first"
    case .differentSpec(let first, let second):
      "another spec than before: \(second), wanted \(first)"
    }
  }
}
