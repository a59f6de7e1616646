import Testing

import TimeSeries
@testable import ts_collect

@Suite struct SnapshotTests {
  @Test(arguments: [
    (100, [25, 50, 75]), (10, [3, 5, 8]), (3, [1, 2, 3]), (2, [1, 2]), (1, [1]), (0, []), (-9, []),
  ])
  func thresholdsAreThoseOfTheReference(_ total: Int, _ thresholds: [Int]) {
    let points = Snapshot.points(percentages: [25, 50, 75], of: total, unit: .records)
    #expect(points.map(\.threshold) == thresholds)
  }

  @Test func equalThresholdsKeepTheFirstName() {
    let points = Snapshot.points(percentages: [75, 50, 25], of: 2, unit: .records)
    #expect(
      points.map(\.fileName) == [
        "generated_partial_25pct_records.csv", "generated_partial_75pct_records.csv",
      ])
  }

  @Test func groupsHaveNamesOfTheirOwn() {
    let points = Snapshot.points(percentages: [50], of: 12, unit: .groups)
    #expect(points == [Snapshot(fileName: "generated_partial_50pct_groups.csv", threshold: 6)])
  }
}
