/// Which words a tool takes beside its options.
public enum Operands: Sendable {
  /// None: it reads its standard input.
  case none
  /// One, or none.
  case optional(String)
  /// Any number, none too.
  case any(String)
  /// All of these, in this order.
  case all([String])

  /// How the usage line shows them.
  var usage: String {
    switch self {
    case .none: ""
    case .optional(let name): " [\(name)]"
    case .any(let name): " [\(name) ...]"
    case .all(let names): names.map { " \($0)" }.joined()
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
    case .all(let names):
      let wanted = names.joined(separator: " and ")
      if found.count < names.count { throw UsageError("needs \(wanted)") }
      if found.count > names.count {
        throw UsageError("\(quoted(found[names.count])): takes \(wanted) only")
      }
    }
  }
}

/// A file's operand as messages name it: `-` stands for the standard input.
public func shownName(_ file: String) -> String { file == "-" ? "<stdin>" : file }
