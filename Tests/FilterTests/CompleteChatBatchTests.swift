import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete makes batches of chats, and takes their results")
struct CompleteChatBatchTests {
  private let stream = [Stream.spec(), Stream.group("A")]

  /// The way, what a server answers, and the records that come of it.
  static let rows: [(String, String, String)] = [
    (
      "--dialect vllm --chat continue", "2.5}", "{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.5}\n"
    ),
    (
      "--dialect openai-chat --chat schema --records-per-request 1",
      "{\"r1\": {\"g\":\"A\",\"t\":\"00:02\",\"v\":2.50}}",
      "{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.50}\n"
    ),
  ]

  @Test("a request is printed, sent elsewhere, and its result is taken", arguments: rows)
  func batch(words: String, content: String, records: String) throws {
    let options = "--model m --api chat \(words)"
    let printed = try CompleteRun(nil, "\(options) --dry-run", stream: stream)
    #expect(printed.err == "")
    let request = try #require(printed.lines.first)
    #expect(request["url"] as? String == "/v1/chat/completions")
    #expect(request["method"] as? String == "POST")
    let body = try #require(request["body"] as? [String: Any])
    #expect((body["messages"] as? [Any])?.isEmpty == false)
    #expect(body["stream"] as? Bool == false)
    let id = try #require(request["custom_id"] as? String)
    let scratch = try ScratchFolder()
    let message = "{\"role\":\"assistant\",\"content\":\(Stream.quoted(content))}"
    try scratch.write(
      "results",
      "{\"custom_id\":\"\(id)\",\"response\":{\"status_code\":200,\"body\":{\"choices\":["
        + "{\"index\":0,\"message\":\(message),\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}},\"error\":null}\n")
    let file = scratch.url.appendingPathComponent("results").path
    // No server could be reached here.
    let answered = try CompleteRun(
      nil, "\(options) --from-batch '\(file)' --url http://127.0.0.1:1 --retries 0",
      stream: stream)
    #expect(answered.err == "")
    #expect(answered.status == 0)
    #expect(answered.groups.first?.texts == [records])
    #expect(answered.groups.first?.number("usage", "completion_tokens") == 2)
  }

  /// How `vllm run-batch` 0.32 tells of a request that failed, and what comes of it.
  static let failures: [(String, [String?])] = [
    (
      "{\"error\":{\"message\":\"too long\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}",
      ["BadRequestError", "too long"]
    ),
    ("\"URL /v1/x was used.\"", ["server_error", "URL /v1/x was used."]),
  ]

  @Test(
    "a failed request of vllm run-batch has its reason beside the response", arguments: failures)
  func runBatch(error: String, told: [String?]) throws {
    let options = "--model m --dialect vllm --api chat"
    let request = try CompleteRun(nil, "\(options) --dry-run", stream: stream).lines.first
    let id = try #require(request?["custom_id"] as? String)
    let scratch = try ScratchFolder()
    let file = try scratch.write(
      "results",
      "{\"id\":\"vllm-1\",\"custom_id\":\"\(id)\",\"response\":{\"status_code\":400,\"request_id\":"
        + "\"vllm-batch-1\",\"body\":null},\"error\":\(error)}\n")
    let run = try CompleteRun(
      nil, "\(options) --from-batch '\(file)' --url http://127.0.0.1:1", stream: stream)
    let group = try #require(run.groups.first)
    #expect([group.text("error", "type"), group.text("error", "message")] == told)
    #expect(group.number("error", "status") == 400)
    #expect(run.status == 1)
  }

  // MARK: Batches of messages

  private let claude = "--model m --dialect anthropic --records-per-request 1 --url"

  /// Runs with results of such a batch, which `results` makes of the ids of groups A and B.
  private func run(
    _ server: StubServer?, results: (String) -> [String]
  ) throws -> (CompleteRun, [[String: Any]]) {
    let stream = [Stream.spec(), Stream.group("A"), Stream.group("B")]
    let printed = try CompleteRun(
      nil, "\(claude) http://127.0.0.1:1 --dry-run", stream: stream)
    let ids = printed.lines.compactMap { $0["custom_id"] as? String }
    let scratch = try ScratchFolder()
    let lines = zip(ids, ["A", "B"]).flatMap { id, group in
      results(group).map { "{\"custom_id\":\"\(id)\",\"result\":\($0)}\n" }
    }
    let file = try scratch.write("results", lines.joined())
    return (
      try CompleteRun(
        nil,
        "\(claude) \(server?.url ?? "http://127.0.0.1:1") --no-stream --retries 0 --from-batch "
          + "'\(file)'", stream: stream), printed.lines
    )
  }

  private func succeeded(_ group: String) -> String {
    let answer = "{\"r1\":{\"g\":\"\(group)\",\"t\":\"00:02\",\"v\":2.50}}"
    return "{\"type\":\"succeeded\",\"message\":{\"id\":\"x\",\"type\":\"message\",\"content\":["
      + "{\"type\":\"thinking\",\"thinking\":\"{}\"},"
      + "{\"type\":\"text\",\"text\":\(Stream.quoted(String(answer.prefix(9))))},"
      + "{\"type\":\"text\",\"text\":\(Stream.quoted(String(answer.dropFirst(9))))}],"
      + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":5,"
      + "\"cache_read_input_tokens\":4,\"output_tokens\":2}}}"
  }

  @Test("requests of a batch of messages are parameters, and their results are taken")
  func messages() throws {
    let (run, requests) = try run(nil) { [succeeded($0)] }
    #expect(requests.count == 2)
    let parameters = try #require(requests.first?["params"] as? [String: Any])
    #expect(Set(parameters.keys) == ["model", "max_tokens", "temperature", "messages"])
    #expect((parameters["messages"] as? [Any])?.count == 1)
    #expect(run.status == 0)
    #expect(
      run.groups.map(\.texts)
        == ["A", "B"].map { ["{\"g\":\"\($0)\",\"t\":\"00:02\",\"v\":2.50}\n"] })
    let usage = run.groups.first?["usage"] as? [String: Int]
    #expect(usage == ["prompt_tokens": 9, "completion_tokens": 2, "cached_tokens": 4])
  }

  @Test("a request that was never run is missing, and is asked for")
  func expired() throws {
    let server = try StubServer(answers: [
      ChatAnswer.answer(["{\"r1\":{\"g\":\"B\",\"t\":\"00:02\",\"v\":3}}"])
    ])
    let (run, _) = try run(server) {
      $0 == "A" ? [succeeded("A")] : ["{\"type\":\"expired\"}", "{\"type\":\"canceled\"}"]
    }
    #expect(run.groups.map { $0.texts.first?.suffix(7) } == [":2.50}\n", "\"v\":3}\n"])
    #expect(server.requests.count == 1)
  }

  @Test("a result that failed is a line with an error")
  func errored() throws {
    let (run, _) = try run(nil) {
      let kind = $0 == "A" ? "invalid_request_error" : "overloaded_error"
      return [
        "{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"\(kind)\","
          + "\"message\":\"no\"}}}"
      ]
    }
    let errors = run.groups.compactMap { $0["error"] as? [String: Any] }
    #expect(errors.map { $0["type"] as? String } == ["invalid_request_error", "overloaded_error"])
    #expect(errors.map { $0["retryable"] as? Bool } == [nil, true])
    #expect(run.status == 75)
  }
}
