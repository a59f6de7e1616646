import NDJSON
import Testing

import TimeSeries
@testable import ts_complete

/// A spec, a group's prefill and last time, and what is forced.
private struct ForcingRow: Sendable, CustomTestStringConvertible {
  let name: String
  var columns =
    "\"g\":{\"type\":\"string\"},\"t\":{\"type\":\"string\"},\"v\":{\"type\":\"number\"}"
  var group: String? = "g"
  var groupID = "\"A\""
  var format = "%Y-%m-%d %H:%M:%S"
  var step = Step.fixed(microseconds: 900_000_000)
  var start: String?
  var reach = Forcing.Reach.colon
  let prefill: String
  let last: String?
  let forced: String?
  var testDescription: String { name }

  func continuation() throws -> String? {
    var spec = Spec(
      schema: Array("{\"properties\":{\(columns)}}".utf8), timeColumn: "t", timeFormat: format,
      step: step)
    spec.groupColumn = group
    spec.startTimestamp = start.map { Array($0.utf8) }
    var state = GroupState(groupID: Array(groupID.utf8), prefill: Array(prefill.utf8))
    state.lastTimestamp = last.flatMap { Timestamp(seconds: Array($0.utf8).span) }
    if !prefill.isEmpty, !prefill.hasSuffix("\n") { spec.mode = .prefix }
    return try Forcing(RecordRules(spec), reach: reach).continuation(of: state)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

private let textColumns = "\"g\":{},\"t\":{},\"state\":{\"type\":\"string\"}"

private let forcingRows = [
  ForcingRow(
    name: "group, next time, next column and its colon",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "through the name's quote", reach: .name,
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\""),
  ForcingRow(
    name: "the quote of a text", columns: textColumns,
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"state\":\"on\"}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"state\":\""),
  ForcingRow(
    name: "no quote where the text may be null",
    columns: "\"g\":{},\"t\":{},\"v\":{\"type\":[\"string\",\"null\"]}",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":null}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "a quote where all words of an enum are texts",
    columns: "\"g\":{},\"t\":{},\"v\":{\"enum\":[\"a\",\"b\"]}",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":\"a\"}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":\""),
  ForcingRow(
    name: "the spaces of the last record",
    prefill: "{\"g\": \"A\", \"t\": \"2020-01-01 00:00:00\", \"v\": 1}\n", last: "1577836800",
    forced: "{\"g\": \"A\", \"t\": \"2020-01-01 00:15:00\", \"v\": "),
  ForcingRow(
    name: "escaped slashes stay escaped", groupID: "\"A/B\"", format: "%d/%m/%Y",
    step: .fixed(microseconds: 86_400_000_000),
    prefill: "{\"g\":\"A\\/B\",\"t\":\"31\\/12\\/2019\",\"v\":1}\n", last: "1577750400",
    forced: "{\"g\":\"A\\/B\",\"t\":\"01\\/01\\/2020\",\"v\":"),
  ForcingRow(
    name: "numbers without leading zeros", format: "%d.%m.%Y %H:%M",
    prefill: "{\"g\":\"A\",\"t\":\"1.2.2020 09:00\",\"v\":1}\n", last: "1580547600",
    forced: "{\"g\":\"A\",\"t\":\"1.2.2020 09:15\",\"v\":"),
  ForcingRow(
    name: "the last record counts, its time is the state's",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n"
      + "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":2}\n", last: "1577837700",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:30:00\",\"v\":"),
  ForcingRow(
    name: "a single series", columns: "\"t\":{},\"v\":{}", group: nil, groupID: "null",
    prefill: "{\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n", last: "1577836800",
    forced: "{\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "a group that is a number", groupID: "7",
    prefill: "{\"g\":7,\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n", last: "1577836800",
    forced: "{\"g\":7,\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "elapsed seconds stay numbers", format: "elapsed_seconds",
    step: .fixed(microseconds: 500_000),
    prefill: "{\"g\":\"A\",\"t\":1.5,\"v\":1}\n", last: "1.5",
    forced: "{\"g\":\"A\",\"t\":2.0,\"v\":"),
  ForcingRow(
    name: "a time of day crosses midnight", format: "%H:%M",
    prefill: "{\"g\":\"A\",\"t\":\"23:45\",\"v\":1}\n", last: "171900",
    forced: "{\"g\":\"A\",\"t\":\"00:00\",\"v\":"),
  ForcingRow(
    name: "blanks that a model has put before its value do not add up",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":  1}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "months clamp from the day of the start", format: "%Y-%m-%d",
    step: .calendar(months: 1), start: "\"2020-01-31\"",
    prefill: "{\"g\":\"A\",\"t\":\"2020-02-29\",\"v\":1}\n", last: "1582934400",
    forced: "{\"g\":\"A\",\"t\":\"2020-03-31\",\"v\":"),
  ForcingRow(
    name: "a record that is begun gets what it lacks", start: "\"2020-01-01 00:00:00\"",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"", last: nil, forced: "v\":"),
  ForcingRow(
    name: "a record that is begun, and a text", columns: textColumns,
    start: "\"2020-01-01 00:00:00\"",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"", last: nil, forced: "state\":\""),
  ForcingRow(
    name: "a record that is begun lacks nothing through the name",
    start: "\"2020-01-01 00:00:00\"", reach: .name,
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"", last: nil, forced: ""),
  ForcingRow(
    name: "nothing where the last time is not known",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"v\":1}\n", last: nil, forced: nil),
  ForcingRow(
    name: "compact where no record shows a spelling", prefill: "", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"v\":"),
  ForcingRow(
    name: "no column after the time", columns: "\"g\":{},\"t\":{}",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\"}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\""),
  ForcingRow(
    name: "a column's name with a quote", columns: "\"g\":{},\"t\":{},\"a \\\"b\\\"\":{}",
    prefill: "{\"g\":\"A\",\"t\":\"2020-01-01 00:00:00\",\"a \\\"b\\\"\":1}\n", last: "1577836800",
    forced: "{\"g\":\"A\",\"t\":\"2020-01-01 00:15:00\",\"a \\\"b\\\"\":"),
]

@Suite("The beginning of the next record")
struct ForcingTests {
  @Test("it is what the group's state says", arguments: forcingRows)
  private func isForced(row: ForcingRow) throws {
    #expect(try row.continuation() == row.forced)
  }

  /// A spec of which nothing can be forced, and what is said of it.
  private struct Refusal: Sendable {
    var columns = "\"g\":{},\"t\":{},\"v\":{}"
    var format = "%Y-%m-%d"
    var step = Step.fixed(microseconds: 1_000_000)
    let reason: String
  }

  private static let refusals = [
    Refusal(
      columns: "\"t\":{},\"g\":{},\"v\":{}",
      reason: "records begin with \"t\", \"g\", not with \"g\", \"t\""),
    Refusal(step: .increasing, reason: "the step is \"increasing\": the next time is not known"),
    Refusal(step: .any, reason: "the step is \"any\": the next time is not known"),
    Refusal(
      format: "%I:%M",
      reason: "%I:%M does not tell morning from afternoon: %I needs %p"),
  ]

  @Test("what stands in the way is said", arguments: refusals)
  private func isRefused(row: Refusal) throws {
    var spec = Spec(
      schema: Array("{\"properties\":{\(row.columns)}}".utf8), timeColumn: "t",
      timeFormat: row.format, step: row.step)
    spec.groupColumn = "g"
    let error = #expect(throws: ForcingError.self) { try Forcing(RecordRules(spec)) }
    #expect(error?.description == row.reason)
  }

  @Test("a record that is begun otherwise than it should be is left as it is")
  func begunOtherwise() throws {
    var row = ForcingRow(
      name: "", start: "\"2020-01-01 00:00:00\"",
      prefill: "{\"t\":\"2020-01-01 00:00:00\",\"", last: nil, forced: "")
    #expect(try row.continuation() == "")
    row.start = nil
    #expect(try row.continuation() == "")
  }

  @Test("records left count to the group's own stop")
  func recordsLeft() throws {
    var spec = Spec(
      schema: Array("{\"properties\":{\"t\":{}}}".utf8), timeColumn: "t", timeFormat: "%H:%M",
      step: .fixed(microseconds: 900_000_000))
    spec.startTimestamp = Array("\"23:00\"".utf8)
    spec.stopTimestamp = Array("\"01:00\"".utf8)
    var group = GroupState(groupID: Array("null".utf8), prefill: [])
    #expect(try RecordRules(spec).recordsLeft(group) == nil)
    spec.mode = .prefix
    #expect(try RecordRules(spec).recordsLeft(group) == 9)
    group.lastTimestamp = Timestamp(microseconds: 86_400_000_000)
    #expect(try RecordRules(spec).recordsLeft(group) == 4)
    group.stopTimestamp = Array("\"00:30\"".utf8)
    #expect(try RecordRules(spec).recordsLeft(group) == 2)
    group.lastTimestamp = Timestamp(microseconds: 90_000_000_000)
    #expect(try RecordRules(spec).recordsLeft(group) == 1)
  }
}
