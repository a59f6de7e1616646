import FilterTool
import TimeSeries

extension GroupSelection {
  /// Reads the ids of groups, of which there must be one: an unset variable names none.
  static func ids(_ text: String) throws(UsageError) -> [String] {
    let names = JoinedText.split(text).filter { !$0.isEmpty }
    if names.isEmpty { throw UsageError("not one group's id; leave the option out for all groups") }
    return names
  }

  /// Reads `N PREFIX`.
  static func synthetic(_ text: String) throws(UsageError) -> (count: Int, prefix: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, let count = Int(words[0]), (1...100_000_000).contains(count) else {
      throw UsageError("not a number of groups and what their ids begin with")
    }
    return (count, String(words[1]))
  }

  /// Reads `I/N`.
  static func shard(_ text: String) throws(UsageError) -> (index: Int, count: Int) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], index >= 1, index <= count
    else { throw UsageError("not I/N with I from 1 to N") }
    return (index, count)
  }
}
