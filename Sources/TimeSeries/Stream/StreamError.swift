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
  /// A spec that was made from something else than the one before it: the digest of that one, its
  /// own, and what else differs, as there and as here.
  case differentDigest(String, String, alsoDiffering: [String])

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
    case .differentDigest(let first, let second, let rest):
      "another table or other options of ts-prefill than before: digest \(second), wanted \(first)"
        + (rest.isEmpty ? "" : " (\(rest[1]), wanted \(rest[0]))")
    }
  }
}
