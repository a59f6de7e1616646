import Foundation
import StubServer
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

/// Answers of the chat API.
enum ChatAnswer {
  /// One in one piece, with a message for each content.
  static func answer(_ contents: [String], finish: String = "stop", more: String = "") -> StubAnswer
  {
    let choices = contents.enumerated().map { index, content in
      "{\"index\":\(index),\"message\":{\"role\":\"assistant\",\"content\":"
        + "\(Stream.quoted(content))\(more)},\"finish_reason\":\"\(finish)\"}"
    }
    return .answer(
      "{\"object\":\"chat.completion\",\"choices\":[" + choices.joined(separator: ",")
        + "],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}")
  }

  /// One in events: a piece for each text, the first without any, as vLLM and llama.cpp have it.
  static func events(_ pieces: [String]) -> [String] {
    let first = "{\"role\":\"assistant\",\"content\":null}"
    let deltas = [first] + pieces.map { "{\"content\":\(Stream.quoted($0))}" }
    return deltas.map { delta in
      "data: {\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":null}]}\n\n"
    } + [
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n",
      "data: [DONE]\n\n",
    ]
  }

  static func refusal(_ status: Int, _ message: String, members: String = "") -> StubAnswer {
    .answer(
      "{\"error\":{\"message\":\(Stream.quoted(message))\(members)}}", status: status)
  }
}

extension StubRequest {
  /// The roles and the contents of its messages.
  var messages: [[String: Any]] { json["messages"] as? [[String: Any]] ?? [] }
}

@Suite("ts-complete asks by chat")
struct CompleteChatTests {
  private let spec = Stream.spec()
  private let group = Stream.group("A")
  private let records = "{\"g\":\"A\",\"t\":\"00:01\",\"v\":1}\n"
  private let begun = "{\"g\":\"A\",\"t\":\"00:02\",\"v\":"

  private func run(
    _ server: StubServer, _ words: String, stream: [String]? = nil
  ) throws -> CompleteRun {
    try CompleteRun(
      server, "--model m --api chat --retries 0 \(words)", stream: stream ?? [spec, group])
  }

  // MARK: The last message is continued

  @Test(
    "the last message ends where the record does that is to be continued",
    arguments: ["vllm", "sglang", "llamacpp", "nim", "openai"])
  func finalMessage(dialect: String) throws {
    let server = try StubServer(answers: [ChatAnswer.answer(["2.5}"])])
    let run = try run(server, "--no-stream --dialect \(dialect)")
    #expect(run.err == "")
    #expect(run.status == 0)
    #expect(run.groups[0].texts == [begun + "2.5}\n"])
    #expect(run.groups[0].number("usage", "completion_tokens") == 3)
    let request = try #require(server.requests.first)
    #expect(request.path == "/v1/chat/completions")
    #expect(request.messages.map { $0["role"] as? String } == ["user", "assistant"])
    #expect(request.messages.last?["content"] as? String == records + begun)
    let words = try #require(request.messages.first?["content"] as? String)
    #expect(words.hasPrefix("Go:\nEach record is JSON that follows this schema:\n{\"type\":"))
    #expect(request.json["continue_final_message"] as? Bool == true)
    #expect(request.json["add_generation_prompt"] as? Bool == false)
    #expect(request.json["stop"] as? [String] == ["\n"])
    #expect(request.json["prompt"] == nil)
    #expect(request.json["response_format"] == nil)
  }

  @Test("the last message is marked as a prefix", arguments: ["mistral", "deepseek"])
  func prefix(dialect: String) throws {
    let server = try StubServer(answers: [ChatAnswer.answer(["2.5}"])])
    let run = try run(server, "--no-stream --dialect \(dialect) --chat continue --seed 1")
    #expect(run.groups[0].texts == [begun + "2.5}\n"])
    let request = try #require(server.requests.first)
    #expect(request.path == (dialect == "mistral" ? "/v1" : "/beta") + "/chat/completions")
    #expect(request.messages.last?["prefix"] as? Bool == true)
    #expect(request.messages.first?["prefix"] == nil)
    #expect(request.json["continue_final_message"] == nil)
    #expect(request.json["seed"] == nil)
    #expect((request.json["random_seed"] == nil) == (dialect == "deepseek"))
  }

  static let echoes = [
    "{\"g\":\"A\",\"t\":\"00:01\",\"v\":1}\n{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.5}",
    "{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.5}", "2.5}",
  ]

  @Test("an answer that repeats the message is taken as one that does not", arguments: echoes)
  func echo(content: String) throws {
    for words in ["--no-stream", "--no-stream --force value", "--no-stream --samples 2"] {
      let server = try StubServer { request in
        let count = request.json["n"] as? Int ?? 1
        return ChatAnswer.answer([String](repeating: content, count: count))
      }
      let run = try run(server, "--dialect llamacpp \(words)")
      #expect(run.groups[0].texts.first == begun + "2.5}\n", "\(words)")
    }
  }

  @Test("a stream of pieces is put together, and repeats too", arguments: echoes)
  func streamed(content: String) throws {
    let pieces = content.map { String($0) }
    let server = try StubServer(answers: [.chunks(ChatAnswer.events(pieces))])
    let run = try run(server, "--dialect vllm")
    #expect(run.err == "")
    #expect(run.groups[0].texts == [begun + "2.5}\n"])
    #expect(run.groups[0].number("usage", "prompt_tokens") == 7)
  }

  @Test("a stream is ended at the first record that does not hold")
  func aborts() throws {
    let pieces = [
      "2}\n", "{\"g\":\"A\",\"t\":\"00:03\",\"v\":3}\n", "{\"g\":\"A\",\"t\":\"00:09\",\"v\":4}\n",
      "{\"g\":\"A\",", "\"t\":\"00:10\",\"v\":5}\n",
    ]
    let server = try StubServer(answers: [.chunks(ChatAnswer.events(pieces))])
    let run = try run(server, "--dialect openai --force first")
    #expect(run.groups[0].texts == [begun + pieces[0...2].joined()])
    #expect(run.text.last?.contains("\"finish_reason\":\"aborted\"") == true)
  }

  @Test("each value is asked for alone, where that is wanted")
  func byValue() throws {
    let server = try StubServer { ChatAnswer.answer([$0.number == 0 ? "2.5" : "7"]) }
    let columns = "\"v\":{\"type\":\"number\"},\"w\":{\"type\":\"number\"}"
    let run = try run(
      server, "--dialect vllm --no-stream --force value",
      stream: [Stream.spec(columns: columns), group])
    #expect(run.groups[0].texts == [begun + "2.5,\"w\":7}\n"])
    let last = try #require(server.requests.last?.messages.last?["content"] as? String)
    #expect(last == records + begun + "2.5,\"w\":")
  }

  // MARK: The answer is an object after a schema

  private let object =
    "{\n \"r1\": {\"g\":\"A\" , \"t\":\"00:02\",\n\n   \"v\":2.50},"
    + "\"r2\":{\"g\":\"A\",\"t\":\"00:03\",\"v\":3}\n}"
  private let cut =
    "{\"g\":\"A\" , \"t\":\"00:02\",\"v\":2.50}\n{\"g\":\"A\",\"t\":\"00:03\",\"v\":3}\n"

  @Test("records are cut out of an object, in one piece and streamed", arguments: [true, false])
  func schema(isStreamed: Bool) throws {
    let answer =
      isStreamed
      ? StubAnswer.chunks(ChatAnswer.events(object.map { String($0) }))
      : ChatAnswer.answer([object])
    let server = try StubServer(answers: [answer])
    let run = try run(
      server,
      "--dialect openai-chat --records-per-request 2 " + (isStreamed ? "" : "--no-stream"))
    #expect(run.err == "")
    #expect(run.groups[0].texts == [cut])
    let request = try #require(server.requests.first)
    #expect(request.messages.count == 1)
    let words = try #require(request.messages[0]["content"] as? String)
    #expect(words.contains(records))
    #expect(words.hasSuffix("whose members r1 to r2 hold the next 2 records in turn."))
    #expect(request.json["stop"] == nil)
    #expect(request.json["max_completion_tokens"] as? Int ?? 0 > 0)
    #expect(request.json["max_tokens"] == nil)
    #expect(
      request.body.contains(
        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"records\","
          + "\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{\"r1\":"
          + "{\"type\":\"object\",\"properties\":{\"g\":{\"type\":\"string\",\"enum\":[\"A\"]},"
          + "\"t\":{\"type\":\"string\",\"enum\":[\"00:02\"]},\"v\":{\"type\":\"number\"}},"
          + "\"required\":[\"g\",\"t\",\"v\"],\"additionalProperties\":false},\"r2\":"))
    #expect(
      request.body.contains(
        "}},\"required\":[\"r1\",\"r2\"],\"additionalProperties\":false}"), "\(request.body)")
  }

  @Test("a stream of an object is ended at the first record that does not hold")
  func abortsObject() throws {
    let pieces = [
      "{\"r1\":{\"g\":\"A\",\"t\":\"00:02\",\"v\":2},",
      "\"r2\":{\"g\":\"A\",\"t\":\"00:09\",\"v\":2},",
      "\"r3\":{\"g\":\"A\"", ",\"t\":\"00:04\",\"v\":2}}",
    ]
    let server = try StubServer(answers: [.chunks(ChatAnswer.events(pieces))])
    let run = try run(server, "--dialect gemini")
    let wanted =
      "{\"g\":\"A\",\"t\":\"00:02\",\"v\":2}\n{\"g\":\"A\",\"t\":\"00:09\",\"v\":2}\n"
    #expect(run.groups[0].texts == [wanted])
  }

  @Test(
    "where no schema is enforced it stands in the message", arguments: ["deepseek", "anthropic"])
  func withoutSchema(dialect: String) throws {
    let server = try StubServer(answers: [ChatAnswer.answer(["Here: ```json\n\(object)\n```"])])
    let run = try run(
      server, "--dialect \(dialect) --chat schema --no-stream --records-per-request 2")
    #expect(run.err == "")
    #expect(run.groups[0].texts == [cut])
    let request = try #require(server.requests.first)
    let format = request.json["response_format"] as? [String: String]
    #expect(format == (dialect == "deepseek" ? ["type": "json_object"] : nil))
    let words = try #require(request.messages[0]["content"] as? String)
    #expect(words.contains("It follows this schema:\n{\"type\":\"object\",\"properties\":{\"r1\":"))
  }

  @Test("no more records are asked for than the server's schema may have properties")
  func azureLimit() throws {
    let server = try StubServer(answers: [ChatAnswer.answer([object])])
    _ = try run(
      server, "--dialect azure --no-stream", stream: [spec, Stream.group("A")])
    #expect(AnswerSchema.mostRecords(try shape(columns: 3), properties: 100) == 25)
    #expect(AnswerSchema.mostRecords(try shape(columns: 3), properties: 5_000) == 500)
    #expect(AnswerSchema.mostRecords(try shape(columns: 9_999), properties: 5_000) == 1)
    #expect(server.requests.first?.path == "/openai/v1/chat/completions")
  }

  private func shape(columns: Int) throws -> RecordShape {
    let names = (0..<columns).map { "\"c\($0)\":{\"type\":\"number\"}" }
    let json = Array("{\"properties\":{\(names.joined(separator: ","))}}".utf8)
    return try RecordShape(schema: json.span)
  }

  // MARK: Keys and addresses

  @Test("a key goes where the server wants it, and is in no message")
  func azureKey() throws {
    let server = try StubServer(answers: [ChatAnswer.refusal(401, "bad key sk-secret-1234")])
    let run = try CompleteRun(
      server, "--model m --dialect azure --retries 0", stream: [spec, group],
      environment: ["OPENAI_API_KEY": "sk-secret-1234"])
    #expect(server.requests.first?.headers["api-key"] == "sk-secret-1234")
    #expect(server.requests.first?.headers["authorization"] == nil)
    #expect(!run.err.contains("sk-secret"))
    #expect(run.status == 69)
  }

  static let addresses: [(String, Dialect, String)] = [
    ("https://api.openai.com/v1", .openaiChat, "https://api.openai.com/v1/chat/completions"),
    ("https://api.groq.com", .groq, "https://api.groq.com/openai/v1/chat/completions"),
    ("https://api.groq.com/openai/v1", .groq, "https://api.groq.com/openai/v1/chat/completions"),
    (
      "https://openrouter.ai/api/v1/", .openrouter,
      "https://openrouter.ai/api/v1/chat/completions"
    ),
    ("https://api.deepseek.com", .deepseek, "https://api.deepseek.com/beta/chat/completions"),
    ("https://api.deepseek.com/beta", .deepseek, "https://api.deepseek.com/beta/chat/completions"),
    (
      "https://generativelanguage.googleapis.com/v1beta/openai/", .gemini,
      "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions"
    ),
    (
      "https://r.openai.azure.com/", .azure,
      "https://r.openai.azure.com/openai/v1/chat/completions"
    ),
    (
      "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21", .azure,
      "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21"
    ),
    ("https://api.anthropic.com/v1/", .anthropic, "https://api.anthropic.com/v1/chat/completions"),
    ("https://api.mistral.ai/v1", .mistral, "https://api.mistral.ai/v1/chat/completions"),
  ]

  @Test("a host is known by its name, and asked at its own path", arguments: addresses)
  func host(url: String, dialect: Dialect, asked: String) throws {
    let address = try ServerAddress(url)
    #expect(Dialect.ofHost(address.host) == dialect)
    #expect(address.asking(dialect, by: .chat(.schema)) == asked)
    #expect(try ServerAddress(asked).asking(dialect, by: .chat(.schema)) == asked)
    #expect(try ServerAddress(asked).isOfChat)
  }

  @Test("a host that many share needs a model's name")
  func needsModel() throws {
    let run = try CompleteRun(
      nil, "--url https://api.openai.com/v1", stream: [spec, group])
    #expect(
      run.err == "ts-complete: https://api.openai.com: has many models; name one with --model\n")
    #expect(run.status == 64)
  }
}
