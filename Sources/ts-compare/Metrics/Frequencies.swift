/// How often each of some texts, or of some pairs of texts, comes.
struct Frequencies {
  private(set) var counts: [UInt64: Int] = [:]
  private(set) var total = 0

  mutating func add(_ key: UInt64, _ times: Int = 1) {
    counts[key, default: 0] += times
    total += times
  }

  /// One less half the sum of the distances of all shares; nil where one has none.
  func similarity(to other: Frequencies) -> Double? {
    guard total > 0, other.total > 0 else { return nil }
    // In order, so that the sum is the same in every run.
    let keys = Set(counts.keys).union(other.counts.keys).sorted()
    var sum = 0.0
    for key in keys {
      let mine = Double(counts[key] ?? 0) / Double(total)
      let theirs = Double(other.counts[key] ?? 0) / Double(other.total)
      sum += (mine - theirs).magnitude
    }
    return 1 - sum / 2
  }
}
