import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// What servers refuse, or answer in place of what was asked, and the line that says so.
@Suite("ts-complete finds out how a server is asked")
struct CompleteChatRefusalTests {
  private let begun = "{\"g\":\"A\",\"t\":\"00:02\",\"v\":"
  private let object = "{\"r1\":{\"g\":\"A\",\"t\":\"00:02\",\"v\":2}}"

  private func run(_ server: StubServer, _ words: String) throws -> CompleteRun {
    try CompleteRun(
      server, "--model m --retries 0 --concurrency 1 \(words)",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
  }

  private func expectEnd(_ run: CompleteRun, _ server: StubServer, _ message: String) {
    #expect(run.err == "ts-complete: \(server.url): \(message)\n")
    #expect(run.status == 69)
    #expect(run.groups.isEmpty)
  }

  /// First answers that show that no other will be better, the options, and what is said.
  static let ends: [(String, StubAnswer, String)] = [
    (
      "--api chat --chat continue --dialect vllm",
      ChatAnswer.answer(["{\"g\":\"A\",\"t\":\"00:00\",\"v\":1}"]),
      "begins a new message where a record was to be continued: use --chat schema, or name the "
        + "server with --dialect"
    ),
    (
      "--api chat --chat continue --dialect vllm", ChatAnswer.answer(["Here are the records:"]),
      "begins a new message where a record was to be continued: use --chat schema, or name the "
        + "server with --dialect"
    ),
    (
      "--api chat --chat continue --dialect llamacpp",
      ChatAnswer.refusal(
        400, "Cannot set both add_generation_prompt and continue_final_message to true."),
      "continues no message (HTTP 400: Cannot set both add_generation_prompt and "
        + "continue_final_message to true.); use --chat schema"
    ),
    (
      "--api chat --chat continue --dialect vllm",
      ChatAnswer.refusal(400, "This model does not support assistant message prefill."),
      "continues no message (HTTP 400: This model does not support assistant message prefill.); "
        + "use --chat schema"
    ),
    (
      "--api chat --chat schema --dialect vllm",
      .answer(
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
          + "\"reasoning_content\":\"{\\\"r1\\\":{}} I think\"},\"finish_reason\":\"length\"}]}"),
      "the model thinks and gives no text: switch its thinking off at the server, or use another "
        + "model"
    ),
    (
      "--api chat --chat schema --dialect openai", ChatAnswer.answer(["I cannot see a series."]),
      "answers without an object of records: it may not know response_format; use --chat "
        + "continue, --api completions or another model"
    ),
    (
      "--api completions --dialect openai", ChatAnswer.refusal(404, "This is a chat model"),
      "serves this model in chats only (HTTP 404: This is a chat model); use --api chat, or a "
        + "model with /v1/completions"
    ),
  ]

  @Test("what no other answer will change ends the run, and is no bad round", arguments: ends)
  func endsTheRun(words: String, answer: StubAnswer, message: String) throws {
    let server = try StubServer(answers: [answer])
    expectEnd(try run(server, "--no-stream " + words), server, message)
    #expect(server.requests.count == 1)
  }

  @Test(
    "so it is in a stream", arguments: ["{\"g\":\"A\",\"t\":\"00:00\",\"v\":1}", "Sure! Here:\n"])
  func endsOfStream(text: String) throws {
    let server = try StubServer(answers: [.chunks(ChatAnswer.events([text]))])
    expectEnd(
      try run(server, "--api chat --chat continue --dialect vllm"), server,
      "begins a new message where a record was to be continued: use --chat schema, or name the "
        + "server with --dialect")
  }

  @Test("a model that thinks and then answers is taken at its answer")
  func thinksAndAnswers() throws {
    let server = try StubServer(answers: [
      ChatAnswer.answer([object], more: ",\"reasoning_content\":\"{\\\"r9\\\":{}}\"")
    ])
    let run = try run(server, "--api chat --chat schema --dialect vllm --no-stream")
    #expect(run.groups[0].texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":2}\n"])
  }

  @Test("a model that declines is a line with its words")
  func declines() throws {
    let server = try StubServer(answers: [
      .answer(
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":null,\"refusal\":\"Not that.\"},"
          + "\"finish_reason\":\"stop\"}]}")
    ])
    let run = try run(server, "--api chat --chat schema --dialect openai-chat --no-stream")
    #expect(run.groups[0].text("error", "message") == "the model declines: Not that.")
    #expect(run.status == 1)
  }

  // MARK: With auto another way is taken

  @Test("a model that is served in chats alone is asked by chat", arguments: [true, false])
  func chatModel(isStreamed: Bool) throws {
    let server = try StubServer { request in
      if request.path == "/v1/completions" {
        return ChatAnswer.refusal(404, "This is a chat model and not supported here.")
      }
      return isStreamed ? .chunks(ChatAnswer.events(["2.5}"])) : ChatAnswer.answer(["2.5}"])
    }
    let run = try CompleteRun(
      server,
      "--model m --dialect openai --retries 0 --samples 2 --concurrency 2"
        + (isStreamed ? "" : " --no-stream"),
      stream: [Stream.spec()] + ["A", "B", "C", "D"].map { Stream.group($0) })
    #expect(
      run.err == "ts-complete: \(server.url): serves this model in chats only (HTTP 404: This is "
        + "a chat model and not supported here.): asked by chat (continue)\n")
    #expect(run.status == 0)
    #expect(run.groups.count == 4)
    #expect(run.groups.allSatisfy { $0.texts.first?.hasSuffix("\"v\":2.5}\n") == true })
    #expect(run.groups.allSatisfy { $0.number("request", "attempts") == 1 })
    #expect(server.requests.filter { $0.path == "/v1/completions" }.count <= 2)
  }

  @Test("a server without the path of completions is asked by chat, with one line")
  func noCompletions() throws {
    let server = try StubServer { request in
      request.path == "/v1/completions"
        ? .answer("{\"detail\":\"Not Found\"}", status: 404) : ChatAnswer.answer(["2.5}"])
    }
    let run = try run(server, "--dialect openai --no-stream")
    #expect(
      run.err == "ts-complete: \(server.url): has no completions (HTTP 404: Not Found): asked by "
        + "chat (continue)\n")
    #expect(run.status == 0)
    #expect(run.groups.map { $0.texts.first?.hasSuffix("\"v\":2.5}\n") } == [true, true])
    #expect(server.requests.map(\.path).filter { $0 == "/v1/completions" }.count == 1)
  }

  @Test(
    "one that has neither path, or not the model, ends the run",
    arguments: [("Not Found", 2), ("The model `m` does not exist.", 1), ("No such thing: 'm'", 1)])
  func neither(said: String, requests: Int) throws {
    let server = try StubServer(answers: [ChatAnswer.refusal(404, said)])
    let run = try run(server, "--dialect openai --no-stream")
    #expect(
      run.err.hasSuffix(
        "ts-complete: \(server.url): knows no such model or path (HTTP 404: \(said)); see "
          + "--model, --url, --dialect and --api\n"))
    #expect(run.status == 69)
    #expect(server.requests.count == requests)
  }

  @Test("a server that begins anew is asked for an object")
  func beginsAnew() throws {
    let server = try StubServer { [object] request in
      ChatAnswer.answer([request.json["response_format"] == nil ? "Here it is:" : object])
    }
    let run = try run(server, "--api chat --dialect openai --no-stream")
    #expect(
      run.err == "ts-complete: \(server.url): begins a new message where a record was to be "
        + "continued: asked by chat (schema)\n")
    #expect(run.groups[0].texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":2}\n"])
    #expect(run.status == 0)
    #expect(server.requests.count == 3)
  }

  @Test("a server that refuses to continue is asked for an object")
  func refusesPrefill() throws {
    let said = "Assistant response prefill is incompatible with enable_thinking."
    let server = try StubServer { [object] request in
      request.json["response_format"] == nil
        ? ChatAnswer.refusal(400, said) : ChatAnswer.answer([object])
    }
    let run = try run(server, "--api chat --dialect llamacpp --no-stream")
    #expect(
      run.err == "ts-complete: \(server.url): continues no message (HTTP 400: \(said)): asked by "
        + "chat (schema)\n")
    #expect(run.status == 0)
  }

  @Test("what a later answer has is the model's doing, and is judged")
  func laterAnswers() throws {
    let server = try StubServer { ChatAnswer.answer([$0.number == 0 ? "2}" : "Hm."]) }
    let run = try run(server, "--api chat --chat continue --dialect vllm --no-stream")
    #expect(run.err == "")
    #expect(run.groups.map { $0.texts.first?.suffix(3) } == ["2}\n", "m.\n"])
  }

  @Test("the path of chats and a dialect without completions say so")
  func decided() throws {
    let server = try StubServer(answers: [ChatAnswer.answer(["2}"])])
    let stream = [Stream.spec(), Stream.group("A")]
    let run = try CompleteRun(
      nil, "--model m --dialect vllm --no-stream --url \(server.url)/v1/chat/completions",
      stream: stream)
    #expect(
      run.err == "ts-complete: \(server.url): asked by chat (continue), as the address ends with "
        + "/chat/completions\n")
    let other = try CompleteRun(
      server, "--model m --dialect mistral --no-stream", stream: stream)
    #expect(
      other.err == "ts-complete: \(server.url): asked by chat (continue), as mistral has no "
        + "completions\n")
    #expect([run.status, other.status] == [0, 0])
  }

  static let usage: [(String, String)] = [
    (
      "--dialect anthropic --api completions",
      "--api completions: anthropic answers chats alone; use --api chat"
    ),
    (
      "--dialect anthropic --api chat --chat continue",
      "--chat continue: anthropic continues no message; use --chat schema"
    ),
  ]

  @Test("a way that a server does not have is refused before it is asked", arguments: usage)
  func usageFault(words: String, message: String) throws {
    let server = try StubServer(answers: [ChatAnswer.answer(["2}"])])
    let run = try run(server, words)
    #expect(run.err == "ts-complete: \(message)\n")
    #expect(run.status == 64)
    #expect(server.requests.isEmpty)
  }
}
