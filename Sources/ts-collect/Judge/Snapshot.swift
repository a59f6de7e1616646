import TimeSeries

/// A point of the run at which what is there so far is written to a file.
struct Snapshot: Equatable, Sendable {
  /// What a snapshot counts.
  enum Unit: String, Sendable, CaseIterable {
    /// Accepted records.
    case records
    /// Completed groups.
    case groups
  }

  /// The name of the file, such as `generated_partial_25pct_records.csv`.
  var fileName: String
  /// How many records or groups it takes, and holds.
  var threshold: Int

  /// The snapshots of a run of `total` records or groups, by rising threshold.
  ///
  /// Each threshold is the percentage of the total, rounded up and at least 1; of percentages that
  /// come to the same threshold the first stays. A total that is not positive has none (R50).
  static func points(percentages: [Int], of total: Int, unit: Unit) -> [Snapshot] {
    guard total > 0 else { return [] }
    var points: [Snapshot] = []
    for percentage in percentages.sorted() {
      let threshold = max(1, (total * percentage + 99) / 100)
      guard points.last?.threshold != threshold else { continue }
      points.append(
        Snapshot(
          fileName: "generated_partial_\(percentage)pct_\(unit.rawValue).csv",
          threshold: threshold))
    }
    return points
  }
}
