import NDJSON
import Testing

@testable import TimeSeries

@Suite struct ResponseWalkTests {
  func rules(_ change: (inout Spec) -> Void = { _ in }) throws -> RecordRules {
    var spec = Spec(
      schema: Array(#"{"properties":{"g":{},"t":{},"v":{"type":"number"}}}"#.utf8),
      timeColumn: "t", timeFormat: "%H:%M", step: .fixed(microseconds: 900_000_000))
    spec.groupColumn = "g"
    change(&spec)
    return try RecordRules(spec)
  }

  /// `+` for each valid record, `-` for each invalid one, `.` for a line without, `x` for the rest.
  func walk(_ text: String, _ rules: RecordRules, id: String = #""A""#, last: Int64?) throws
    -> String
  {
    var walk = ResponseWalk(rules)
    var state = GroupState(groupID: Array(id.utf8), prefill: [])
    state.lastTimestamp = last.map { Timestamp(microseconds: $0 * 1_000_000) }
    try walk.begin(state)
    let bytes = Array(text.utf8)
    var result = ""
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      switch walk.judge(start..<end, of: bytes.span) {
      case .valid: result += "+"
      case .invalid: result += "-"
      case .noRecord: result += "."
      case .notCounted: result += "x"
      }
      start = end + 1
    }
    return result
  }

  func record(_ time: String, group: String = #""A""#, _ value: String = "1") -> String {
    #"{"g":\#(group),"t":"\#(time)","v":\#(value)}"# + "\n"
  }

  @Test func aResponseIsAValidPrefix() throws {
    let rules = try rules()
    let (one, two, three) = (record("00:15"), record("00:30"), record("00:45"))
    #expect(try walk(one + two + three, rules, last: 0) == "+++")
    #expect(try walk(one + record("00:30", "x") + three, rules, last: 0) == "+-x")
    #expect(try walk(one + record("noon") + three, rules, last: 0) == "+-x")
    #expect(try walk(one + three + record("01:00"), rules, last: 0) == "+--")
    #expect(try walk(two + three, rules, last: 0) == "--")
    #expect(try walk(two + three, rules, last: nil) == "++")
    #expect(try walk("\nwords\n" + one, rules, last: 0) == "..+")
  }

  @Test func aGroupIsComparedByValueAndType() throws {
    let rules = try rules()
    #expect(try walk(record("00:15", group: #""\u0041""#), rules, last: 0) == "+")
    #expect(try walk(record("00:15", group: "1.0"), rules, id: "1", last: 0) == "+")
    #expect(try walk(record("00:15", group: "true"), rules, id: "1", last: 0) == "-")
    #expect(try walk(record("00:15", group: "\"1\""), rules, id: "1", last: 0) == "-")
    #expect(try walk(record("00:15", group: "null"), rules, id: "null", last: 0) == "+")
    #expect(try walk(record("00:15", group: #""B""#) + record("00:30"), rules, last: 0) == "--")
  }

  @Test func aPrefixRunBeginsAtTheStart() throws {
    let rules = try rules {
      $0.mode = .prefix
      $0.startTimestamp = Array(#""00:15""#.utf8)
    }
    #expect(try walk(record("00:15"), rules, last: nil) == "+")
    #expect(try walk(record("00:30"), rules, last: nil) == "-")
  }

  @Test func timeOfDayCrossesMidnight() throws {
    let rules = try rules()
    let text = record("23:45") + record("00:00") + record("00:15")
    #expect(try walk(text, rules, last: 23 * 3600 + 1800) == "+++")
    #expect(try walk(record("00:00"), rules, last: 3 * 86400 - 900) == "+")
  }

  @Test func aStopBeforeTheStartIsOnTheNextDay() throws {
    let rules = try rules {
      $0.startTimestamp = Array(#""22:00""#.utf8)
      $0.stopTimestamp = Array(#""04:00""#.utf8)
    }
    #expect(rules.stop?.microseconds == Int64((24 + 4) * 3_600_000_000))
  }

  @Test func aRecordIsFoundInItsLine() {
    for (line, record) in [
      (#"{"a":1}"#, #"{"a":1}"#), (#"1. {"a":1} ,"# + "\t\r", #"{"a":1}"#), ("{}", nil),
      (#"{"a":1} x"#, nil), (#"{"a":1},,"#, nil), ("}", nil), ("", nil), ("{}}", "{}}"),
      (#"{"a":1}{"b":2}"#, #"{"a":1}{"b":2}"#),
    ] as [(String, String?)] {
      let bytes = Array(line.utf8)
      let range = bytes.span.record(in: 0..<bytes.count)
      #expect(range.map { String(decoding: bytes[$0], as: UTF8.self) } == record, "\(line)")
    }
  }
}
