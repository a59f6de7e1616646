import Testing

import TimeSeries
@testable import ts_collect

@Suite struct WindowTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let size: Int
    var maximum: Int? = nil
    let current: String
    var seeds = false
    let accepted: String
    let next: String
  }

  static let rows = [
    Row(
      testDescription: "nothing accepted leaves the seeds", size: 3, current: "s1\ns2\n",
      seeds: true, accepted: "", next: "s1\ns2\n"),
    Row(
      testDescription: "the first acceptance drops the seeds", size: 3, current: "s1\ns2\n",
      seeds: true, accepted: "a", next: "a\n"),
    Row(
      testDescription: "the first acceptance drops a begun record", size: 3,
      current: "{\"g\":1,\"", seeds: true, accepted: "ab", next: "a\nb\n"),
    Row(
      testDescription: "it slides", size: 3, current: "a\nb\nc\n", accepted: "d",
      next: "b\nc\nd\n"),
    Row(
      testDescription: "it fills up", size: 3, current: "a\n", accepted: "b", next: "a\nb\n"),
    Row(
      testDescription: "more than a window at once", size: 3, current: "a\nb\nc\n",
      accepted: "defgh", next: "f\ng\nh\n"),
    Row(
      testDescription: "it grows by appending", size: 2, maximum: 4, current: "a\nb\nc\n",
      accepted: "d", next: "a\nb\nc\nd\n"),
    Row(
      testDescription: "it is cut in one step", size: 2, maximum: 4, current: "a\nb\nc\nd\n",
      accepted: "e", next: "d\ne\n"),
    Row(
      testDescription: "a maximum below the size does not count", size: 3, maximum: 1,
      current: "a\nb\n", accepted: "c", next: "a\nb\nc\n"),
  ]

  @Test(arguments: rows) func windowMovesOn(_ row: Row) {
    let next = Window(size: row.size, maximum: row.maximum).next(
      after: Array(row.current.utf8), showsSeeds: row.seeds,
      accepted: row.accepted.map { Array(String($0).utf8) })
    #expect(String(decoding: next, as: UTF8.self) == row.next)
  }
}
