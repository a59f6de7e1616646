import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// What a server has to do while it refuses wave after wave: how many requests it has at once.
private final class Load: @unchecked Sendable {
  private let lock = NSLock()
  private let waves: [Int]
  /// All of a wave are there before one of them is answered; then two at once, after the last.
  private let gates: [Gate]
  private var present = 0
  /// The most requests that were there when one of the wave came.
  private(set) var most: [Int]
  /// The most that were there after the waves.
  private(set) var mostAfter = 0

  init(waves: [Int]) {
    self.waves = waves
    gates = waves.map { Gate($0) } + [Gate(2)]
    most = waves.map { _ in 0 }
  }

  /// Keeps a request as long as its wave takes; true where it belongs to one.
  func meets(_ number: Int) -> Bool {
    var wave = 0
    var first = 0
    while wave < waves.count, number >= first + waves[wave] {
      first += waves[wave]
      wave += 1
    }
    lock.withLock {
      present += 1
      if wave < waves.count {
        most[wave] = max(most[wave], present)
      } else {
        mostAfter = max(mostAfter, present)
      }
    }
    // The first answer alone makes room for two.
    if wave < waves.count || number > first { _ = gates[wave].pass() }
    lock.withLock { present -= 1 }
    return wave < waves.count
  }
}

@Suite("ts-complete waits for what comes, and for nothing else", .waiting)
struct CompleteWaitTests {
  @Test("each wave of refusals halves the number of requests under way, answers raise it again")
  func backsOff() throws {
    let load = Load(waves: [16, 8, 4, 2, 1])
    let server = try StubServer { request in
      load.meets(request.number) ? .answer("{}", status: 429) : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --concurrency 16",
      stream: [Stream.spec()] + (0..<24).map { Stream.group("\($0)") })
    #expect(load.most == [16, 8, 4, 2, 1])
    #expect(load.mostAfter > 1)
    #expect(run.groups.count == 24)
    #expect(run.groups.allSatisfy { $0.texts.count == 1 })
  }

  /// A stream that begins and brings nothing.
  private static func stalled() -> StubAnswer {
    let head = StubAnswer.head("text/event-stream", 200, "Connection: close")
    return StubAnswer([.send(Array(head.utf8)), .stall])
  }

  @Test("a stream that stalls for longer than the time for tries has another try")
  func stalledOnce() throws {
    let server = try StubServer(answers: [Self.stalled(), .chunks(Stream.events(["1}"]))])
    let run = try CompleteRun(
      server, "\(Stream.model) --stall-timeout 1s --retry-max-time 500ms",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.count == 1, "\(run.err)")
    #expect(run.groups.first?.number("request", "attempts") == 2)
  }

  @Test("two streams that stall end no run whose other streams are well")
  func twoStall() throws {
    let server = try StubServer { request in
      let prompt = request.json["prompt"] as? String ?? ""
      if ["\"A\"", "\"B\""].contains(where: { prompt.contains($0) }) { return Self.stalled() }
      let events = StubAnswer.chunks(Stream.events([String](repeating: "1", count: 30)))
      guard prompt.contains("\"C\"") else { return events }
      return StubAnswer(events.steps.flatMap { [.pause(milliseconds: 50), $0] })
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --stall-timeout 800ms --retries 0 --concurrency 3",
      stream: [Stream.spec()] + ["A", "B", "C", "D", "E"].map { Stream.group($0) })
    let failed = run.groups.filter { $0.texts.isEmpty }.compactMap { $0["group_id"] as? String }
    #expect(failed.sorted() == ["A", "B"], "\(run.err)")
    #expect(!run.err.contains("no more is asked"), "\(run.err)")
    #expect(run.status == 75)
  }

  @Test("a stream that stalls with its tries spent ends the run, though nothing else is under way")
  func lastStreamStalls() throws {
    let server = try StubServer { request in
      guard request.number > 0 else { return .chunks(Stream.events(["1}"])) }
      let head = StubAnswer.head("text/event-stream", 200, "Connection: close")
      return StubAnswer([.send(Array(head.utf8)), .stall])
    }
    let scratch = try ScratchFolder()
    try scratch.write(
      "in", [Stream.spec(), Stream.group("A"), Stream.group("B"), ""].joined(separator: "\n"))
    let outcome = try shell(
      """
      exec ts-complete \(Stream.model) --stall-timeout 200ms --retry-max-time 100ms
      """, in: scratch, input: "in", environment: ["OPENAI_BASE_URL": server.url], limit: 20)
    #expect(outcome.status != 124)
    let lines = outcome.outText.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.last?.contains("\"type\":\"stall\"") == true, "\(outcome.outText)")
  }

  @Test(
    "the model list is waited for at no cost, whether the input is a file or has ended",
    arguments: ["<in", "< <(cat in)"])
  func waitsIdly(input: String) throws {
    let server = try StubServer { request in
      guard request.method == "GET" else { return Stream.answer(["1}"]) }
      let list = StubAnswer.answer("{\"data\":[{\"id\":\"m\"}]}")
      return StubAnswer([.pause(milliseconds: 2_000)] + list.steps)
    }
    let scratch = try ScratchFolder()
    try scratch.write("in", Stream.spec() + "\n" + Stream.group("A") + "\n")
    let outcome = try shell(
      "TIMEFORMAT='%U %S'; time ts-complete --no-stream \(input) 2>&1", in: scratch,
      shell: "bash", environment: ["OPENAI_BASE_URL": server.url])
    #expect(outcome.status == 0)
    let seconds = outcome.errText.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    #expect(seconds.count == 2 && seconds.reduce(0, +) < 0.3, "\(outcome.errText)")
  }

  @Test("a dry run asks no server, not even for the model's name")
  func dryRunAsksNoServer() throws {
    let server = try StubServer(answers: [.answer("{\"data\":[{\"id\":\"m\"}]}")])
    let run = try CompleteRun(server, "--dry-run", stream: [Stream.spec(), Stream.group("A")])
    #expect(server.connections == 0)
    #expect(run.status == 64)
    #expect(
      run.err == "ts-complete: --dry-run: needs --model, as no server is asked for its name\n")
  }
}
