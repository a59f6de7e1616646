import NDJSON
import Tables
import Testing

@testable import TimeSeries
@testable import ts_collect
@testable import ts_prefill

/// The checklist of what the reference's own tests assert, T1 to T17, as far as it is ours.
///
/// T6 and T7, the output and its snapshots, are in the run scenarios and `SnapshotTests`. T10 is
/// about options of the reference's engine; here every sampler is sent with every request.
@Suite struct ChecklistTests {
  static let hour = Step.fixed(microseconds: 3_600_000_000)

  private func seconds(_ format: String, _ json: String) throws -> Double? {
    let bytes = Array(json.utf8)
    var scanner = JSONScanner(bytes.span)
    let value = try scanner.value()
    let time = try TimestampFormat(format).time(of: value, in: bytes.span)
    return time.map { Double($0.microseconds) / 1_000_000 }
  }

  @Test("T1 T2: times are seconds, and what is no time is unknown")
  func timesAreSeconds() throws {
    let clock = "%Y-%m-%d %H:%M:%S"
    #expect(try seconds(clock, #""2024-01-01 00:00:00""#) == 1_704_067_200)
    #expect(try seconds("elapsed_seconds", "3600") == 3600)
    #expect(try seconds("elapsed_seconds", #""3600""#) == 3600)
    #expect(try seconds("elapsed_seconds", "3600.5") == 3600.5)
    for json in ["null", #""no time""#, #""""#, "true", "[]"] {
      #expect(try seconds(clock, json) == nil, "\(json)")
      #expect(try seconds("elapsed_seconds", json) == nil, "\(json)")
    }
  }

  @Test("T3: the next time is the last one plus the interval")
  func nextTimes() {
    let chronology = Chronology(step: Self.hour, isTimeOfDay: false)
    var time = Timestamp(microseconds: 0)
    for hours in 1...2 {
      let next = chronology.next(after: time)
      #expect(next == Timestamp(seconds: Int64(hours) * 3600))
      time = next ?? time
    }
  }

  @Test(
    "T4: the stop is reached at it and after it",
    arguments: [
      ([3600, 7200], false), ([7200, 10800], true), ([14400], true), ([], false),
    ] as [([Int64], Bool)])
  func stopIsReached(times: [Int64], isReached: Bool) {
    let state = GroupState(groupID: Array("1".utf8), prefill: [])
    let judgement = RoundJudge().judge(
      ResponseCount(valid: times.count, invalid: 0),
      times: times.compactMap { Timestamp(seconds: $0) },
      stop: Timestamp(seconds: 10800), before: state)
    #expect(judgement.state.completed == isReached)
  }

  private func plan(_ records: [String], _ settings: SeedSettings) throws -> SeedPlan {
    var survey = TableSurvey(TableSurvey.Questions(), isUntyped: false)
    for (index, record) in records.enumerated() {
      try survey.observe(record: Array(record.utf8).span, line: index + 1)
    }
    return try SeedPlan(survey, try survey.chooseTime(), settings)
  }

  private func hourly(_ count: Int) -> [String] {
    (0..<count).map { #"{"timestamp":"2024-01-01 0\#($0):00:00","value":1.\#($0)}"# }
  }

  @Test("T5: 00:00 to 03:00 by the hour are four records")
  func expectedRecords() throws {
    var settings = SeedSettings()
    settings.mode = .prefix
    #expect(try plan(hourly(4), settings).spec.expectedRecords == 4)
    settings.mode = .history
    #expect(try plan(hourly(4), settings).spec.expectedRecords == 1)
  }

  @Test("T8: accepted records are in the next prompt, and their last time is known")
  func acceptedRecordsAreShown() throws {
    let text = """
      {"type":"group","group_id":1,"round":1,"current_prefill":"{\\"t\\":0}\\n",\
      "last_timestamp_seconds":0,"total_valid_records":1,\
      "responses":[{"index":0,"records":[{"t":3600},{"t":7200}],"invalid":[],"ignored_bytes":0}]}
      """
    let bytes = Array(text.utf8)
    var line = StreamLine()
    try line.scan(bytes.span)
    let state = try GroupState(line, bytes.span)
    let decider = RoundDecider(judge: RoundJudge(), window: Window(size: 3))
    let spec = Spec(
      schema: Array("{}".utf8), timeColumn: "t", timeFormat: "elapsed_seconds", step: .increasing)
    let decision = try decider.decide(line, bytes.span, state: state, by: RecordRules(spec))
    let prefill = String(decoding: decision.state.currentPrefill, as: UTF8.self)
    #expect(prefill == "{\"t\":0}\n{\"t\":3600}\n{\"t\":7200}\n")
    #expect(decision.state.lastTimestamp == Timestamp(seconds: 7200))
  }

  @Test("T9: the last time of a seed is that of its last record")
  func lastTimeOfASeed() throws {
    let history = try plan(hourly(5), SeedSettings()).seed(0)
    #expect(history.lastTimestamp == Timestamp(seconds: 1_704_067_200 + 2 * 3600))
    var settings = SeedSettings()
    settings.mode = .prefix
    let prefix = try plan(hourly(5), settings).seed(0)
    #expect(prefix.lastTimestamp == nil)
  }

  struct Walk: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var format = "%Y-%m-%d %H:%M:%S"
    var step = ChecklistTests.hour
    let records: [String]
    let valid: Int
    var faults: [String] = []
    var says = ""
    var lastSeconds: Int64?
  }

  @Test(arguments: [
    Walk(
      testDescription: "T11 three hourly records are valid",
      records: ["\"2024-01-01 00:00:00\"", "\"2024-01-01 01:00:00\"", "\"2024-01-01 02:00:00\""],
      valid: 3, lastSeconds: 1_704_074_400),
    Walk(
      testDescription: "T11 without an interval irregular ones are", step: .any,
      records: ["\"2024-01-01 00:00:00\"", "\"2024-01-01 05:00:00\"", "\"2024-01-01 05:01:00\""],
      valid: 3),
    Walk(
      testDescription: "T12 T15 a skipped hour ends the response",
      records: [
        "\"2024-01-01 00:00:00\"", "\"2024-01-01 02:00:00\"", "\"2024-01-01 03:00:00\"",
        "\"2024-01-01 04:00:00\"",
      ],
      valid: 1, faults: ["TimeSeries", "TimeSeries", "TimeSeries"],
      says: "must be 2024-01-01 01:00:00"),
    Walk(
      testDescription: "T13 broken JSON ends the count",
      records: ["\"2024-01-01 00:00:00\"", "oops", "\"2024-01-01 02:00:00\""],
      valid: 1, faults: ["Invalid JSON"]),
    Walk(
      testDescription: "T14 elapsed seconds", format: "elapsed_seconds",
      records: ["0", "3600", "7200"], valid: 3, lastSeconds: 7200),
    Walk(
      testDescription: "T15 a time that is none", records: ["\"noon\""], valid: 0,
      faults: ["TimeSeries"], says: "noon"),
    Walk(
      testDescription: "T15 a time that is null", records: ["null"], valid: 0,
      faults: ["TimeSeries"], says: "\"timestamp\""),
    Walk(
      testDescription: "T16 midnight is 86400", format: "%H:%M",
      records: ["\"23:00\"", "\"00:00\""], valid: 2, lastSeconds: 86_400),
  ])
  func walks(row: Walk) throws {
    let text = row.records.map { #"{"timestamp":\#($0),"value":1}"# }.joined(separator: "\n")
    try check(row, text)
  }

  @Test("T14: a time column that is not there is named")
  func missingTimes() throws {
    let row = Walk(
      testDescription: "", records: [], valid: 0, faults: ["TimeSeries"], says: "\"timestamp\"")
    try check(row, #"{"value":1}"#)
  }

  @Test(
    "T17: whole numbers that no double holds are refused by name",
    arguments: [
      (String(repeating: "9", count: 400), ["Float Conversion"]), ("true", []), ("1.5", []),
      (#""text""#, []), ("null", []), ("[1]", []), ("9007199254740993", []),
    ])
  func wholeNumbersAreBounded(value: String, faults: [String]) throws {
    let row = Walk(
      testDescription: "", records: [], valid: faults.isEmpty ? 1 : 0, faults: faults,
      says: faults.isEmpty ? "" : "\"value\"")
    try check(row, #"{"timestamp":"2024-01-01 00:00:00","value":\#(value)}"#)
  }

  private func check(_ row: Walk, _ text: String) throws {
    var walk = ResponseWalk(
      try RecordRules(
        Spec(
          schema: Array(#"{"properties":{"timestamp":{},"value":{}}}"#.utf8),
          timeColumn: "timestamp", timeFormat: row.format, step: row.step)))
    try walk.begin(GroupState(groupID: Array("null".utf8), prefill: []))
    let bytes = Array(text.utf8)
    var (valid, faults, messages, last) = (0, [String](), "", Int64(0))
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      switch walk.judge(line.startIndex..<line.endIndex, of: bytes.span) {
      case .valid(_, let time): (valid, last) = (valid + 1, time.microseconds)
      case .invalid(_, let fault):
        faults.append(fault.category.rawValue)
        messages += fault.message
      case .noRecord, .notCounted: break
      }
    }
    #expect(valid == row.valid)
    #expect(faults == row.faults)
    #expect(messages.contains(row.says) || row.says.isEmpty, "\(messages)")
    if let seconds = row.lastSeconds { #expect(last == seconds * 1_000_000) }
  }
}
