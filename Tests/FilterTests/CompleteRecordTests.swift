import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete saves tokens", .waiting)
struct CompleteRecordTests {
  private static let columns =
    "\"v\":{\"type\":\"number\"},\"s\":{\"type\":\"string\"},\"n\":{\"type\":[\"integer\",\"null\"]}"

  @Test("value by value, the model writes nothing but values")
  func asksForEachValue() throws {
    let server = try StubServer { request in
      let prompt = request.json["prompt"] as? String ?? ""
      if prompt.hasSuffix("\"v\":") { return Stream.answer([" 2.50 or so"]) }
      if prompt.hasSuffix("\"s\":\"") { return Stream.answer(["a\\\"b\\"]) }
      return Stream.answer([request.number == 2 ? "oops" : "7.9"])
    }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --force value --seed 5",
      stream: [Stream.spec(columns: Self.columns), Stream.group("A")])
    let line = try #require(run.groups.first)
    #expect(
      line.texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.50,\"s\":\"a\\\"b\",\"n\":7}\n"])
    #expect(line.number("usage", "prompt_tokens") == 28)
    #expect(line.number("request", "attempts") == 4)
    let requests = server.requests.map(\.json)
    #expect(
      requests.map { $0["stop"] as? [String] }
        == [[",", "}", "\n"], ["\"", "\n"], [",", "}", "\n"], [",", "}", "\n"]])
    let end = "\"v\":2.50,\"s\":\"a\\\"b\",\"n\":"
    #expect((requests[3]["prompt"] as? String)?.hasSuffix(end) == true)
    #expect(Set(requests.compactMap { $0["seed"] as? Int }).count == 4)
  }

  @Test("a record whose columns are the group and the time is answered without asking")
  func noColumnToAsk() throws {
    let spec = Stream.spec(columns: "\"v\":{}").replacingOccurrences(of: ",\"v\":{}", with: "")
    let group = Stream.group("A").replacingOccurrences(of: ",\\\"v\\\":1", with: "")
    let run = try CompleteRun(nil, Stream.model + " --force value", stream: [spec, group])
    #expect(run.groups.first?.texts == ["{\"g\":\"A\",\"t\":\"00:02\"}\n"], "\(run.err)")
    #expect(run.status == 0)
  }

  @Test("a model that gives no value is asked four times, then judged by what it wrote")
  func givesUpOnAValue() throws {
    let server = try StubServer(answers: [Stream.answer(["what?"])])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --force value",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":what?"])
    #expect(server.requests.count == 4)
  }

  @Test("an answer of a value that has no end is looked at once, however long it is")
  func longValue() throws {
    let answer = "\"" + String(repeating: "a", count: 200_000)
    let server = try StubServer(answers: [Stream.answer([answer])])
    let clock = ContinuousClock()
    let took = try clock.measure {
      let run = try CompleteRun(
        server, Stream.model + " --no-stream --force value",
        stream: [Stream.spec(columns: "\"v\":{}"), Stream.group("A")])
      #expect(run.groups.first?.texts.first?.utf8.count ?? 0 > 200_000)
    }
    #expect(took < .seconds(20))
  }

  @Test(
    "a number that was cut is one without its end",
    arguments: [
      ("12.", "12"), ("-1.50e", "-1.50"), ("3e+", "3"), ("012", "0"), ("-0", "-0"),
      ("7.25x", "7.25"),
    ])
  func cutNumber(answer: String, value: String) throws {
    let server = try StubServer(answers: [Stream.answer([answer])])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --force value",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.first?.hasSuffix("\"v\":\(value)}\n") == true)
  }

  @Test("samples of a record that is asked for by value are made apart")
  func valueSamples() throws {
    let server = try StubServer { Stream.answer(["\($0.number)"]) }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --force value --samples 2 --concurrency 1",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.map { $0.suffix(3) } == ["0}\n", "1}\n"])
  }

  /// A dialect, options, the columns, and the constraint that is sent.
  struct ConstraintRow: Sendable {
    let words: String
    var columns = CompleteRecordTests.columns
    let field: String?
    var text: String?
  }

  static let constraintRows = [
    ConstraintRow(
      words: "--dialect llamacpp", field: "grammar",
      text: "root ::= (number) \",\\\"s\\\":\" (text) \",\\\"n\\\":\" (integer | \"null\") \"}\"\n"),
    ConstraintRow(
      words: "--dialect sglang", field: "regex",
      text: #"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?,"s":"#),
    ConstraintRow(words: "--dialect vllm", field: "structured_outputs"),
    ConstraintRow(words: "--dialect nim", field: "guided_regex"),
    ConstraintRow(words: "--dialect openai", field: nil),
    ConstraintRow(words: "--dialect ollama", field: nil),
    ConstraintRow(words: "--dialect llamacpp --constrain off", field: nil),
    ConstraintRow(words: "--dialect llamacpp", columns: "\"v\":{}", field: "grammar"),
    ConstraintRow(
      words: "--dialect llamacpp --force none", columns: "\"v\":{}", field: "grammar",
      text:
        "root ::= \"{\\\"g\\\":\\\"A\\\",\\\"t\\\":\\\"00:02\\\",\\\"v\\\":\" (any) \"}\" \"\\n\" \"{"
    ),
    ConstraintRow(
      words: "--dialect llamacpp --force first", columns: "\"v\":{}", field: "grammar",
      text: "root ::= (any) \"}\" \"\\n\" \"{\\\"g\\\":\\\"A\\\",\\\"t\\\":\\\"00:03\\\""),
  ]

  @Test("the form is prescribed in the server's language", arguments: constraintRows)
  func constrains(row: ConstraintRow) throws {
    let server = try StubServer { request in
      request.path == "/api/generate"
        ? .answer("{\"response\":\"1}\",\"done\":true}")
        : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, "--model m --no-stream \(row.words)",
      stream: [Stream.spec(columns: row.columns), Stream.group("A")])
    #expect(run.groups.first?.texts.count == 1)
    let body = try #require(server.requests.first).json
    let fields = ["grammar", "regex", "structured_outputs", "guided_regex"]
    #expect(fields.filter { body[$0] != nil } == (row.field.map { [$0] } ?? []))
    if let field = row.field, let text = row.text {
      #expect((body[field] as? String)?.hasPrefix(text) == true, "\(body[field] ?? "")")
    }
  }

  /// Events of a stream that never ends by itself, and what is kept of it.
  struct AbortRow: Sendable, CustomTestStringConvertible {
    let name: String
    var words = ""
    let pieces: [String]
    let text: String
    var testDescription: String { name }
  }

  private static func record(_ time: String) -> String {
    "{\"g\":\"A\",\"t\":\"\(time)\",\"v\":1}\n"
  }

  static let abortRows = [
    AbortRow(
      name: "a record out of order", pieces: [record("00:02"), record("00:04"), "{\"g\""],
      text: record("00:02") + record("00:04")),
    AbortRow(
      name: "a record that is no JSON, in pieces", pieces: ["{\"g\":\"A\",", "}\n", "more"],
      text: "{\"g\":\"A\",}\n"),
    AbortRow(
      name: "the stop", pieces: (2...9).map { record("00:0\($0)") } + [record("00:10"), "{"],
      text: (2...9).map { record("00:0\($0)") }.joined() + record("00:10")),
    AbortRow(
      name: "as many records as wanted", words: "--records-per-request 2",
      pieces: [record("00:02"), "prose\n", record("00:03"), record("00:04")],
      text: record("00:02") + "prose\n" + record("00:03")),
  ]

  @Test("a stream that is of no use any more is ended", arguments: abortRows)
  func aborts(row: AbortRow) throws {
    // The server waits for the client to close after each piece that should be the last one.
    let server = try StubServer { _ in
      var steps = [
        StubAnswer.Step.send(
          Array(StubAnswer.head("text/event-stream", 200, "Connection: close").utf8))
      ]
      var sent = ""
      for piece in row.pieces {
        let event = Stream.events([piece])[0]
        steps.append(.send(Array(event.utf8)))
        sent += piece
        if sent == row.text { break }
      }
      return StubAnswer(steps + [.stall])
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --force none \(row.words)",
      stream: [Stream.spec(), Stream.group("A")])
    let completion = try #require((run.groups.first?["completions"] as? [[String: Any]])?.first)
    #expect(completion["text"] as? String == row.text)
    #expect(completion["finish_reason"] as? String == "aborted")
    #expect(run.status == 0)
  }

  @Test("a stream that is ended is accounted for where its pieces tell what they cost")
  func abortedUsage() throws {
    let piece = Stream.events([Self.record("00:09")])[0]
    let counts = ",\"timings\":{\"cache_n\":5,\"prompt_n\":2,\"predicted_n\":9}}\n\n"
    let server = try StubServer(answers: [
      StubAnswer([
        .send(Array(StubAnswer.head("text/event-stream", 200, "Connection: close").utf8)),
        .send(Array((piece.dropLast(3) + counts).utf8)), .stall,
      ])
    ])
    let run = try CompleteRun(
      server, "--model m --dialect llamacpp --force none",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == [Self.record("00:09")])
    #expect(run.groups.first?.number("usage", "prompt_tokens") == 7)
    #expect(run.groups.first?.number("usage", "completion_tokens") == 9)
    #expect(run.groups.first?.number("usage", "cached_tokens") == 5)
  }

  @Test("a stream is read to its end where that is asked for")
  func doesNotAbort() throws {
    let text = Self.record("00:07") + Self.record("00:08")
    let server = try StubServer(answers: [.chunks(Stream.events([text]))])
    let run = try CompleteRun(
      server, "\(Stream.model) --force none --abort-at-fault off",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == [text])
    #expect((run.text.last ?? "").contains("\"finish_reason\":\"stop\""))
  }

  @Test("more samples are asked for only after rounds without progress")
  func samplesAuto() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    func counts(_ words: String, _ spec: String = Stream.spec()) throws -> [Int] {
      let before = server.requests.count
      let groups = (0...5).map { Stream.group("A", round: $0, ",\"no_progress_count\":\($0)") }
      _ = try CompleteRun(
        server, "\(Stream.model) --no-stream --concurrency 1 \(words)", stream: [spec] + groups)
      return server.requests.dropFirst(before).compactMap { $0.json["n"] as? Int }
    }
    #expect(try counts("") == [1, 2, 4, 8, 8, 8])
    #expect(try counts("--max-samples 3") == [1, 2, 3, 3, 3, 3])
    #expect(try counts("--samples 3") == [3, 3, 3, 3, 3, 3])
    #expect(try counts("--samples reference")[0] == 5)
    #expect(try counts("--samples reference", Stream.spec(",\"groups\":13"))[0] == 7)
    #expect(try counts("--samples reference", Stream.spec(",\"groups\":3"))[0] == 10)
    #expect(try counts("--samples 3 --temperature 0")[0] == 1)
  }

  @Test("the tokens allowed follow from the records still due")
  func maxTokens() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    func tokens(_ words: String, _ time: Int = 60) throws -> Int {
      let group = Stream.group("A").replacingOccurrences(
        of: "_seconds\":60", with: "_seconds\":\(time)")
      _ = try CompleteRun(
        server, "\(Stream.model) --no-stream \(words)", stream: [Stream.spec(), group])
      return try #require(server.requests.last?.json["max_tokens"] as? Int)
    }
    #expect(try tokens("--max-tokens 77") == 77)
    let one = try tokens("--force each")
    #expect(try tokens("--force first") == 9 * one)
    #expect(try tokens("--force first --records-per-request 4") == 4 * one)
    #expect(try tokens("--force first", 540) == one)
  }
}
