import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// An answer of a server in trouble, what becomes of it, and how often it is asked.
private struct FaultRow: Sendable, CustomTestStringConvertible {
  let name: String
  let answer: StubAnswer
  var words = "--no-stream"
  let status: Int?
  let type: String
  let message: String
  var isRetried = true
  /// Whether another run may get an answer.
  var isRetryable: Bool?
  var testDescription: String { name }
}

private func refusal(_ status: Int, _ body: String = "{}", type: String = "application/json")
  -> StubAnswer
{
  .answer(body, status: status, type: type)
}

private let faultRows = [
  FaultRow(
    name: "OpenAI's envelope",
    answer: refusal(
      500, "{\"error\":{\"message\":\"no luck\",\"type\":\"server_error\",\"code\":null}}"),
    status: 500, type: "server_error", message: "no luck"),
  FaultRow(
    name: "llama.cpp's envelope",
    answer: refusal(
      400,
      "{\"error\":{\"code\":400,\"message\":\"too long\",\"type\":\"exceed_context_size_error\"}}"),
    status: 400, type: "exceed_context_size_error", message: "too long", isRetried: false),
  FaultRow(
    name: "Ollama's envelope", answer: refusal(503, "{\"error\":\"busy\"}"), status: 503,
    type: "http_503", message: "busy"),
  FaultRow(
    name: "older vLLM's envelope",
    answer: refusal(
      422, "{\"object\":\"error\",\"message\":\"n is bad\",\"type\":\"BadRequest\",\"code\":422}"),
    status: 422, type: "BadRequest", message: "n is bad", isRetried: false),
  FaultRow(
    name: "FastAPI's envelope",
    answer: refusal(422, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"Field required\"}]}"),
    status: 422, type: "http_422", message: "Field required", isRetried: false),
  FaultRow(
    name: "a gateway's envelope", answer: refusal(502, "{\"message\":\"no upstream\"}"),
    status: 502, type: "http_502", message: "no upstream"),
  FaultRow(
    name: "a page",
    answer: refusal(
      504, "<html><head><title>504 Gateway</title></head><body>Time-out</body></html>",
      type: "text/html"), status: 504, type: "http_504", message: "504 Gateway Time-out"),
  FaultRow(
    name: "an empty refusal", answer: refusal(408, ""), status: 408, type: "http_408",
    message: "HTTP status 408"),
  FaultRow(
    name: "a quota that is used up",
    answer: refusal(
      429, "{\"error\":{\"message\":\"pay\",\"type\":\"insufficient_quota\",\"code\":null}}"),
    status: 429, type: "insufficient_quota", message: "pay", isRetried: false, isRetryable: true),
  FaultRow(
    name: "what the server cannot do", answer: refusal(501), status: 501, type: "http_501",
    message: "{}", isRetried: false),
  FaultRow(
    name: "a redirect", answer: refusal(307), status: 307, type: "redirect",
    message: "answers with a redirect (HTTP 307), which is not followed: check --url; it names no "
      + "address", isRetried: false),
  FaultRow(
    name: "a page with status 200", answer: .answer("<html>hello</html>", type: "text/html"),
    status: 200, type: "bad_answer",
    message: "answers HTML, not a completions API: check --url", isRetried: false),
  FaultRow(
    name: "an answer of another kind", answer: .answer("{\"choices\":{}}"), status: 200,
    type: "bad_answer", message: "the answer is none of a completions API: ", isRetried: false),
  FaultRow(
    name: "an answer of the chat API",
    answer: .answer("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"1}\"}}]}"),
    status: 200, type: "bad_answer",
    message: "answers as a chat, not as a completions API: check --url", isRetried: false),
  FaultRow(
    name: "an answer cut in two", answer: .untilClosed(Array("{\"choices\":[{\"te".utf8)),
    status: 200, type: "truncated",
    message: "the answer is not JSON: string without its closing quote at column 14"),
  FaultRow(
    name: "an answer without choices", answer: .answer("{\"choices\":[]}"), status: 200,
    type: "bad_answer", message: "the answer holds no choices", isRetried: false),
  FaultRow(
    name: "an index beyond the samples",
    answer: .answer("{\"choices\":[{\"index\":9,\"text\":\"a\",\"finish_reason\":\"stop\"}]}"),
    status: 200, type: "bad_answer",
    message: "a choice has the index 9, where 1 were asked for, from 0", isRetried: false),
  FaultRow(
    name: "a reset", answer: StubAnswer([.reset]), status: nil, type: "reset", message: "reset"),
  FaultRow(
    name: "a body shorter than its length",
    answer: StubAnswer([
      .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".utf8)), .close,
    ]), status: nil, type: "truncated", message: "remaining"),
  FaultRow(
    name: "a body longer than its length, which ends within the text",
    answer: StubAnswer([
      .send(
        Array(
          "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n\(Stream.json(["1}"]))".utf8)), .close,
    ]), status: 200, type: "truncated", message: "the answer is not JSON"),
  FaultRow(
    name: "a body that is empty", answer: .answer(""), status: 200, type: "bad_answer",
    message: "answers application/json, not a completions API: check --url; it is empty",
    isRetried: false),
  FaultRow(
    name: "a text in place of a stream", answer: .answer("hello", type: "text/plain"), words: "",
    status: 200, type: "bad_answer",
    message: "answers text/plain, not a completions API: check --url; it begins with hello",
    isRetried: false),
  FaultRow(
    name: "an object in place of a stream", answer: .answer("{\"hello\":1}"), words: "",
    status: 200, type: "bad_answer",
    message: "answers application/json, not a completions API: check --url; it begins with "
      + "{\"hello\":1}", isRetried: false),
  FaultRow(
    name: "a stream without an event", answer: .chunks(["\n"]), words: "", status: 200,
    type: "truncated", message: "the stream ends before its last event"),
  FaultRow(
    name: "no answer in time", answer: StubAnswer([.stall]), words: "--no-stream --timeout 1s",
    status: nil, type: "timeout", message: "timed out"),
  FaultRow(
    name: "an error in the stream",
    answer: .chunks([
      "data: {\"choices\":[{\"index\":0,\"text\":\"1\"}]}\n\n",
      "data: {\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\",\"code\":500}}\n\n",
    ]), words: "", status: 500, type: "server_error", message: "out of memory"),
  FaultRow(
    name: "an error that ends the stream without its blank line",
    answer: .chunks([
      "data: {\"choices\":[{\"index\":0,\"text\":\"1\"}]}\n\n",
      "data: {\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\",\"code\":500}}",
    ]), words: "", status: 500, type: "server_error", message: "out of memory"),
  FaultRow(
    name: "an index below 0",
    answer: .answer("{\"choices\":[{\"index\":-1,\"text\":\"a\",\"finish_reason\":\"stop\"}]}"),
    status: 200, type: "bad_answer",
    message: "a choice has the index -1, where 1 were asked for, from 0", isRetried: false),
  FaultRow(
    name: "a stream without its end", answer: .chunks([Stream.events(["1}"])[0]]),
    words: "", status: 200, type: "truncated", message: "the stream ends before its last event"),
  FaultRow(
    name: "a page in place of a stream",
    answer: .chunks(["<!DOCTYPE html><html>hello</html>"], type: "text/html"), words: "",
    status: 200, type: "bad_answer", message: "answers HTML, not a completions API: check --url",
    isRetried: false),
  FaultRow(
    name: "a stream of something else", answer: .chunks(["data: hello\n\n", "data: [DONE]\n\n"]),
    words: "", status: 200, type: "bad_answer",
    message: "answers text/event-stream, not a completions API: check --url; it begins with data: "
      + "hello", isRetried: false),
]

/// A server that is told of later than its script.
final class Goes: @unchecked Sendable {
  weak var server: StubServer?
}

@Suite("ts-complete meets trouble", .waiting)
struct CompleteFaultTests {
  @Test("each fault has its line, and is tried again where that may help", arguments: faultRows)
  private func faultBecomesALine(row: FaultRow) throws {
    // The first answer is well: a refusal there would end the run.
    let server = try StubServer { request in
      guard request.number > 0 else {
        return request.json["stream"] as? Bool == true
          ? .chunks(Stream.events(["1}"])) : Stream.answer(["1}"])
      }
      return row.answer
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --concurrency 1 --retries 2 \(row.words)",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    let line = try #require(run.groups.last)
    let error = try #require(line["error"] as? [String: Any])
    #expect(error["status"] as? Int == row.status)
    #expect(error["type"] as? String == row.type)
    let message = try #require(error["message"] as? String)
    #expect(message.contains(row.message), "\(message)")
    #expect(line["completions"] == nil)
    #expect(line.number("request", "attempts") == (row.isRetried ? 3 : 1))
    // libcurl itself asks once more where a kept connection is reset at once.
    let extra = row.type == "reset" ? 1 : 0
    #expect(server.requests.count == (row.isRetried ? 4 : 2) + extra)
    for request in server.requests.dropFirst() {
      #expect(request.method == "POST" && request.path == "/v1/completions")
      #expect((request.json["prompt"] as? String)?.contains("\"g\":\"B\"") == true)
    }
    let isRetryable = row.isRetryable ?? row.isRetried
    #expect(error["retryable"] as? Bool == (isRetryable ? true : nil))
    #expect(run.err.contains(row.message), "\(run.err)")
    #expect(run.status == (isRetryable ? 75 : 1))
  }

  @Test(
    "what passes is announced once, with the reason",
    arguments: [
      408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 529, 530,
    ])
  func temporaryFaultPasses(status: Int) throws {
    let server = try StubServer(answers: [
      refusal(status), refusal(status), Stream.answer(["1}"]),
    ])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.count == 1)
    #expect(run.groups.first?.number("request", "attempts") == 3)
    #expect(run.err == "ts-complete: \(server.url): HTTP \(status): {}; trying again\n")
    #expect(run.status == 0)
  }

  @Test("a model that is still loading is announced once")
  func loading() throws {
    let busy = refusal(503, "{\"error\":{\"message\":\"Loading model\",\"code\":503}}")
    let server = try StubServer { request in
      guard request.number > 2 else { return busy }
      return request.method == "GET"
        ? .answer("{\"data\":[{\"id\":\"m\"}]}") : Stream.answer(["1}"])
    }
    let run = try CompleteRun(server, "--no-stream", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.err == "ts-complete: \(server.url): HTTP 503: Loading model; trying again\n")
    #expect(run.status == 0)
  }

  @Test("the time that the server asks for is waited")
  func retryAfterIsHonoured() throws {
    let server = try StubServer(answers: [
      .answer("{}", status: 429, headers: ["Retry-After: 1"]), Stream.answer(["1}"]),
    ])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: [Stream.spec(), Stream.group("A")])
    let request = try #require(run.groups.first?["request"] as? [String: Any])
    #expect(try #require(request["seconds"] as? Double) >= 1)
    for late in ["1000", "Fri, 01 Jan 2100 00:00:00 GMT"] {
      let hurried = try CompleteRun(
        try StubServer(answers: [.answer("{}", status: 429, headers: ["Retry-After: \(late)"])]),
        Stream.model + " --no-stream", stream: [Stream.spec(), Stream.group("A")])
      #expect(hurried.groups.first?.number("request", "attempts") == 1)
    }
  }

  @Test(
    "a refusal of the first request ends the run and says what to do", arguments: [401, 403, 404])
  func firstRefusalEndsTheRun(status: Int) throws {
    let server = try StubServer(answers: [refusal(status, "{\"error\":\"no\"}")])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --api completions",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.status == 69)
    #expect(server.requests.count == 1)
    let advice = status == 404 ? "see --model, --url, --dialect and --api" : "--api-key-file"
    #expect(run.err.contains(advice) && run.err.contains("HTTP \(status): no"), "\(run.err)")
    #expect(run.groups.isEmpty)
  }

  /// A server that has no completions API, and what is said.
  static let strangers: [(StubAnswer, String)] = [
    (.answer("<html>hi</html>"), "answers HTML, not a completions API: check --url"),
    (
      .answer("{\"choices\":[{\"delta\":{}}]}"),
      "answers as a chat, not as a completions API: check --url"
    ),
    (StubAnswer([.send(Array("SSH-2.0-x\r\n".utf8)), .close]), "does not speak HTTP: "),
  ]

  /// Answers of servers without a completions API, with status 200 or a redirect, and how the
  /// message ends.
  static let others: [(StubAnswer, String)] = [
    (
      .answer("{\"hello\":1}"),
      "answers application/json, not a completions API: check --url; it begins with {\"hello\":1}"
    ),
    (
      .answer("{\n\"hello\":1}"),
      "answers application/json, not a completions API: check --url; it begins with { \"hello\":1}"
    ),
    (
      .answer("hello\u{1b}[31m \u{9b}", type: "text/plain"),
      "answers text/plain, not a completions API: check --url; it begins with hello\\x1b[31m \\u009b"
    ),
    (.answer(""), "answers application/json, not a completions API: check --url; it is empty"),
    (
      .answer(String(repeating: "[", count: 200_000)),
      "answers application/json, not a completions API: check --url; it begins with "
        + String(repeating: "[", count: 40)
    ),
    (
      StubAnswer([
        .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n".utf8) + [0xFF, 0x80, 0x01])
      ]),
      "answers without a content type, not a completions API: check --url; it begins with "
        + "\u{FFFD}\u{FFFD}\\x01"
    ),
    (
      .answer("", status: 302, headers: ["Location: http://127.0.0.1:1/v1?\(many)"]),
      "answers with a redirect (HTTP 302), which is not followed: check --url; it leads to "
        + "http://127.0.0.1:1/v1?\(many.prefix(178))"
    ),
  ]
  private static let many = String(repeating: "x", count: 1_000)

  @Test(
    "a first answer that is no completion ends the run, streamed or not", arguments: others,
    ["", "--no-stream"])
  func other(answer: (StubAnswer, String), words: String) throws {
    let server = try StubServer(answers: [answer.0])
    let run = try CompleteRun(
      server, "\(Stream.model) \(words)", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.err == "ts-complete: \(server.url): \(answer.1)\n")
    #expect(run.status == 69)
    #expect(server.requests.count == 1)
  }

  @Test("a redirect in place of the list of models ends the run, unless the model is named")
  func redirectForModels() throws {
    let server = try StubServer { request in
      request.method == "GET"
        ? .answer("", status: 302, headers: ["Location: /login"]) : Stream.answer(["1}"])
    }
    let stream = [Stream.spec(), Stream.group("A")]
    let run = try CompleteRun(server, "--no-stream", stream: stream)
    #expect(run.err.hasSuffix("; it leads to \(server.url)/login\n"), "\(run.err)")
    #expect(run.status == 69)
    #expect(try CompleteRun(server, "--no-stream --model m", stream: stream).status == 0)
  }

  @Test("a first answer that shows another kind of server ends the run", arguments: strangers)
  func stranger(answer: StubAnswer, message: String) throws {
    let server = try StubServer(answers: [answer])
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --retries 0", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.err.hasPrefix("ts-complete: \(server.url): \(message)"), "\(run.err)")
    #expect(run.status == 69)
    #expect(run.groups.isEmpty)
  }

  @Test(
    "a model whose name speaks of chats is no chat model",
    arguments: ["meta/Llama-2-7b-chat-hf", "acme/chat/completions"])
  func nameOfChats(model: String) throws {
    let said = "The model `\(model)` does not exist."
    let server = try StubServer(answers: [refusal(404, "{\"error\":\"\(said)\"}")])
    let run = try CompleteRun(
      server, "--dialect openai --model \(model)", stream: [Stream.spec(), Stream.group("A")])
    #expect(
      run.err == "ts-complete: \(server.url): knows no such model or path (HTTP 404: \(said)); "
        + "see --model, --url, --dialect and --api\n")
    #expect(run.status == 69)
  }

  @Test("a page in place of the list of models ends the run")
  func pageForModels() throws {
    let server = try StubServer(answers: [.answer("<html>hi</html>")])
    let run = try CompleteRun(server, stream: [Stream.spec(), Stream.group("A")])
    #expect(
      run.err == "ts-complete: \(server.url): answers HTML, not a completions API: check --url\n")
    #expect(run.status == 69)
  }

  @Test("a server that goes away becomes a line: what came before was an answer")
  func serverGoes() throws {
    let goes = Goes()
    let server = try StubServer { _ in
      goes.server?.refuse()
      return StubAnswer(
        Stream.answer(["1}"], headers: ["Connection: close"]).steps + [.close])
    }
    goes.server = server
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --retries 2",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    #expect(run.groups.first?.texts.count == 1)
    #expect(run.groups.last?.text("error", "type") == "connect")
    #expect(run.groups.last?.number("error", "status") == nil)
    #expect(run.groups.last?.number("request", "attempts") == 3)
    #expect(run.status == 75)
  }

  @Test("a server without an address ends the run")
  func unknownHost() throws {
    let run = try CompleteRun(
      nil, "--retries 1 \(Stream.model) --url http://name.invalid:1",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.status == 69)
    #expect(run.err.contains("http://name.invalid:1: cannot be reached: Could not resolve"))
    #expect(run.groups.isEmpty)
  }

  @Test("a server that cannot be reached ends the run")
  func unreachable() throws {
    let server = try StubServer(answers: [StubAnswer([.close])])
    server.stop()
    for words in [Stream.model, ""] {
      let run = try CompleteRun(
        server, "--retries 1 \(words)", stream: [Stream.spec(), Stream.group("A")])
      #expect(run.status == 69)
      let lines = run.err.split(separator: "\n")
      try #require(lines.count == 2, "\(run.err)")
      #expect(lines[0].hasPrefix("ts-complete: \(server.url): "))
      #expect(lines[0].hasSuffix("; trying again"))
      #expect(lines[1].hasPrefix("ts-complete: \(server.url): cannot be reached: "))
    }
  }
}
