import Testing

import TimeSeries
@testable import ts_collect

@Suite struct BestResponseTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let counts: [[Int]]
    let kept: Int?
    let testDescription: String

    init(_ counts: [[Int]], _ kept: Int?, _ why: String) {
      self.counts = counts
      self.kept = kept
      testDescription = why
    }
  }

  static let rows = [
    Row([], nil, "nothing to choose from"),
    Row([[0, 0]], 0, "the only one, empty"),
    Row([[0, 2], [0, 0]], 0, "no valid record anywhere: the first"),
    Row([[3, 0], [5, 0], [4, 0]], 1, "most valid records"),
    Row([[4, 0], [5, 0], [5, 0]], 1, "the earliest of equals"),
    Row([[4, 0], [5, 9]], 1, "invalid records play no role"),
    Row([[0, 0], [0, 0], [1, 0]], 2, "the last one"),
  ]

  @Test(arguments: rows) func mostValidRecordsWins(_ row: Row) {
    let counts = row.counts.map { ResponseCount(valid: $0[0], invalid: $0[1]) }
    #expect(bestResponse(of: counts) == row.kept)
  }

  @Test(arguments: [
    (0, 0, 1.0), (8, 2, 0.19999999999999996), (7, 3, 0.30000000000000004), (2, 8, 0.8),
    (5, 0, 0.0), (0, 3, 1.0),
  ])
  func invalidFractionIsThatOfTheReference(_ valid: Int, _ invalid: Int, _ fraction: Double) {
    #expect(ResponseCount(valid: valid, invalid: invalid).invalidFraction == fraction)
  }
}
