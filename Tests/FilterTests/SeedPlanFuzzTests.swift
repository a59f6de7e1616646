import NDJSON
import Tables
import Testing
import TimeSeries

@testable import ts_prefill

/// Tables with a few bytes changed, by a seeded generator: a plan holds, or names a fault.
@Suite struct SeedPlanFuzzTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ state &>> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word &>> 27) &* 0x94D0_49BB_1331_11EB
      return word ^ word &>> 31
    }
  }

  static let tables = [
    "g,ts,v\na,2024-01-01,1\na,2024-01-02,2.5\na,2024-01-03,\nb,2024-01-01,1\nb,2024-01-02,2\n",
    "elapsed_seconds,v\n0,1\n900,\"a\"\"b\"\n1800,c\n2700,d\n",
    "t,v\n22:00,1\n23:00,2\n00:00,3\n01:00,4\n",
    "day,v\n31/01/2024,1\n29/02/2024,2\n31/03/2024,3\n",
  ]

  static let pieces = [
    "9223372036854775807", "-9223372036854", "1e308", "\"", "\n", ",", "\r", "NaN", "9999-12-31",
    "0001-01-01", "{", "\\", "é", "\0", "99999999999999999999", "23:59:60", "",
  ]

  @Test(arguments: 1...4)
  func noTableIsTooStrange(seed: UInt64) throws {
    var random = Generator(state: seed)
    var held = 0
    for _ in 0..<500 {
      var bytes = Array(try #require(Self.tables.randomElement(using: &random)).utf8)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let start = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 0...4, using: &random))
        let piece = try #require(Self.pieces.randomElement(using: &random))
        bytes.replaceSubrange(start..<end, with: piece.utf8)
      }
      var settings = SeedSettings()
      settings.mode = Bool.random(using: &random) ? .history : .prefix
      settings.continuation =
        [nil, .steps(3), .steps(.max), .span(microseconds: .max)]
        .randomElement(using: &random) ?? nil
      guard let plan = try? plan(bytes, settings) else { continue }
      held += 1
      for group in 0..<plan.groupCount { try check(plan.seed(group), settings.mode) }
    }
    #expect(held > 50)
  }

  private func plan(_ bytes: [UInt8], _ settings: SeedSettings) throws -> SeedPlan {
    var questions = TableSurvey.Questions()
    questions.groupColumn = bytes.first == UInt8(ascii: "g") ? "g" : nil
    var survey = TableSurvey(questions, isUntyped: true)
    var scanner = CSVScanner()
    var (start, line) = (0, 1)
    while start < bytes.count,
      let end = try scanner.scanRow(bytes.span, from: start, isEnd: true)
    {
      if line == 1 {
        try survey.observe(header: bytes.span, cells: scanner.cells)
      } else {
        try survey.observe(row: start..<end, of: bytes.span, cells: scanner.cells, line: line)
      }
      (start, line) = (end, line + scanner.lineCount)
    }
    return try SeedPlan(survey, survey.chooseTime(), settings)
  }

  /// Each record that a group starts from is one line of JSON.
  private func check(_ state: GroupState, _ mode: SeedMode) throws {
    guard mode == .history else { return }
    for line in state.currentPrefill.split(separator: 0x0A) {
      let record = Array(line)
      var scanner = JSONScanner(record.span)
      try scanner.validate()
    }
  }
}
