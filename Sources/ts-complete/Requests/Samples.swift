import FilterTool
import TimeSeries

/// How many completions a round asks for.
enum Samples: Equatable, Sendable {
  /// Always so many.
  case fixed(Int)
  /// As the reference does: 100 divided by the active groups, at least 5, at most 10.
  case reference
  /// One, and after rounds that did not move the group 2, 4, 8, at most so many.
  case auto(most: Int)

  /// Reads the value of the option.
  init(_ text: String, most: Int) throws(UsageError) {
    switch text {
    case "auto": self = .auto(most: most)
    case "reference": self = .reference
    default:
      guard let count = Int(text), (1...128).contains(count) else {
        throw UsageError("not auto, reference or an integer from 1 to 128")
      }
      self = .fixed(count)
    }
  }

  /// The number for a round of a group; it depends on nothing but the group's line and the spec.
  func count(_ group: GroupState, _ rules: RecordRules) -> Int {
    switch self {
    case .fixed(let count): return count
    case .reference: return min(10, max(5, 100 / max(1, min(20, rules.spec.groups ?? 20))))
    case .auto(let most): return min(most, 1 << min(max(0, group.noProgressCount), 10))
    }
  }
}
