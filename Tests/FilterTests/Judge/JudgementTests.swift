import Testing

import TimeSeries
@testable import ts_collect

@Suite struct JudgementTests {
  /// One round: seconds of the valid records, invalid count, the counters before; what comes out.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var times: [Int64] = []
    var invalid = 0
    var last: Int64? = 10
    var counters = [0, 0]
    var verdict = "in progress"
    var lastAfter: Int64? = 10
    var countersAfter = [0, 0]
    var accepted: [Bool] = []
  }

  static let rows = [
    Row(
      testDescription: "a good round resets both counters", times: [20, 30], counters: [2, 2],
      lastAfter: 30, accepted: [true, true]),
    Row(
      testDescription: "an empty round adds to both", counters: [0, 0], countersAfter: [1, 1]),
    Row(
      testDescription: "the third bad round fails", counters: [2, 0],
      verdict: "low_valid_fraction", countersAfter: [3, 1]),
    Row(
      testDescription: "a bad round that moves on resets the other counter", times: [20],
      invalid: 4, counters: [0, 2], lastAfter: 20, countersAfter: [1, 0], accepted: [true]),
    Row(
      testDescription: "the threshold itself is bad", times: [20, 30], invalid: 8,
      lastAfter: 30, countersAfter: [1, 0], accepted: [true, true]),
    Row(
      testDescription: "good records that do not move the time are no progress", times: [5, 10],
      counters: [0, 2], verdict: "no_progress", countersAfter: [0, 3], accepted: [true, true]),
    Row(
      testDescription: "going back is no progress", times: [5], lastAfter: 5,
      countersAfter: [0, 1], accepted: [true]),
    Row(
      testDescription: "any first time is progress", times: [5], last: nil, counters: [1, 1],
      lastAfter: 5, accepted: [true]),
    Row(
      testDescription: "nothing accepted leaves the time unknown", last: nil, lastAfter: nil,
      countersAfter: [1, 1]),
    Row(
      testDescription: "the stop completes", times: [90, 100], counters: [1, 1],
      verdict: "completed", lastAfter: 100, countersAfter: [1, 0], accepted: [true, true]),
    Row(
      testDescription: "the stop completes in a bad round too", times: [100], invalid: 9,
      counters: [2, 2], verdict: "completed", lastAfter: 100, countersAfter: [2, 0],
      accepted: [true]),
    Row(
      testDescription: "records after the stop are trimmed", times: [100, 110, 120],
      verdict: "completed", lastAfter: 100, accepted: [true, false, false]),
    Row(
      testDescription: "past the stop at once completes with nothing", times: [110],
      verdict: "completed", accepted: [false]),
    Row(
      testDescription: "an earlier time after the stop is in range", times: [110, 50],
      verdict: "completed", lastAfter: 50, accepted: [false, true]),
  ]

  @Test(arguments: rows) func roundIsJudged(_ row: Row) {
    var before = GroupState(groupID: Array("1".utf8), prefill: [])
    before.lastTimestamp = row.last.map(seconds)
    before.lowValidFractionCount = row.counters[0]
    before.noProgressCount = row.counters[1]
    let result = RoundJudge().judge(
      ResponseCount(valid: row.times.count, invalid: row.invalid), times: row.times.map(seconds),
      stop: seconds(100), before: before)
    let after = result.state
    let verdict =
      result.failure?.rawValue ?? (after.completed ? "completed" : "in progress")
    #expect(verdict == row.verdict)
    #expect(after.failed == (result.failure != nil))
    #expect(after.lastTimestamp == row.lastAfter.map(seconds))
    #expect([after.lowValidFractionCount, after.noProgressCount] == row.countersAfter)
    #expect(result.accepts == row.accepted)
    #expect(after.totalValidRecords == row.accepted.count { $0 })
    #expect(after.totalInvalidRecords == row.invalid)
  }

  @Test func overshootIsKeptWhenAsked() {
    var judge = RoundJudge()
    judge.keepsOvershoot = true
    let result = judge.judge(
      ResponseCount(valid: 2), times: [seconds(100), seconds(110)], stop: seconds(100),
      before: GroupState(groupID: [], prefill: []))
    #expect(result.accepts == [true, true])
    #expect(result.state.lastTimestamp == seconds(110))
    #expect(result.state.completed)
  }

  @Test func patienceOfOneFailsAtOnce() {
    var judge = RoundJudge()
    judge.patience.rounds = 1
    let result = judge.judge(
      ResponseCount(), times: [], stop: seconds(100), before: GroupState(groupID: [], prefill: []))
    #expect(result.failure == .lowValidFraction)
  }

  private func seconds(_ value: Int64) -> Timestamp {
    Timestamp(microseconds: value * 1_000_000)
  }
}
