import NDJSON
import Testing

@testable import TimeSeries

@Suite struct StreamTests {
  let spec = #"""
    {"type":"spec","version":1,"schema":{"properties":{"g":{},"ts":{}}},"time_column":"ts","time_format":"%H:%M","step":"fixed","interval_seconds":0.25,"start_timestamp":"00:00","group_column":"g","prefill_context_size":5,"mode":"prefix","prompt":"a\n{prefill}","groups":2,"expected_records":12}
    """#
  let group = #"""
    {"note":[1.10, {"a":"b"}],"type":"group","group_id":"A","round":4,"current_prefill":"{}\n","last_timestamp_seconds":-1.5,"completions":[{"text":"\ud800"}],"usage":{},"failed":false}
    """#

  func scan(_ text: String) throws -> (StreamLine, [UInt8]) {
    let bytes = Array(text.utf8)
    var line = StreamLine()
    try line.scan(bytes.span)
    return (line, bytes)
  }

  @Test func aSpecIsReadAndWrittenBack() throws {
    let (line, bytes) = try scan(spec)
    #expect(line.kind == .spec)
    let read = try Spec(line, bytes.span)
    #expect(read.step == .fixed(microseconds: 250_000))
    #expect(read.groupColumn == "g")
    #expect(read.mode == .prefix)
    #expect(read.prompt == "a\n{prefill}")
    var writer = JSONWriter()
    read.write(into: &writer)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == spec)
  }

  @Test func aStateIsReadAndWrittenBackWithUnknownMembers() throws {
    let (line, bytes) = try scan(group)
    #expect(line.kind == .group)
    var state = try GroupState(line, bytes.span)
    #expect(state.lastTimestamp == Timestamp(microseconds: -1_500_000))
    #expect(state.round == 4)
    state.round += 1
    var writer = JSONWriter()
    state.write(carrying: line, of: bytes.span, into: &writer)
    let next = String(decoding: writer.bytes, as: UTF8.self)
    #expect(next.hasSuffix(#","note":[1.10, {"a":"b"}]}"#))
    #expect(!next.contains("completions"))
    let (again, text) = try scan(next)
    #expect(try GroupState(again, text.span) == state)
  }

  @Test func membersAreCopiedByteForByte() throws {
    let (line, bytes) = try scan(group)
    var writer = JSONWriter()
    writer.beginObject()
    line.copyMembers(of: bytes.span, except: [.completions, .usage], into: &writer)
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == #"""
        {"note":[1.10, {"a":"b"}],"type":"group","group_id":"A","round":4,"current_prefill":"{}\n","last_timestamp_seconds":-1.5,"failed":false}
        """#)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let message: String
    var testDescription: String { text }
    init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }
  }

  @Test(arguments: [
    Row("[]", "not a JSON object"),
    Row("{", "not JSON: expected a member name in double quotes at column 2"),
    Row(#"{"type":"group","type":"group"}"#, "not JSON: repeated member name at column 17"),
    Row(#"{"type":"group"}"#, "member \"group_id\" is missing"),
    Row(
      #"{"type":"group","group_id":[]}"#,
      "member \"group_id\" is [], wanted a string, a number, true, false or null"),
    Row(#"{"type":"group","group_id":1}"#, "member \"current_prefill\" is missing"),
    Row(
      #"{"type":"group","group_id":1,"current_prefill":"","round":"x"}"#,
      "member \"round\" is \"x\", wanted a whole number from 0 to 9007199254740992"),
    Row(
      #"{"type":"group","group_id":1,"current_prefill":"","round":1.0}"#,
      "member \"round\" is 1.0, wanted a whole number from 0 to 9007199254740992"),
    Row(
      #"{"type":"group","group_id":1,"current_prefill":"","round":9007199254740993}"#,
      "member \"round\" is 9007199254740993, wanted a whole number from 0 to 9007199254740992"),
    Row(
      #"{"type":"group","group_id":1,"current_prefill":"","no_progress_count":-1}"#,
      "member \"no_progress_count\" is -1, wanted a whole number from 0 to 9007199254740992"),
    Row(
      #"{"type":"group","group_id":1,"current_prefill":"","last_timestamp_seconds":1e12000}"#,
      "member \"last_timestamp_seconds\" is 1e12000, wanted a number of seconds from "
        + "-1000000000000 to 1000000000000"),
  ])
  func aBadGroupLineIsNamed(_ row: Row) {
    #expect {
      let (line, bytes) = try scan(row.text)
      _ = try GroupState(line, bytes.span)
    } throws: {
      "\($0)" == row.message
    }
  }

  @Test(arguments: [
    (#""step":"fixed""#, "member \"interval_seconds\" is missing"),
    (
      #""step":"calendar","calendar":"2w""#,
      "member \"calendar\" is \"2w\", wanted such as 1mo, 3mo, 1y, 1mo-end or 1bd"
    ),
    (#""interval_seconds":0"#, "member \"interval_seconds\" is 0 or less, wanted a number above 0"),
    (#""version":2"#, "member \"version\" is 2, wanted 1"),
    (#""mode":"random""#, "member \"mode\" is \"random\", wanted history or prefix"),
  ])
  func aBadSpecIsNamed(_ members: String, _ message: String) {
    #expect {
      let (line, bytes) = try scan(
        #"{"type":"spec","schema":{},"time_column":"t","time_format":"%H",\#(members)}"#)
      _ = try Spec(line, bytes.span)
    } throws: {
      "\($0)" == message
    }
  }

  @Test func theStepFollowsFromTheInterval() throws {
    for (members, step) in [
      ("", Step.increasing), (#","interval_seconds":900"#, .fixed(microseconds: 900_000_000)),
      (#","step":"any""#, .any), (#","step":"calendar","calendar":"1y""#, .calendar(months: 12)),
      (
        #","step":"calendar","calendar":"3mo-end""#, .calendar(CalendarStep(3, .monthEnd))
      ), (#","step":"calendar","calendar":"1bd""#, .calendar(CalendarStep(1, .businessDay))),
    ] {
      let (line, bytes) = try scan(
        #"{"type":"spec","schema":{},"time_column":"t","time_format":"%H"\#(members)}"#)
      #expect(try Spec(line, bytes.span).step == step)
    }
  }
}
