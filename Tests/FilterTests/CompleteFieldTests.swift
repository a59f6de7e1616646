import Foundation
import StubServer
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

@Suite("ts-complete learns which fields a server takes, and how fast it is")
struct CompleteFieldTests {
  private func run(
    _ server: StubServer, _ words: String, groups: Int = 3
  ) throws -> CompleteRun {
    try CompleteRun(
      server, "--model m --no-stream --concurrency 1 --retries 0 \(words)",
      stream: [Stream.spec()] + (0..<groups).map { Stream.group("\($0)") })
  }

  /// How servers refuse a field, with their status, and its name.
  static let refusals: [(Int, String, String)] = [
    (
      400, #"{"error":{"message":"Unrecognized request argument supplied: seed","param":null}}"#,
      "seed"
    ),
    (
      400,
      #"{"error":{"message":"Unsupported parameter: 'top_p' is not supported with this model.","#
        + #""type":"invalid_request_error","param":"top_p","code":"unsupported_parameter"}}"#,
      "top_p"
    ),
    (
      400,
      #"{"error":{"message":"Unsupported value: 'temperature' does not support 0.9 with this "#
        + #"model. Only the default (1) value is supported.","param":"temperature"}}"#,
      "temperature"
    ),
    (
      400, #"{"error":{"message":"property 'frequency_penalty' is unsupported"}}"#,
      "frequency_penalty"
    ),
    (
      422,
      #"{"detail":[{"type":"extra_forbidden","loc":["body","presence_penalty"],"#
        + #""msg":"Extra inputs are not permitted"}]}"#,
      "presence_penalty"
    ),
    (
      400,
      #"[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"seed\": "#
        + #"Cannot find field.","status":"INVALID_ARGUMENT"}}]"#,
      "seed"
    ),
    (
      400,
      #"{"error":{"message":"`temperature` and `top_p` cannot both be specified for this model."}}"#,
      "top_p"
    ),
  ]

  @Test("a field that is refused is left out from then on, with one line", arguments: refusals)
  func dropped(status: Int, body: String, field: String) throws {
    let server = try StubServer { request in
      request.json[field] == nil ? Stream.answer(["2}"]) : .answer(body, status: status)
    }
    let run = try run(server, "--dialect openai --seed 1")
    #expect(run.err.hasPrefix("ts-complete: \(server.url): \(field) is not sent any more (HTTP "))
    #expect(run.err.split(separator: "\n").count == 1)
    #expect(run.status == 0)
    #expect(run.groups.map(\.texts.count) == [1, 1, 1])
    #expect(server.requests.map { $0.json[field] != nil } == [true, false, false, false])
    #expect(server.requests.last?.json["max_tokens"] != nil)
  }

  @Test("fields within a field are left out with it")
  func inner() throws {
    let server = try StubServer { request in
      request.json["stream_options"] == nil
        ? .chunks(Stream.events(["2}"], usage: false))
        : .answer(
          #"{"detail":[{"loc":["body","stream_options","continuous_usage_stats"],"#
            + #""msg":"Extra inputs are not permitted"}]}"#, status: 422)
    }
    let run = try CompleteRun(
      server, "--model m --dialect vllm --concurrency 1 --retries 0",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    #expect(run.err.contains(": stream_options is not sent any more (HTTP 422"))
    #expect(run.status == 0)
  }

  @Test(
    "the limit of tokens has two names",
    arguments: [
      ("openai", "max_tokens", "max_completion_tokens"),
      ("groq", "max_completion_tokens", "max_tokens"),
    ])
  func limitNames(dialect: String, refused: String, taken: String) throws {
    let server = try StubServer { request in
      request.json[refused] == nil
        ? ChatAnswer.answer(["{\"r1\":{\"g\":\"0\",\"t\":\"00:02\",\"v\":2}}"])
        : ChatAnswer.refusal(
          400,
          "Unsupported parameter: '\(refused)' is not supported with this model. Use "
            + "'\(taken)' instead.", members: ",\"param\":\"\(refused)\"")
    }
    let run = try run(server, "--dialect \(dialect) --api chat --chat schema")
    #expect(
      run.err.hasPrefix(
        "ts-complete: \(server.url): \(taken) is sent in place of \(refused) (HTTP 400: "))
    #expect(run.status == 0)
    #expect(server.requests.count == 4)
    #expect(server.requests.last?.json[taken] as? Int ?? 0 > 0)
  }

  @Test("a refusal of a value is none of the field")
  func value() throws {
    let server = try StubServer(answers: [
      ChatAnswer.refusal(
        400, "temperature must be in [0, 2], got 2.5.", members: ",\"param\":\"temperature\"")
    ])
    let run = try run(server, "--dialect vllm --temperature 2.5", groups: 1)
    #expect(run.status == 1)
    #expect(server.requests.count == 1)
  }

  // MARK: The context

  @Test("a window that is too long is shortened for its group, and later ones from the start")
  func context() throws {
    let server = try StubServer { request in
      let prompt = request.json["prompt"] as? String ?? ""
      guard prompt.utf8.count > 200 else { return Stream.answer(["2}"]) }
      return ChatAnswer.refusal(
        400, "request (6031 tokens) exceeds the available context size (2048 tokens)",
        members: ",\"type\":\"exceed_context_size_error\",\"n_ctx\":2048")
    }
    let record = #"{\"g\":\"A\",\"t\":\"00:01\",\"v\":1}\n"#
    let long = Stream.group("A").replacingOccurrences(
      of: record, with: String(repeating: record, count: 20))
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1",
      stream: [Stream.spec(), long, long.replacingOccurrences(of: "A", with: "B"), long])
    #expect(
      run.err == "ts-complete: \(server.url): prompts are shortened to fit, by their first records "
        + "(HTTP 400: request (6031 tokens) exceeds the available context size (2048 tokens))\n"
        + ["A", "B"].map {
          "ts-complete: group \"\($0)\" round 0: the prompt is without its first records, to fit the "
            + "context\n"
        }.joined())
    #expect(run.status == 0)
    #expect(
      run.groups.map(\.texts)
        == ["A", "B", "A"].map { ["{\"g\":\"\($0)\",\"t\":\"00:02\",\"v\":2}\n"] })
    let prompts = server.requests.compactMap { $0.json["prompt"] as? String }
    #expect(prompts.allSatisfy { $0.hasPrefix("Go: {\"g\"") && $0.hasSuffix("\"v\":") })
    #expect(prompts.filter { $0.utf8.count <= 200 }.count == 3)
    #expect(prompts.last?.utf8.count == prompts.dropLast().last?.utf8.count)
  }

  // MARK: Requests and tokens a minute

  @Test("an allowance fills evenly")
  func allowance() {
    var limit = RateLimit(perMinute: 60)
    #expect(limit.wait(now: 5_000) == 0)
    limit.take(1)
    #expect(limit.wait(now: 5_000) == 1_000)
    #expect(limit.wait(now: 5_400) == 600)
    #expect(limit.wait(now: 6_000) == 0)
    // What was not used is not saved up.
    #expect(limit.wait(now: 60_000) == 0)
    limit.take(1)
    #expect(limit.wait(now: 60_000) == 1_000)
    // A server may say that a request cost anything.
    limit.take(1 << 53)
    #expect(limit.wait(now: 60_000) == 86_400_000)
    var both = Allowance(requestsPerMinute: 60, tokensPerMinute: 6_000)
    #expect(both.wait(now: 0) == 0)
    both.send(tokens: 200)
    #expect(both.wait(now: 0) == 2_000)
    both.correct(tokens: -150)
    #expect(both.wait(now: 0) == 1_000)
    both.close(milliseconds: 9_000, now: 0)
    #expect(both.wait(now: 4_000) == 5_000)
  }

  @Test("the headers of limits say how long to wait")
  func headers() {
    #expect(RateHeaders.milliseconds("1s") == 1_000)
    #expect(RateHeaders.milliseconds("6m0s") == 360_000)
    #expect(RateHeaders.milliseconds("2m59.56s") == 179_560)
    #expect(RateHeaders.milliseconds("120ms") == 120)
    #expect(RateHeaders.milliseconds("7") == 7_000)
    for text in ["", "s", "1x", "1735689600000", "-1s"] {
      #expect(RateHeaders.milliseconds(text) == nil, "\(text)")
    }
    let none = [
      "x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "8s",
    ]
    #expect(RateHeaders(none).waitMilliseconds == nil)
    let spent = [
      "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "8s",
      "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "90ms",
    ]
    #expect(RateHeaders(spent).waitMilliseconds == 8_000)
  }

  @Test("no request goes out before the server's allowance is back, refused or not")
  func serverLimits() throws {
    let headers = ["X-RateLimit-Remaining-Requests: 0", "x-ratelimit-reset-requests: 300ms"]
    let refusal = StubAnswer.answer(
      #"{"error":{"message":"slow down"}}"#, status: 429, headers: headers)
    let server = try StubServer { request in
      request.number == 0 ? refusal : Stream.answer(["2}"], headers: headers)
    }
    let begin = ContinuousClock.now
    let run = try run(server, "--dialect openai --retries 3", groups: 2)
    #expect(run.status == 0)
    #expect(server.requests.count == 3)
    // The second answer asks for a wait as well; a clock may only make it longer.
    #expect(ContinuousClock.now - begin >= .milliseconds(600))
  }

  @Test("--rpm spreads requests", arguments: ["--rpm 600", "--tpm 60000 --max-tokens 75"])
  func requestsPerMinute(words: String) throws {
    let server = try StubServer(answers: [Stream.answer(["2}"])])
    let begin = ContinuousClock.now
    let run = try run(server, "--dialect openai --concurrency 9 \(words)", groups: 4)
    #expect(run.status == 0)
    #expect(ContinuousClock.now - begin >= .milliseconds(words.contains("rpm") ? 300 : 20))
  }

  // MARK: Cost

  private func priced(_ words: String, groups: Int = 3) throws -> CompleteRun {
    let body = Stream.json(["2}"]).replacingOccurrences(
      of: "\"prompt_tokens\":7",
      with: "\"prompt_tokens\":1000,\"prompt_tokens_details\":{\"cached_tokens\":400}")
    return try run(
      StubServer(answers: [.answer(body)]), "--dialect openai \(words)", groups: groups)
  }

  @Test(
    "each line has what it cost, kept parts of prompts at their own price",
    arguments: [("2,10", 0.00203), ("2,10,0.5", 0.00143)])
  func cost(price: String, cost: Double) throws {
    let run = try priced("--price \(price)", groups: 1)
    let usage = try #require(run.groups[0]["usage"] as? [String: Any])
    let told = try #require(usage["cost"] as? Double)
    #expect(abs(told - cost) < 1e-9)
    #expect(usage["cached_tokens"] as? Int == 400)
  }

  @Test("a budget that is spent leaves the rest unfinished")
  func maxCost() throws {
    let run = try priced("--price 2,10 --max-cost 0.004", groups: 4)
    #expect(
      run.err == "ts-complete: --max-cost 0.004: 0.00406 is spent: no more is asked\n")
    #expect(run.status == 75)
    #expect(run.groups.map(\.texts.count) == [1, 1, 0, 0])
    #expect(run.groups.last?.text("error", "type") == "cost_limit")
    #expect((run.groups.last?["error"] as? [String: Any])?["retryable"] as? Bool == true)
  }

  @Test(
    "a price is two or three numbers from 0 on",
    arguments: ["1", "1,2,3,4", "1,", "-1,2", "1,x", "nan,1", "1 ,2", "1,1e9"])
  func noPrice(text: String) {
    #expect(throws: (any Error).self) { try Price(text) }
  }
}

extension Array {
  /// The elements so many times.
  fileprivate func repeated(_ count: Int) -> [Element] {
    (0..<count).flatMap { _ in self }
  }
}
