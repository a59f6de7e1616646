import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete answers from files", .waiting)
struct CompleteArchiveTests {
  private let stream = [
    Stream.spec(), Stream.group("A"), Stream.group("B"), Stream.group("A", round: 1),
  ]

  /// Runs ts-complete with a file in reach.
  private func run(
    _ server: StubServer?, _ words: String, file: String, lines: [String]
  ) throws -> CompleteRun {
    let scratch = try ScratchFolder()
    let path = try scratch.write(file, lines.map { $0 + "\n" }.joined())
    return try CompleteRun(server, "\(Stream.model) --no-stream \(words) '\(path)'", stream: stream)
  }

  @Test("a saved stream answers without a server, byte for byte")
  func replays() throws {
    let server = try StubServer { Stream.answer(["\($0.number)}"]) }
    let words = "\(Stream.model) --no-stream --seed 3 --concurrency 1"
    let saved = try CompleteRun(server, words, stream: stream)
    #expect(server.requests.count == 3)
    let replayed = try run(nil, "--seed 3 --replay", file: "saved", lines: saved.text)
    #expect(replayed.text == saved.text)
    #expect(replayed.status == 0)
  }

  @Test("equal requests get the answers in the order of the file")
  func replaysInOrder() throws {
    let server = try StubServer { Stream.answer(["\($0.number)}"]) }
    let saved = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1", stream: stream)
    #expect(saved.groups[0].text("request", "id") == saved.groups[2].text("request", "id"))
    let replayed = try run(nil, "--replay", file: "saved", lines: saved.text)
    #expect(replayed.groups.map(\.texts) == saved.groups.map(\.texts))
  }

  @Test("only what is missing is asked for; a failure was no answer")
  func asksForTheRest() throws {
    let server = try StubServer { Stream.answer(["\($0.number)}"]) }
    let saved = try CompleteRun(
      server, "\(Stream.model) --no-stream --seed 3 --concurrency 1", stream: stream)
    var lines = saved.text
    lines[2] = lines[2].replacingOccurrences(of: "\"completions\":[", with: "\"x\":[")
    let before = server.requests.count
    let replayed = try run(server, "--seed 3 --replay", file: "saved", lines: lines)
    #expect(server.requests.count == before + 1)
    #expect(replayed.groups.map(\.texts.count) == [1, 1, 1])
    let other = try run(server, "--seed 4 --replay", file: "saved", lines: lines)
    #expect(server.requests.count == before + 4)
    #expect(other.groups.count == 3)
  }

  @Test("a dry run prints the requests as a batch, and its results are taken back")
  func batch() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", stream.map { $0 + "\n" }.joined())
    let outcome = try shell(
      "exec ts-complete --model m --seed 3 --dry-run --url http://127.0.0.1:1", in: scratch,
      input: "in")
    #expect(outcome.status == 0)
    let requests = try outcome.outText.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
    #expect(requests.count == 3)
    #expect(requests.allSatisfy { $0["url"] as? String == "/v1/completions" })
    #expect(requests.allSatisfy { $0["method"] as? String == "POST" })
    let bodies = requests.compactMap { $0["body"] as? [String: Any] }
    #expect(bodies.map { $0["stream"] as? Bool } == [false, false, false])
    let ids = requests.compactMap { $0["custom_id"] as? String }
    #expect(Set(ids).count == 3)
    let results = [
      result(ids[1], "\"response\":{\"status_code\":200,\"body\":\(Stream.json(["b}"]))}"),
      result(ids[0], "\"response\":{\"status_code\":429,\"body\":{\"error\":\"later\"}}"),
      result(ids[2], "\"response\":null,\"error\":{\"code\":\"expired\",\"message\":\"too late\"}"),
    ]
    let run = try run(nil, "--seed 3 --from-batch", file: "results", lines: results)
    #expect(run.groups[1].texts == ["{\"g\":\"B\",\"t\":\"00:02\",\"v\":b}\n"])
    #expect(run.groups[0].text("error", "message") == "later")
    #expect(run.groups[0].number("error", "status") == 429)
    #expect(run.groups[2].text("error", "message") == "too late")
    #expect(run.status == 75)
  }

  @Test("a request that its batch never ran is asked for")
  func neverRun() throws {
    let server = try StubServer { Stream.answer(["\($0.number)}"]) }
    let printed = try CompleteRun(nil, "--model m --seed 3 --dry-run", stream: stream)
    let ids = printed.lines.compactMap { $0["custom_id"] as? String }
    try #require(ids.count == 3)
    func error(_ code: String) -> String {
      "\"response\":null,\"error\":{\"code\":\"\(code)\",\"message\":\"not run\"}"
    }
    let results = [
      result(ids[0], error("batch_expired")), result(ids[1], error("batch_cancelled")),
      result(ids[2], error("server_error")),
    ]
    let run = try run(server, "--seed 3 --from-batch", file: "results", lines: results)
    #expect(server.requests.count == 2)
    #expect(run.groups.map(\.texts.count).sorted() == [0, 1, 1])
  }

  private func result(_ id: String, _ members: String) -> String {
    "{\"id\":\"batch_req_1\",\"custom_id\":\"\(id)\",\(members)}"
  }

  @Test("a dry run cannot ask for values one by one")
  func dryRunByValue() throws {
    let run = try CompleteRun(
      nil, "--model m --dry-run --force value", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.status == 64)
    #expect(run.err.contains("--dry-run: not with --force value"))
  }

  @Test("a long prompt is sent at once, without asking for leave")
  func longPrompt() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let prompt = String(repeating: "x", count: 1_100_000) + "{prefill}"
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream",
      stream: [Stream.spec(prompt: prompt), Stream.group("A")])
    #expect(run.status == 0)
    let request = try #require(server.requests.first)
    #expect(request.headers["expect"] == nil)
    #expect(request.body.utf8.count > 1_100_000)
  }

  @Test("header lines come from a file, answers are bounded, a silent stream is ended")
  func transport() throws {
    let server = try StubServer { request in
      request.number == 0
        ? .chunks(Stream.events(["1}"]))
        : StubAnswer([
          .send(Array(StubAnswer.head("text/event-stream", 200, "Connection: close").utf8)),
          .send(Array(Stream.events(["1"])[0].utf8)), .stall,
        ])
    }
    let scratch = try ScratchFolder()
    let file = try scratch.write("headers", "X-Team: a b\nX-Other: c\n")
    let words = "\(Stream.model) --concurrency 1 --retries 0 --header '@\(file)'"
    let run = try CompleteRun(
      server, words + " --stall-timeout 2s", stream: Array(stream.prefix(3)))
    #expect(server.requests.first?.headers["x-team"] == "a b")
    #expect(server.requests.first?.headers["x-other"] == "c")
    try #require(run.groups.count == 2, "\(run.err)")
    #expect(run.groups[1].text("error", "type") == "stall")
    let long = try StubServer { request in
      Stream.answer([request.number == 0 ? "1}" : String(repeating: "1", count: 5_000)])
    }
    let bounded = try CompleteRun(
      long, "\(Stream.model) --no-stream --concurrency 1 --retries 3 --max-response 4096",
      stream: Array(stream.prefix(3)))
    #expect(bounded.groups[1].text("error", "type") == "too_large")
    #expect(long.requests.count == 2)
  }
}
