import Foundation
import StubServer
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

@Suite("ts-complete leaves groups unfinished that another run can finish", .waiting)
struct CompleteUnfinishedTests {
  private let groups = ["A", "B", "C", "D"].map { Stream.group($0) }

  /// The first answer is well; then the server answers as a script says.
  private func run(
    _ words: String = "", then answer: @escaping @Sendable (StubRequest) -> StubAnswer
  ) throws -> (CompleteRun, StubServer) {
    let server = try StubServer { request in
      request.number == 0 ? Stream.answer(["1}"]) : answer(request)
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 \(words)",
      stream: [Stream.spec()] + groups)
    return (run, server)
  }

  private func expectUnfinished(_ lines: some Sequence<[String: Any]>, _ type: String) {
    for line in lines {
      let error = line["error"] as? [String: Any]
      #expect(error?["type"] as? String == type)
      #expect(error?["retryable"] as? Bool == true)
      #expect(line["completions"] == nil)
    }
  }

  /// What servers say of a quota that is used up, and of a key that is no longer good.
  static let quotas: [(Int, String, String)] = [
    (429, "\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"", "insufficient_quota"),
    (429, "\"type\":\"requests\",\"code\":\"insufficient_quota\"", "insufficient_quota"),
    (402, "\"type\":\"unknown_error\",\"code\":\"invalid_request_error\"", "unknown_error"),
    (
      401, "\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"",
      "invalid_request_error"
    ),
    (403, "\"type\":\"forbidden\"", "forbidden"),
    (404, "\"type\":\"NotFoundError\"", "NotFoundError"),
  ]

  @Test("a used-up quota, key or model is met once, for all groups", arguments: quotas)
  func quota(status: Int, members: String, type: String) throws {
    let (run, server) = try run { _ in
      .answer("{\"error\":{\"message\":\"pay\",\(members)}}", status: status)
    }
    #expect(server.requests.count == 2)
    #expect(run.groups.count == 4)
    expectUnfinished(run.groups.dropFirst(), type)
    #expect(
      run.err == "ts-complete: \(server.url): no more is asked, and groups are left unfinished: "
        + "HTTP \(status): pay\n")
    #expect(run.status == 75)
  }

  @Test("an outage longer than the tries ends the asking, with one message and 75")
  func outage() throws {
    let goes = Goes()
    let server = try StubServer { _ in
      goes.server?.refuse()
      return StubAnswer(Stream.answer(["1}"], headers: ["Connection: close"]).steps + [.close])
    }
    goes.server = server
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --retries 2",
      stream: [Stream.spec()] + groups)
    #expect(server.requests.count == 1)
    expectUnfinished(run.groups.dropFirst(), "connect")
    // While one waits for a new try the others are asked, but none more than three times.
    #expect(run.groups.compactMap { $0.number("request", "attempts") }.max() == 3)
    let said = run.err.split(separator: "\n")
    #expect(said.count == 2, "\(run.err)")
    #expect(said.first?.hasSuffix("; trying again") == true)
    #expect(said.last?.contains("no more is asked, and groups are left unfinished: ") == true)
    #expect(run.status == 75)
  }

  @Test("an outage ends the waiting of all requests at once")
  func outageOfMany() throws {
    let goes = Goes()
    let server = try StubServer { _ in
      goes.server?.refuse()
      return StubAnswer(Stream.answer(["1}"], headers: ["Connection: close"]).steps + [.close])
    }
    goes.server = server
    let lines = [Stream.spec(), groups[0]].map { $0 + "\n" }.joined()
    let scratch = try ScratchFolder()
    try scratch.write("first", lines)
    try scratch.write("rest", (0..<40).map { Stream.group("\($0)") + "\n" }.joined())
    // The others come when the server has gone.
    let outcome = try shell(
      """
      mkfifo in
      ts-complete \(Stream.model) --no-stream --retry-delay 1ms --retries 3 <in >out 2>err & p=$!
      exec 4>in
      cat first >&4
      until test "$(wc -l <out)" = 2; do sleep 0.01; done
      cat rest >&4
      exec 4>&-
      wait $p; echo $?
      grep -c '"retryable":true' out; grep -c 'no more is asked' err; grep -vc 'trying again' err
      """, in: scratch, environment: ["OPENAI_BASE_URL": server.url], limit: 300)
    #expect(outcome.outText.split(separator: "\n") == ["75", "40", "1", "1"], "\(outcome.errText)")
  }

  @Test("a server that answers nobody any more is an outage too")
  func overload() throws {
    let (run, server) = try run("--retries 1") { _ in .answer("{}", status: 503) }
    // Two groups spend their tries; the others are not asked.
    #expect(server.requests.count == 5)
    expectUnfinished(run.groups.dropFirst(), "http_503")
    let said = run.err.split(separator: "\n")
    #expect(said.count == 3, "\(run.err)")
    #expect(said.first?.hasSuffix(": HTTP 503: {}; trying again") == true)
    #expect(run.status == 75)
  }

  @Test("an outage does not make samples grow, and costs no patience")
  func outageKeepsSamples() throws {
    // Two groups in two passes meet an overloaded server, and then a good one.
    let server = try StubServer { request in
      request.number < 4
        ? .answer("{}", status: 503)
        : Stream.answer([String](repeating: "1}", count: request.json["n"] as? Int ?? 1))
    }
    let scratch = try ScratchFolder()
    try scratch.write("train.csv", CollectScripts.training(groups: 2, hours: 8))
    let outcome = try shell(
      """
      pass() {
        ts-prefill --loop next --mode prefix --group-column g train.csv |
          ts-complete \(Stream.model) --no-stream --retries 0 | ts-validate |
          ts-collect --loop next --patience 2 --stream --summary s.json >>out; echo $?
      }
      pass; pass; pass
      jq -c '[.num_failed_groups, .num_unfinished_groups]' s.json
      wc -l <out
      """, in: scratch, environment: ["OPENAI_BASE_URL": server.url], limit: 60)
    #expect(outcome.outText.split(separator: "\n") == ["75", "75", "75", "[0,2]", "2"])
    #expect(server.requests.map { $0.json["n"] as? Int } == [1, 1, 1, 1, 1, 1])
  }

  @Test("one request that a server fails at is no outage")
  func oneFails() throws {
    let (run, _) = try run("--retries 1") { request in
      (request.json["prompt"] as? String ?? "").contains("\"B\"")
        ? .answer("{}", status: 500) : Stream.answer(["1}"])
    }
    let (failed, answered) = (
      run.groups.filter { $0.texts.isEmpty }, run.groups.count { !$0.texts.isEmpty }
    )
    #expect(answered == 3)
    #expect(failed.map { $0["group_id"] as? String } == ["B"])
    expectUnfinished(failed, "http_500")
    #expect(run.status == 75)
  }

  @Test("tokens that are spent leave groups unfinished")
  func spent() throws {
    let (run, server) = try run("--max-total-tokens 20") { _ in Stream.answer(["1}"]) }
    #expect(server.requests.count == 2)
    expectUnfinished(run.groups.dropFirst(2), "token_limit")
    #expect(run.err == "ts-complete: --max-total-tokens 20: 20 are spent: no more is asked\n")
    #expect(run.status == 75)
  }

  /// Answers that do not say what they cost, or not of all samples.
  static let uncounted: [(String, StubAnswer)] = [
    (Stream.model, .chunks(Stream.events(["1}"], usage: false))),
    (
      "--model m --dialect llamacpp --no-stream --samples 2 --constrain off",
      Stream.answer(["1}", "2}"])
    ),
  ]

  @Test("what no answer tells of its tokens is estimated from its bytes", arguments: uncounted)
  func spentUntold(words: String, answer: StubAnswer) throws {
    let server = try StubServer(answers: [answer])
    let run = try CompleteRun(
      server, "\(words) --concurrency 1 --max-total-tokens 100", stream: [Stream.spec()] + groups)
    // A prompt has some 60 bytes, of which each may be a token as far as anybody knows.
    #expect(server.requests.count == 2)
    expectUnfinished(run.groups.dropFirst(2), "token_limit")
    #expect(
      run.err.contains(/--max-total-tokens 100: about 1[0-9]{2} are spent: no more is asked\n/),
      "\(run.err)")
    #expect(run.status == 75)
  }

  @Test("tokens that are spent end a record that is asked for value by value")
  func spentWithinARecord() throws {
    let server = try StubServer(answers: [Stream.answer(["1"])])
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --force value --concurrency 1 --max-total-tokens 10",
      stream: [
        Stream.spec(columns: "\"v\":{\"type\":\"number\"},\"w\":{\"type\":\"number\"}"), groups[0],
      ])
    #expect(server.requests.count == 1)
    expectUnfinished(run.groups, "token_limit")
    #expect(run.status == 75)
  }

  @Test("a refusal for good is not to be tried again by another run")
  func refusal() throws {
    let (run, server) = try run { _ in .answer("{\"error\":\"no such field\"}", status: 400) }
    #expect(server.requests.count == 4)
    #expect(run.groups.count == 4)
    #expect(run.groups.dropFirst().allSatisfy { ($0["error"] as? [String: Any])?.count == 3 })
    #expect(run.status == 1)
  }

  @Test("a first request that takes too long is no unreachable server")
  func firstTimesOut() throws {
    let server = try StubServer(answers: [StubAnswer([.stall])])
    let run = try CompleteRun(
      server, "\(Stream.model) --retries 0 --timeout 100ms", stream: [Stream.spec(), groups[0]])
    #expect(run.err.hasPrefix("ts-complete: group \"A\" round 0: timeout: "), "\(run.err)")
    #expect(run.status == 75)
    let large = try StubServer(answers: [Stream.answer([String(repeating: "1", count: 5_000)])])
    let bounded = try CompleteRun(
      large, "\(Stream.model) --max-response 4096", stream: [Stream.spec(), groups[0]])
    #expect(bounded.err.hasPrefix("ts-complete: group \"A\" round 0: too_large: "))
    #expect(bounded.status == 1)
  }

  @Test("the tries of the default outlast the start of a model, whatever is drawn")
  func triesOutlastAStart() {
    let retries = Retries()
    func total(random: Double) -> Duration {
      (1...retries.limit).reduce(Duration.zero) { sum, tries in
        sum + (retries.wait(tries: tries, elapsed: sum, retryAfter: .zero, random: random) ?? .zero)
      }
    }
    #expect(total(random: 0) > .seconds(100))
    #expect(total(random: 1) < retries.total)
    #expect(retries.wait(tries: retries.limit, elapsed: .zero, retryAfter: .zero) != nil)
  }
}
