import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// What a server sends that means harm, or is broken.
private struct HostileRow: Sendable, CustomTestStringConvertible {
  let name: String
  let body: String
  var status = 200
  var testDescription: String { name }
}

private func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

private func choice(_ members: String) -> String { "{\"choices\":[{\(members)}]}" }

private let long = 1 << 20

private let hostileRows = [
  HostileRow(name: "deep arrays", body: many("[", long)),
  HostileRow(name: "deep objects", body: many("{\"choices\":", 100_000)),
  HostileRow(name: "deep errors", body: many("{\"error\":", 100_000), status: 500),
  HostileRow(
    name: "errors as deep as JSON may be", body: many("{\"error\":", 120) + "1" + many("}", 120),
    status: 400),
  HostileRow(
    name: "an error that is long", body: "{\"error\":\"\(many("x", long))\"}", status: 400),
  HostileRow(name: "an error of white space", body: many(" ", long), status: 400),
  HostileRow(name: "an error of tags", body: many("<", long), status: 400),
  HostileRow(
    name: "a type that is long",
    body: "{\"error\":{\"message\":\"m\",\"type\":\"\(many("t\\n", 20_000))\"}}", status: 400),
  HostileRow(
    name: "a status within the envelope",
    body: "{\"error\":{\"message\":\"m\",\"code\":-9223372036854775808}}"),
  HostileRow(
    name: "a status that is too high", body: "{\"error\":{\"message\":\"m\",\"code\":1e999}}"),
  HostileRow(
    name: "a reason that is long", body: choice("\"finish_reason\":\"\(many("r", long))\"")),
  HostileRow(name: "choices that are none", body: "{\"choices\":\(many("[],", 9))1}"),
  HostileRow(name: "many choices", body: "{\"choices\":[{}\(many(",{}", 100_000))]}"),
  HostileRow(name: "an index below zero", body: choice("\"index\":-1,\"text\":\"1}\"")),
  HostileRow(name: "an index that is a text", body: choice("\"index\":\"0\",\"text\":\"1}\"")),
  HostileRow(name: "a text that is a number", body: choice("\"index\":0,\"text\":1")),
  HostileRow(name: "an answer that is null", body: "null"),
  HostileRow(name: "members twice", body: "{\"choices\":[],\"choices\":[{\"text\":\"1}\"}]}"),
  HostileRow(name: "half a surrogate pair", body: choice("\"text\":\"\\ud800\\udbff\"")),
  HostileRow(name: "a text of control characters", body: choice("\"text\":\"\\u0000\\u009b\"")),
  HostileRow(name: "an event without an end", body: "data: " + many("x", long)),
  HostileRow(name: "lines without an end", body: many("data\n", long / 8)),
  HostileRow(name: "events without data", body: many("data:\n\n", long / 8)),
  HostileRow(name: "events of nothing", body: many("data: {}\n\n", 50_000)),
  HostileRow(name: "the end at once", body: "data: [DONE]\n\n"),
  HostileRow(name: "blank lines", body: many("\n", long)),
]

@Suite("ts-complete bears what a server sends", .waiting)
struct CompleteHostileTests {
  /// Each answer as the first and as a later one, streamed and not.
  @Test("no answer ends the run with a signal, or takes long", arguments: hostileRows)
  private func bears(row: HostileRow) throws {
    for words in ["", "--no-stream", "--dialect ollama"] {
      let server = try StubServer { request in
        request.number == 0
          ? .answer(
            request.path == "/api/generate"
              ? "{\"response\":\"1}\",\"done\":true}" : Stream.json(["1}"]))
          : .answer(row.body, status: row.status)
      }
      let start = Date()
      let run = try CompleteRun(
        server, "\(Stream.model) --concurrency 1 --retries 1 \(words)",
        stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
      #expect(Date().timeIntervalSince(start) < 10)
      #expect([0, 1, 75].contains(run.status), "\(run.status)")
      try #require(run.groups.count == 2)
      let line = run.groups[1]
      #expect((line["completions"] == nil) != (line["error"] == nil))
      #expect((run.text.last ?? "").utf8.count < 4_096)
      #expect(run.err.utf8.count < 2_048)
    }
  }

  @Test("neither does a list of models", arguments: hostileRows)
  private func bearsLists(row: HostileRow) throws {
    let server = try StubServer { request in
      request.method == "GET" ? .answer(row.body, status: row.status) : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, "--no-stream --retries 1", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.status == 69, "\(run.err)")
    #expect(run.err.utf8.count < 2_048)
  }

  static let models = [
    "{\"data\":[{\"id\":\"\(many("m", long))\"}]}",
    "{\"data\":[{\"id\":\"m\"},{\"id\":\"\(many("x", 9_000))\"}]}",
    "{\"data\":[{\"id\":\"m\",\"max_model_len\":-1}]}",
    "{\"data\":[{\"id\":\"m\",\"max_model_len\":9223372036854775807}]}",
    "{\"data\":[{\"id\":\"m\",\"max_model_len\":1e400}]}",
    "{\"data\":[{\"id\":\"m\",\"max_model_len\":1}]}",
    "{\"data\":[{\"id\":\"m\",\"meta\":{\"n_ctx\":\"8\",\"n_ctx_train\":[]}}]}",
  ]

  @Test("what a list says of a model is taken with care", arguments: models)
  func lists(body: String) throws {
    let server = try StubServer { request in
      request.method == "GET" ? .answer(body) : Stream.answer(["1}"])
    }
    let run = try CompleteRun(server, "--no-stream", stream: [Stream.spec(), Stream.group("A")])
    let isNamed = body.utf8.count < long
    #expect(run.status == (isNamed ? 0 : 69), "\(run.err)")
    #expect(run.err.utf8.count < 2_048)
    guard isNamed else { return }
    #expect(server.requests.last?.json["max_tokens"] as? Int ?? 0 > 0)
  }
}
