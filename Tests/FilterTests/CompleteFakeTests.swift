import Foundation
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

@Suite("ts-complete answers without a server")
struct CompleteFakeTests {
  private func run(
    _ fake: String, _ words: String = "", stream: [String]
  ) throws -> CompleteRun {
    // No server could be reached here.
    try CompleteRun(
      nil, "--fake '\(fake)' \(words)", stream: stream,
      environment: ["OPENAI_BASE_URL": "http://127.0.0.1:1"])
  }

  private func record(_ time: String, _ value: String = "1") -> String {
    "{\"g\":\"A\",\"t\":\"\(time)\",\"v\":\(value)}\n"
  }

  @Test(
    "the last record comes again, a step later, as often as is asked for",
    arguments: [
      ("--force each", 1), ("--force value", 1), ("--force first --records-per-request 3", 3),
      ("--force none --records-per-request 2", 2),
    ])
  func repeats(words: String, count: Int) throws {
    let run = try run("repeat", words, stream: [Stream.spec(), Stream.group("A")])
    #expect(run.err == "")
    #expect(run.status == 0)
    #expect(run.groups[0].texts == [(2..<2 + count).map { record("00:0\($0)") }.joined()])
    #expect(run.groups[0].number("usage", "completion_tokens") ?? 0 > 0)
  }

  @Test("samples are alike, and a price has its cost")
  func samples() throws {
    let run = try run(
      "repeat", "--samples 3 --price 1,1", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups[0].texts == [String](repeating: record("00:02"), count: 3))
    #expect((run.groups[0]["usage"] as? [String: Any])?["cost"] != nil)
  }

  @Test("a season is the records that a group came with, in turn")
  func seasonal() throws {
    let columns = "\"v\":{\"type\":\"number\"}"
    let spec = Stream.spec(columns: columns)
      .replacingOccurrences(of: "%H:%M", with: "%d %H")
      .replacingOccurrences(of: "\"interval_seconds\":60", with: "\"interval_seconds\":43200")
      .replacingOccurrences(of: "\"00:00\"", with: "\"01 00\"")
      .replacingOccurrences(of: "\"00:10\"", with: "\"09 00\"")
    let prefill = [("01 00", "10"), ("01 12", "20"), ("02 00", "11")].map { record($0.0, $0.1) }
    let group =
      "{\"type\":\"group\",\"group_id\":\"A\",\"round\":0,\"current_prefill\":"
      + Stream.quoted(prefill.joined()) + ",\"last_timestamp_seconds\":-2208902400}"
    let run = try run(
      "seasonal", "--force none --records-per-request 3", stream: [spec, group])
    #expect(run.err == "")
    let values = run.groups[0].texts[0].split(separator: "\n").map { $0.suffix(5).dropLast() }
    #expect(values == ["\":10", "\":20", "\":11"])
  }

  @Test("a season of months keeps its phase, whatever the lengths of the months")
  func seasonalByMonths() throws {
    let spec = Stream.spec(columns: "\"v\":{\"type\":\"number\"}")
      .replacingOccurrences(of: "%H:%M", with: "%Y-%m")
      .replacingOccurrences(of: "\"interval_seconds\":60", with: "\"calendar\":\"1mo\"")
      .replacingOccurrences(of: "\"fixed\"", with: "\"calendar\"")
      .replacingOccurrences(of: "\"00:00\"", with: "\"2023-01\"")
      .replacingOccurrences(of: "\"00:10\"", with: "\"2026-01\"")
    let prefill = (1...3).map { record("2023-0\($0)", "\($0)0") }
    let group =
      "{\"type\":\"group\",\"group_id\":\"A\",\"round\":0,\"current_prefill\":"
      + Stream.quoted(prefill.joined()) + ",\"last_timestamp_seconds\":1677628800}"
    let run = try run(
      "seasonal", "--force none --records-per-request 30", stream: [spec, group])
    #expect(run.err == "")
    let values = run.groups[0].texts[0].split(separator: "\n").map { $0.suffix(3).prefix(2) }
    #expect(values == (0..<30).map { ["10", "20", "30"][$0 % 3] })
  }

  @Test("the records of a file come as they stand there, others as the last one")
  func perfect() throws {
    let scratch = try ScratchFolder()
    let truth = "{ \"g\": \"A\", \"t\": \"00:02\", \"v\": 7.50 }\n"
    try scratch.write("truth", truth)
    let file = scratch.url.appendingPathComponent("truth").path
    let run = try run(
      "perfect=\(file)", "--force first --records-per-request 2",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups[0].texts == [truth + "{ \"g\": \"A\", \"t\": \"00:03\", \"v\": 7.50 }\n"])
  }

  @Test("a share of the answers has a fault, the same in each run")
  func faulty() throws {
    let stream = [Stream.spec()] + (0..<200).map { Stream.group("A", round: $0) }
    let runs = try (0..<2).map { _ in try run("faulty=0.25", stream: stream) }
    let faults = runs.map { $0.groups.filter { $0.texts.first?.contains("}") == false }.count }
    #expect((30...70).contains(faults[0]))
    #expect(faults[0] == faults[1])
    for (share, count) in [("0", 0), ("1", 200)] {
      let all = try run("faulty=\(share)", stream: stream).groups
      #expect(all.filter { $0.texts.first?.contains("}") == false }.count == count)
    }
  }

  @Test("a group without records begins with the least that its schema allows")
  func firstRecord() throws {
    let columns =
      "\"v\":{\"type\":\"number\",\"minimum\":3.5},\"w\":{\"enum\":[\"x\",\"y\"]},"
      + "\"z\":{\"type\":\"string\"}"
    let spec = Stream.spec(columns: columns)
      .replacingOccurrences(of: "\"history\"", with: "\"prefix\"")
    let group =
      "{\"type\":\"group\",\"group_id\":\"A\",\"round\":0,\"current_prefill\":\"{\\\"g\\\":\"}"
    let run = try run("repeat", stream: [spec, group])
    #expect(
      run.groups[0].texts
        == ["{\"g\":\"A\",\"t\":\"00:00\",\"v\":3.5,\"w\":\"x\",\"z\":\"\"}\n"])
  }

  @Test(
    "what is no stand-in is refused",
    arguments: ["", "repeat=1", "perfect", "perfect=", "faulty", "faulty=2", "faulty=x", "best"])
  func refused(text: String) {
    #expect(throws: (any Error).self) { try Fake(text) }
  }

  @Test(
    "a time beside an index moves on",
    arguments: [("", "09:02:00"), (",\"source_interval_seconds\":60", "09:01:30")])
  func sourceTime(members: String, next: String) throws {
    let spec = Stream.spec(
      ",\"index_column\":\"t\",\"source_time_column\":\"at\",\"source_time_format\":\"%H:%M:%S\""
        + members, columns: "\"at\":{\"type\":\"string\"}"
    ).replacingOccurrences(of: "%H:%M\",\"step", with: "elapsed_seconds\",\"step")
      .replacingOccurrences(of: "\"interval_seconds\":60", with: "\"interval_seconds\":1")
      .replacingOccurrences(of: "\"00:00\"", with: "0").replacingOccurrences(
        of: "\"00:10\"", with: "9")
    func record(_ index: Int, _ time: String) -> String {
      "{\"g\":\"A\",\"t\":\(index),\"at\":\"\(time)\"}\n"
    }
    let group =
      "{\"type\":\"group\",\"group_id\":\"A\",\"round\":0,\"current_prefill\":"
      + Stream.quoted(record(0, "08:59:00") + record(1, "09:00:30"))
      + ",\"last_timestamp_seconds\":1}"
    for fake in ["repeat", "seasonal"] {
      let run = try run(fake, stream: [spec, group])
      #expect(run.err == "")
      #expect(run.groups.first?.texts == [record(2, next)])
    }
  }

  @Test("a file without records is named")
  func emptyFile() throws {
    let scratch = try ScratchFolder()
    let file = try scratch.write("truth", "")
    let run = try run("perfect=\(file)", stream: [Stream.spec(), Stream.group("A")])
    #expect(
      run.err == "ts-complete: --fake: \"\(file)\": holds no record; wanted the records of a "
        + "series, one a line\n")
    #expect(run.status == 65)
  }

  @Test("a file of something else is named with its line")
  func noRecords() throws {
    let scratch = try ScratchFolder()
    try scratch.write("truth", record("00:02") + "{\"g\":\"A\",\"v\":1}\n")
    let file = scratch.url.appendingPathComponent("truth").path
    let run = try run("perfect=\(file)", stream: [Stream.spec(), Stream.group("A")])
    #expect(
      run.err == "ts-complete: --fake: \"\(file)\":2: no record of \"t\" as %H:%M; wanted the "
        + "records of a series, one a line\n")
    #expect(run.status == 65)
    let missing = try self.run("perfect=/no/such", stream: [Stream.spec(), Stream.group("A")])
    #expect(missing.status == 64)
  }
}
