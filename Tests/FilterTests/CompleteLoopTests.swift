import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete works on many lines at once", .waiting)
struct CompleteLoopTests {
  @Test("an id has one seed, however it is spelled, and the series has a name")
  func spelling() throws {
    let server = try StubServer { _ in .answer("", status: 400) }
    let first = Stream.group("Köln").replacing("\"Köln\"", with: "ID", maxReplacements: 1)
    let run = try CompleteRun(
      server, Stream.model + " --seed 7 --force none",
      stream: [Stream.spec()]
        + ["\"Köln\"", "\"K\\u00f6ln\"", "null"].map { first.replacing("ID", with: $0) })
    #expect(run.groups.count == 3)
    let seeds = server.requests.compactMap { $0.json["seed"] as? Int }
    #expect(seeds.count == 3)
    #expect(Set(seeds).count == 2)
    #expect(run.err.contains("ts-complete: the series round 0: http_400: "), "\(run.err)")
  }

  @Test("as many requests are under way as are allowed, and no more")
  func concurrency() throws {
    let gate = Gate(8)
    let server = try StubServer { _ in
      gate.pass() ? Stream.answer(["1}"]) : .answer("", status: 400)
    }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --concurrency 8",
      stream: [Stream.spec()] + (0..<40).map { Stream.group("\($0)") })
    #expect(run.groups.map(\.texts.count) == Array(repeating: 1, count: 40))
    #expect(server.requests.count == 40)
    #expect(server.connections == 8)
  }

  @Test("more connections than files may be open are allowed, or refused at once")
  func descriptors() throws {
    let gate = Gate(100)
    let server = try StubServer { _ in
      gate.pass() ? Stream.answer(["1}"]) : .answer("", status: 400)
    }
    let scratch = try ScratchFolder()
    let groups = (0..<100).map { Stream.group("\($0)") }
    try scratch.write("in", ([Stream.spec()] + groups).joined(separator: "\n") + "\n")
    let words = "ts-complete \(Stream.model) --no-stream --concurrency 100 <in"
    let soft = try shell(
      "ulimit -S -n 64; \(words)", in: scratch, environment: ["OPENAI_BASE_URL": server.url])
    #expect(soft.status == 0, "\(soft.errText)")
    #expect(server.connections == 100)
    let hard = try shell("ulimit -n 64; \(words)", in: scratch)
    #expect(
      hard.errText == "ts-complete: --concurrency 100: needs 132 open files; the system allows 64\n"
    )
    #expect(hard.status == 64)
  }

  @Test("a slow group delays nobody")
  func slowGroupDelaysNobody() throws {
    let others = Gate(6)
    let server = try StubServer { request in
      let isSlow = (request.json["prompt"] as? String ?? "").contains("slow")
      // The slow one is answered when all others have been.
      if !isSlow {
        others.arrive()
        return Stream.answer(["1}"])
      }
      return others.pass() ? Stream.answer(["1}"]) : .answer("", status: 400)
    }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --concurrency 2",
      stream: [Stream.spec(), Stream.group("slow")] + (0..<5).map { Stream.group("\($0)") })
    // The last of the others may come just after it.
    #expect(run.groups.suffix(2).contains { $0["group_id"] as? String == "slow" })
    #expect(run.groups.count == 6)
  }

  @Test("a group that waits for a new try delays nobody")
  func waitingGroupDelaysNobody() throws {
    let server = try StubServer { request in
      let isFirst = (request.json["prompt"] as? String ?? "").contains("slow")
      return isFirst && request.number == 0
        ? .answer("{}", status: 500, headers: ["Retry-After: 1"]) : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --concurrency 1",
      stream: [Stream.spec(), Stream.group("slow")] + (0..<5).map { Stream.group("\($0)") })
    #expect(run.groups.last?["group_id"] as? String == "slow")
    #expect(run.groups.last?.number("request", "attempts") == 2)
    #expect(run.groups.count == 6)
  }

  @Test("what needs no model passes through byte for byte, and is asked of none")
  func passesThrough() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let lines = [
      Stream.spec(), Stream.group("A", round: 3, ",\"completed\":true"),
      Stream.group("B", ",\"failed\": true"), "{\"type\":\"stop\",\"status\":\"complete\"}",
      "{\"type\":\"resumed\"}", "{ \"other\" : [1.10, {}] }", Stream.spec(),
    ]
    let run = try CompleteRun(server, stream: lines)
    #expect(run.text == lines)
    #expect(run.err == "")
    #expect(run.status == 0)
    #expect(server.requests.isEmpty)
  }

  @Test("an answer takes the place of an older one in the line")
  func replacesOlderAnswer() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let older = ",\"completions\":[],\"usage\":{},\"x\":1,\"request\":{\"id\":\"old\"}"
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: [Stream.spec(), Stream.group("A", older)])
    #expect(run.groups.first?.texts.count == 1)
    #expect(run.groups.first?["x"] as? Int == 1)
    #expect(run.groups.first?.text("request", "id") != "old")
  }

  /// A stream that is none, what is said of it, and the status.
  struct BadStream: Sendable {
    let lines: [String]
    let message: String
    var status: Int32 = 65
  }

  static let badStreams = [
    BadStream(
      lines: [Stream.group("A")], message: "<stdin>:1: a group line before the spec line"),
    BadStream(
      lines: [Stream.spec(), Stream.spec(",\"x\":1")],
      message: "<stdin>:2: another spec than before: "),
    BadStream(lines: ["{"], message: "<stdin>:1: not JSON: "),
    BadStream(lines: ["[]"], message: "<stdin>:1: not a JSON object"),
    BadStream(
      lines: [Stream.spec(), "{\"type\":\"group\",\"group_id\":1}"],
      message: "<stdin>:2: member \"current_prefill\" is missing"),
  ]

  @Test("a line that is not of the stream is named", arguments: badStreams)
  func namesBadLines(row: BadStream) throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let run = try CompleteRun(server, Stream.model, stream: row.lines)
    #expect(run.err.hasPrefix("ts-complete: " + row.message), "\(run.err)")
    #expect(run.status == row.status)
    #expect(server.requests.isEmpty)
  }

  @Test("a table in place of a stream is said once")
  func table() throws {
    let run = try CompleteRun(nil, stream: ["station,ts", "A,1", "A,2"])
    #expect(run.err.hasPrefix("ts-complete: <stdin>:1: not a JSON object"), "\(run.err)")
    #expect(run.err.hasSuffix(": no stream; wanted the output of ts-prefill\n"), "\(run.err)")
    #expect(run.err.split(separator: "\n").count == 1)
    #expect(run.text.isEmpty)
    #expect(run.status == 65)
    // Later in a stream, a line is one of many.
    let later = try CompleteRun(nil, stream: [Stream.spec(), "{", "[]"])
    #expect(later.err.split(separator: "\n").count == 2)
    #expect(later.status == 65)
  }

  @Test("a group line that cannot be asked about is answered with an error")
  func answersBadGroup() throws {
    let line = "{\"type\":\"group\",\"group_id\":1,\"round\":0}"
    let run = try CompleteRun(nil, Stream.model, stream: [Stream.spec(), line])
    #expect(run.groups.first?.text("error", "type") == "bad_line")
  }

  @Test("a stream that ends within a line is cut: what came before is answered")
  func truncatedInput() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let scratch = try ScratchFolder()
    try scratch.write("in", Stream.spec() + "\n" + Stream.group("A") + "\n{\"type\"")
    let outcome = try shell(
      "exec ts-complete \(Stream.model) --no-stream", in: scratch, input: "in",
      environment: ["OPENAI_BASE_URL": server.url])
    #expect(outcome.outText.split(separator: "\n").count == 2)
    #expect(outcome.errText.contains("<stdin>:3: line is cut off"))
    #expect(outcome.status == 65)
  }

  @Test("a line that comes by pipe is answered before the next one comes")
  func answersAtOnce() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let scratch = try ScratchFolder()
    try scratch.write("spec", Stream.spec() + "\n")
    try scratch.write("group", Stream.group("A") + "\n")
    // The second line is only sent after the answer to the first has come back.
    let outcome = try shell(
      """
      mkfifo back
      { cat spec group; read spec <&3; read answer <&3; cat group; } 3<back |
        ts-complete \(Stream.model) --no-stream | tee back >out; wc -l <out
      """, in: scratch, environment: ["OPENAI_BASE_URL": server.url], limit: 300)
    #expect(outcome.outText.trimmingCharacters(in: .whitespacesAndNewlines) == "3")
  }

  @Test("signals end the requests, not the lines that are complete", arguments: ["INT", "TERM"])
  func signals(name: String) throws {
    let server = try StubServer { request in
      (request.json["prompt"] as? String ?? "").contains("slow")
        ? StubAnswer([.stall]) : Stream.answer(["1}"])
    }
    let scratch = try ScratchFolder()
    try scratch.write(
      "in", [Stream.spec(), Stream.group("slow"), Stream.group("A"), ""].joined(separator: "\n"))
    let outcome = try shell(
      """
      : >out
      env --default-signal=INT ts-complete \(Stream.model) --no-stream <in >out & p=$!
      until test "$(wc -l <out)" = 2; do sleep 0.01; done
      kill -\(name) $p; wait $p; echo $?; cat out
      """, in: scratch, shell: "bash", environment: ["OPENAI_BASE_URL": server.url])
    let lines = outcome.outText.split(separator: "\n").map(String.init)
    #expect(lines.first == (name == "INT" ? "130" : "143"))
    #expect(lines.count == 3)
    #expect(outcome.errText == "")
  }

  @Test("a reader that goes ends the waiting")
  func readerGoes() throws {
    let server = try StubServer(answers: [StubAnswer([.stall])])
    let scratch = try ScratchFolder()
    try scratch.write("in", Stream.spec() + "\n" + Stream.group("A") + "\n")
    let outcome = try shell(
      """
      { ts-complete \(Stream.model) --no-stream <in; echo $? >status; } | read line; cat status
      """, in: scratch, shell: "bash", environment: ["OPENAI_BASE_URL": server.url])
    #expect(outcome.outText == "141\n")
    #expect(outcome.errText == "")
  }
}
