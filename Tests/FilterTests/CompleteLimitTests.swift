import Foundation
import StubServer
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

/// A refusal in the envelope of OpenAI, vLLM and llama.cpp.
private func refusal(_ message: String, members: String = "") -> StubAnswer {
  .answer(
    "{\"error\":{\"code\":400,\"message\":\(Stream.quoted(message)),"
      + "\"type\":\"invalid_request_error\"\(members)}}", status: 400)
}

@Suite("ts-complete learns what the server allows", .waiting)
struct CompleteLimitTests {
  @Test("a server that takes few samples a request is asked several times", arguments: [1, 2, 4])
  func samplesLimit(limit: Int) throws {
    let server = try StubServer { request in
      let count = request.json["n"] as? Int ?? 1
      guard count <= limit else {
        return refusal(
          "Field 'n': Value must be between 1 <= value <= \(limit), but got \(count)")
      }
      return Stream.answer((0..<count).map { "\(request.number * 10 + $0)}" })
    }
    let group = Stream.group("A", ",\"no_progress_count\":3")
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --seed 1",
      stream: [Stream.spec(), group, group.replacingOccurrences(of: "\"A\"", with: "\"B\"")])
    #expect(run.err == "")
    #expect(run.status == 0)
    for line in run.groups {
      #expect(line.texts.count == 8)
      #expect(line.number("request", "samples") == 8)
    }
    let asked = server.requests.compactMap { $0.json["n"] as? Int }
    #expect(asked == [8] + [Int](repeating: limit, count: 2 * 8 / limit))
    // As a server that takes them all at once would count on from the first seed.
    let seeds = server.requests.dropFirst().prefix(8 / limit).compactMap { $0.json["seed"] as? Int }
    #expect(seeds == (0..<8 / limit).map { (seeds.first ?? 0) + $0 * limit })
  }

  @Test("the parts of a round are put together by their index")
  func parts() throws {
    let server = try StubServer { request in
      let count = request.json["n"] as? Int ?? 1
      return count > 2
        ? refusal("n must be at most 2, got \(count).")
        : Stream.answer((0..<count).map { "\(request.number).\($0)}" })
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --samples 3",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.map { $0.suffix(5) } == ["1.0}\n", "1.1}\n", "2.0}\n"])
  }

  /// Refusals of 8 samples or 5,100 tokens, and what is learned: the samples, the tokens.
  static let wordings: [(String, Int?, Int?)] = [
    ("Field 'n': Value must be between 1 <= value <= 4, but got 8", 4, nil),
    ("n_cmpl cannot be greater than the number of slots, please increase -np", 4, nil),
    ("n must be at most 2, got 8.", 2, nil),
    ("n must be 1 when using greedy sampling, got 8.", 1, nil),
    ("Invalid 'n': integer above maximum value. Expected a value <= 5, but got 8 instead.", 5, nil),
    ("Only one choice is supported", 4, nil),
    ("`n` > 1 is not supported", 1, nil),
    ("max_tokens=5100 cannot be greater than max_model_len=max_total_tokens=2048.", nil, 2_550),
    (
      "'max_tokens' or 'max_completion_tokens' is too large: 5100. This model's maximum context "
        + "length is 2048 tokens and your request has 178 input tokens (5100 > 2048 - 178).", nil,
      2_550
    ),
    (
      "This model's maximum context length is 4097 tokens, however you requested 5197 tokens "
        + "(97 in your prompt; 5100 for the completion). Please reduce your prompt; or completion "
        + "length.", nil, 2_550
    ),
    (
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You "
        + "requested a total of 5200 tokens: 100 tokens from the input messages and 5100 tokens "
        + "for the completion.", nil, 2_550
    ),
    ("max_tokens for `llama-3.1-8b-instant` must be less than or equal to 4000", nil, 2_550),
    ("`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 100 and 5100", nil, 2_550),
    ("the request exceeds the available context size (2048 tokens)", nil, nil),
    ("temperature must be in [0, 2], got 2.5.", nil, nil),
    ("stop: '\\n' is not allowed", nil, nil),
  ]

  @Test("limits are read in the words of many servers", arguments: wordings)
  func wording(message: String, samples: Int?, tokens: Int?) {
    var limits = LearnedLimits()
    let failure = RequestError(status: 400, type: "x", message: message)
    let again = limits.learn(failure, samples: 8, maxTokens: 5_100)
    #expect(limits.samples == samples)
    #expect(again == (samples == nil ? tokens : 5_100))
    #expect(limits.learn(failure, samples: 1, maxTokens: TokenBudget.least) == nil)
    let other = RequestError(status: 404, type: "x", message: message)
    #expect(limits.learn(other, samples: 8, maxTokens: 5_100) == nil)
  }

  @Test("a field that is named beside the message tells too")
  func namedField() throws {
    let bodies = [
      "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"Input should be at most 4\"}]}",
      "{\"error\":{\"message\":\"must be 4 or less\",\"param\":\"n\"}}",
    ]
    for body in bodies {
      var limits = LearnedLimits()
      let failure = ErrorEnvelope.read(Array(body.utf8).span, status: 422)
      #expect(limits.learn(failure, samples: 8, maxTokens: 9) == 9)
      #expect(limits.samples == 4)
    }
  }

  /// A server with a context of 2,048 tokens, and what it says of itself.
  private func server(_ context: Int, models: String = "") throws -> StubServer {
    try StubServer { request in
      if request.method == "GET" {
        return .answer("{\"data\":[{\"id\":\"other\"},{\"id\":\"m\"\(models)}]}")
      }
      let tokens = request.json["max_tokens"] as? Int ?? 0
      return tokens > context
        ? refusal("max_tokens=\(tokens) cannot be greater than max_model_len=\(context).")
        : Stream.answer(["1}"])
    }
  }

  private let long = ["A", "B", "C"].map { Stream.group($0) }

  @Test("tokens beyond the context are halved and remembered, and never a bad round")
  func halvesTokens() throws {
    let server = try server(100)
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --force none --concurrency 1",
      stream: [Stream.spec()] + long)
    #expect(run.err == "")
    #expect(run.status == 0)
    #expect(run.groups.map(\.texts.count) == [1, 1, 1])
    let tokens = server.requests.compactMap { $0.json["max_tokens"] as? Int }
    let first = try #require(tokens.first)
    #expect(tokens.prefix { $0 > 100 }.count > 1)
    #expect(tokens.filter { $0 <= 100 }.count == 3, "\(tokens)")
    #expect(tokens[1] == first / 2 && tokens.suffix(3).allSatisfy { $0 <= 100 }, "\(tokens)")
  }

  @Test("a long prompt does not cut what shorter ones are answered", arguments: [true, false])
  func longPrompt(tellsUsage: Bool) throws {
    let server = try StubServer { request in
      let used = (request.json["prompt"] as? String ?? "").utf8.count / 2
      let tokens = request.json["max_tokens"] as? Int ?? 0
      guard used + tokens <= 1_000 else {
        return refusal("max_tokens=\(tokens) cannot be greater than max_model_len - prompt")
      }
      let usage = ",\"usage\":{\"prompt_tokens\":\(used),\"completion_tokens\":3}"
      return .answer(
        "{\"choices\":[{\"index\":0,\"text\":\"1}\",\"finish_reason\":\"stop\"}]"
          + (tellsUsage ? usage : "") + "}")
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --force none --concurrency 1",
      stream: [Stream.spec(), Stream.group(String(repeating: "x", count: 1_600))] + long)
    #expect(run.groups.map(\.texts.count) == [1, 1, 1, 1])
    let tokens = server.requests.compactMap { $0.json["max_tokens"] as? Int }
    #expect(tokens.suffix(3).allSatisfy { $0 > 500 }, "\(tokens)")
  }

  @Test(
    "the list of models tells the context",
    arguments: [
      ",\"max_model_len\":100", ",\"meta\":{\"n_ctx_train\":100}",
      ",\"meta\":{\"n_ctx\":100,\"n_ctx_train\":4096}",
    ])
  func contextOfList(members: String) throws {
    let server = try server(100, models: members)
    let run = try CompleteRun(
      server, "--model m --no-stream --force none --concurrency 1", stream: [Stream.spec()] + long)
    #expect(run.status == 0)
    #expect(server.requests.count == 4)
    let tokens = server.requests.compactMap { $0.json["max_tokens"] as? Int }
    #expect(tokens.allSatisfy { (TokenBudget.least...100).contains($0) }, "\(tokens)")
  }

  @Test("the context of another model of the list is not taken")
  func contextOfAnother() throws {
    let list = Array("{\"data\":[{\"id\":\"a\",\"max_model_len\":9},{\"id\":\"b\"}]}".utf8)
    #expect(ModelList(list.span, wanted: "m")?.context == nil)
    #expect(ModelList(list.span, wanted: "b")?.context == nil)
    #expect(ModelList(list.span, wanted: "a")?.context == 9)
    #expect(ModelList(list.span)?.context == 9)
  }

  @Test("a prompt that is too long stays a fault of its group and teaches nothing")
  func promptTooLong() throws {
    let server = try StubServer { request in
      (request.json["prompt"] as? String ?? "").contains("\"B\"")
        ? refusal(
          "This model's maximum context length is 2048 tokens. However, you requested 10 output "
            + "tokens and your prompt contains at least 2049 input tokens.")
        : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --force none --concurrency 1",
      stream: [Stream.spec()] + long)
    #expect(run.groups.map { $0.text("error", "type") } == [nil, "invalid_request_error", nil])
    #expect(run.status == 1)
    let tokens = server.requests.compactMap { $0.json["max_tokens"] as? Int }
    #expect(tokens.count < 16)
    #expect(tokens.last ?? 0 >= (tokens.first ?? 0) / 2, "\(tokens)")
  }
}
