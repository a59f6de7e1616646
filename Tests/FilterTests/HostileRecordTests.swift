import Glibc
import NDJSON
import Testing

@testable import TimeSeries
@testable import ts_validate

/// A record of a megabyte, made to take long, is judged about as fast as any other.
@Suite struct HostileRecordTests {
  struct Record: Sendable, CustomTestStringConvertible {
    let name: String
    let schema: String
    let members: String
    /// What is wrong with it, if anything.
    var fault: FaultCategory?
    var testDescription: String { name }

    init(_ name: String, schema: String = "{}", fault: FaultCategory? = nil, _ members: String) {
      self.name = name
      self.schema = schema
      self.members = members
      self.fault = fault
    }
  }

  private static func list(_ count: Int, _ element: (Int) -> String) -> String {
    (0..<count).map(element).joined(separator: ",")
  }

  private static func nested(_ depth: Int, _ inner: String) -> String {
    String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
  }

  static let records = [
    Record("unknown names", list(80_000) { "\"n\($0)\":0" }),
    Record("unknown names with escapes", list(40_000) { "\"\\u006E\($0)\":0" }),
    Record("unknown names, one twice", fault: .json, list(80_000) { "\"n\($0 % 79_999)\":0" }),
    Record(
      "unknown names that are not allowed", schema: "{\"additionalProperties\":false}",
      fault: .additionalProperties, list(80_000) { "\"n\($0)\":0" }),
    Record(
      "many columns, the last one first",
      schema: "{\"properties\":{\(list(3_000) { "\"c\($0)\":{}" })}}",
      list(3_000) { "\"c\(2_999 - $0)\":0" }),
    Record("names within a value", "\"v\":{\(list(80_000) { "\"n\($0)\":0" })}"),
    Record(
      "required names within a value",
      schema: "{\"properties\":{\"v\":{\"required\":[\(list(2_000) { "\"n\($0)\"" })]}}}",
      "\"v\":{\(list(80_000) { "\"n\(79_999 - $0)\":0" })}"),
    Record("deep lists", "\"v\":" + nested(100, list(400_000) { _ in "1" })),
    Record("too deep", fault: .json, "\"v\":" + nested(400_000, "")),
    Record(
      "deep lists that have a schema",
      schema: "{\"properties\":{\"v\":\(String(repeating: "{\"items\":", count: 20))"
        + "{\"type\":\"number\"}\(String(repeating: "}", count: 20))}}",
      "\"v\":" + nested(20, list(200_000) { _ in "1" })),
    Record(
      "unique numbers", schema: "{\"properties\":{\"v\":{\"uniqueItems\":true}}}",
      "\"v\":[\(list(100_000) { "\($0)" })]"),
    Record(
      "unique objects, one twice", schema: "{\"properties\":{\"v\":{\"uniqueItems\":true}}}",
      fault: .uniqueItems,
      "\"v\":[\(list(20_000) { "{\"a\":\($0),\"b\":[]}" }),{\"b\":[],\"a\":7.0}]"),
    Record(
      "a text of escapes", schema: "{\"properties\":{\"v\":{\"type\":\"string\",\"maxLength\":9}}}",
      fault: .maxLength, "\"v\":\"\(String(repeating: "\\u0041", count: 160_000))\""),
    Record(
      "a number of digits", fault: .floatConversion,
      "\"v\":" + String(repeating: "1", count: 1_000_000)),
    Record("a number of decimals", "\"v\":0." + String(repeating: "1", count: 1_000_000)),
    Record("numbers", "\"v\":[\(list(100_000) { "1.2\($0)e-9" })]"),
    Record(
      "a pattern", schema: "{\"properties\":{\"v\":{\"pattern\":\"^(a+)+$\"}}}", fault: .pattern,
      "\"v\":\"\(String(repeating: "a", count: 200_000))b\""),
  ]

  @Test(arguments: records) func aHostileRecordIsJudgedSoon(_ record: Record) throws {
    var spec = Spec(
      schema: Array(record.schema.utf8), timeColumn: "t", timeFormat: "elapsed_seconds",
      step: .increasing)
    spec.mode = .prefix
    var checker = SeriesChecker(try RecordRules(spec))
    checker.begin(file: "f")
    let line = Array("{\"t\":1,\(record.members)}".utf8)
    var fault: Fault?
    let start = Self.processorSeconds()
    fault = checker.check(line.span, number: 1)
    #expect(fault?.category == record.fault)
    #expect(Self.processorSeconds() - start < 10)
  }

  /// What the patterns cost is counted over all texts of a record, and anew for the next one.
  @Test func aRecordHasOneBudgetForItsPatterns() throws {
    let schema = "{\"properties\":{\"v\":{\"items\":{\"pattern\":\"^a{4990}|^$\"}}}}"
    var spec = Spec(
      schema: Array(schema.utf8), timeColumn: "t", timeFormat: "elapsed_seconds", step: .increasing)
    spec.mode = .prefix
    var checker = SeriesChecker(try RecordRules(spec))
    checker.begin(file: "f")
    let long = Array("{\"t\":1,\"v\":[\(Self.list(150_000) { _ in "\"\"" })]}".utf8)
    let fault = checker.check(long.span, number: 1)
    #expect(fault?.category == .pattern)
    let message = fault?.message ?? "none"
    #expect(message.hasSuffix("too much text to match with ^a{4990}|^$"), "\(message)")
    let short = Array("{\"t\":2,\"v\":[\"\"]}".utf8)
    #expect(checker.check(short.span, number: 2) == nil)
  }

  /// The time that this thread has worked, however busy the machine is.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
