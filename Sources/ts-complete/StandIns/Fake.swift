import FilterTool

/// What stands in for a model: it answers from a group's line alone, at no cost.
enum Fake: Equatable, Sendable {
  /// The last record again, a step later.
  case `repeat`
  /// The records that the group came with, in turn, at the next times.
  case seasonal
  /// The records of a file.
  case perfect(file: String)
  /// As `repeat`, with a fault in such a share of the answers.
  case faulty(share: Double)

  /// Reads the value of the option.
  init(_ text: String) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? String(parts[1]) : nil
    switch (parts[0], value) {
    case ("repeat", nil): self = .repeat
    case ("seasonal", nil): self = .seasonal
    case ("perfect", let file?) where !file.isEmpty: self = .perfect(file: file)
    case ("faulty", let share?):
      guard let share = decimal(share), (0...1).contains(share) else {
        throw UsageError("not faulty= and a share from 0 to 1")
      }
      self = .faulty(share: share)
    default: throw UsageError("not repeat, seasonal, perfect=FILE or faulty=SHARE")
    }
  }
}
