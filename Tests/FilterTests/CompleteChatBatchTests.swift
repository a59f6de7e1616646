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
}
