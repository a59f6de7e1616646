import Testing

import TimeSeries
@testable import ts_collect

@Suite struct GlobalStopTests {
  /// The rounds as valid and invalid counts; after which of them the run stops, and how.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var empty: Int? = nil
    var fraction: Double? = nil
    var target: Int? = nil
    let rounds: [[Int]]
    var stopsAfter: Int? = nil
    var status: RunStatus? = nil
  }

  static let rows = [
    Row(testDescription: "off by default", rounds: [[0, 1], [0, 1], [0, 1], [0, 1]]),
    Row(
      testDescription: "empty rounds in a row", empty: 2,
      rounds: [[0, 1], [1, 0], [0, 3], [0, 0]],
      stopsAfter: 4, status: .stopNoRecords),
    Row(
      testDescription: "a record in between starts again", empty: 2,
      rounds: [[0, 1], [1, 0], [0, 1], [1, 9]]),
    Row(
      testDescription: "the mean meets the fraction three times", fraction: 0.5,
      rounds: [[1, 1], [1, 1], [1, 1]], stopsAfter: 3, status: .stopMetricReached),
    Row(
      testDescription: "the mean is cumulative", fraction: 0.5,
      rounds: [[9, 0], [0, 1], [0, 1], [0, 1]], stopsAfter: 4, status: .stopMetricReached),
    Row(
      testDescription: "a mean below starts again", fraction: 0.5,
      rounds: [[0, 1], [1, 0], [1, 0], [0, 1], [0, 1]]),
    Row(
      testDescription: "the target", target: 3, rounds: [[2, 0], [2, 0]], stopsAfter: 2,
      status: .complete),
  ]

  @Test(arguments: rows) func runStops(_ row: Row) {
    var stop = GlobalStop()
    stop.emptyRounds = row.empty
    stop.invalidFraction = row.fraction
    stop.targetRecords = row.target
    var accepted = 0
    var found: (Int, RunStatus)?
    for (index, round) in row.rounds.enumerated() where found == nil {
      accepted += round[0]
      let kept = ResponseCount(valid: round[0], invalid: round[1])
      if let status = stop.add(kept, acceptedSoFar: accepted) { found = (index + 1, status) }
    }
    #expect(found?.0 == row.stopsAfter)
    #expect(found?.1 == row.status)
  }
}
