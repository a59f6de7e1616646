/// Which words a tool takes beside its options.
public enum Operands: Sendable {
  /// None: it reads its standard input.
  case none
  /// One, or none.
  case optional(String)
  /// Any number, none too.
  case any(String)

  /// How the usage line shows them.
  var usage: String {
    switch self {
    case .none: ""
    case .optional(let name): " [\(name)]"
    case .any(let name): " [\(name) ...]"
    }
  }

  /// Refuses a wrong number of them.
  func check(_ found: [String]) throws(UsageError) {
    switch self {
    case .none:
      if let first = found.first { throw UsageError("\(quoted(first)): takes no operand") }
    case .optional(let name):
      if found.count > 1 { throw UsageError("\(quoted(found[1])): takes one \(name) at most") }
    case .any: break
    }
  }
}
