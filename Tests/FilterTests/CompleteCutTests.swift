import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete takes answers that are cut, or too long", .waiting)
struct CompleteCutTests {
  @Test("what follows a body that is longer than its length belongs to no answer")
  func longBody() throws {
    let server = try StubServer { request in
      let body = Stream.json(["\(request.number)}"])
      let head = StubAnswer.head("application/json", 200, "Content-Length: \(body.utf8.count)")
      let more = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
      return StubAnswer([.send(Array((head + body + more).utf8))])
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1",
      stream: [Stream.spec()] + ["A", "B", "C"].map { Stream.group($0) })
    #expect(run.groups.map { $0.texts.first?.suffix(3) } == ["0}\n", "1}\n", "2}\n"])
    #expect(run.status == 0)
  }

  /// An answer in one piece or in lines, of which the last byte is needed or not.
  static let wholeAnswers = [
    (Stream.json(["2.5}"]), "--no-stream"), (Stream.json(["2.5}"]), ""),
    (
      "{\"response\":\"2.\",\"done\":false}\n"
        + "{\"response\":\"5}\",\"done\":true,\"done_reason\":\"length\"}",
      "--dialect ollama"
    ),
  ]

  @Test("an answer that is cut at any byte is truncated", arguments: wholeAnswers)
  func answerCutAnywhere(text: String, words: String) throws {
    let whole = Array(text.utf8)
    let server = try StubServer { request in
      .untilClosed(Array(whole[..<min(request.number + 1, whole.count)]), type: "application/json")
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --concurrency 1 --retries 0 --force none \(words)",
      stream: [Stream.spec()] + (1...whole.count).map { Stream.group("\($0)") })
    #expect(run.groups.count == whole.count, "\(run.err.suffix(200))")
    for (cut, line) in run.groups.dropLast().enumerated() {
      #expect(line.text("error", "type") == "truncated", "cut at \(cut)")
    }
    #expect(run.groups.last?.texts == ["2.5}"])
  }

  @Test("a recorded stream cut at any byte gives the right line or the right error")
  func streamCutAnywhere() throws {
    let whole = Array(Stream.events(["2.", "5}"]).joined().utf8)
    let server = try StubServer { request in
      .untilClosed(Array(whole[..<min(request.number, whole.count)]))
    }
    let groups = (0...whole.count).map { Stream.group("\($0)") }
    let run = try CompleteRun(
      server, "\(Stream.model) --concurrency 1 --retries 0 --force none",
      stream: [Stream.spec()] + groups)
    #expect(run.groups.count == whole.count + 1)
    // Once the sample has said why it ends, there is nothing more to come of it.
    let finish = Stream.events(["2.", "5}"])[..<3].joined().utf8.count - "\n\n".utf8.count
    for (cut, line) in run.groups.enumerated() {
      if cut >= finish {
        #expect(line.texts == ["2.5}"], "cut at \(cut)")
      } else {
        #expect(line.text("error", "type") == "truncated", "cut at \(cut)")
      }
    }
    #expect(run.groups.last?.number("usage", "prompt_tokens") == 7)
  }

  @Test(
    "a text that the token limit cut off is told as that",
    arguments: [("", " after 3 tokens"), ("--samples 2", "")])
  func cutFault(words: String, length: String) throws {
    let server = try StubServer { request in
      let count = request.json["n"] as? Int ?? 1
      return Stream.answer([String](repeating: "2", count: count), finish: "length")
    }
    let scratch = try ScratchFolder()
    try scratch.write("in", Stream.spec() + "\n" + Stream.group("A") + "\n")
    let outcome = try shell(
      """
      ts-complete \(Stream.model) --no-stream \(words) <in | ts-validate |
        ts-collect --patience 1 --summary s.json >out
      jq -r '.failed_groups[].last_fault' s.json
      """, in: scratch, environment: ["OPENAI_BASE_URL": server.url])
    #expect(
      outcome.outText == "the text was cut off\(length) before its first record was whole: "
        + "see --max-tokens of ts-complete\n", "\(outcome.errText)")
  }

  /// Streams of an answer that is whole, by what is unusual in them.
  static let wholeStreams: [(String, [String])] = [
    (
      "events without data",
      ["data:\n\n", "data: \n\n"]
        + Stream.events(["2.", "5}"]).flatMap { [$0, "data:\n\n", ": ping\n\n"] }
    ),
    ("no [DONE]", Stream.events(["2.", "5}"]).dropLast()),
    (
      "no last blank line",
      Stream.events(["2.", "5}"]).dropLast(2) + [
        String(Stream.events(["2."])[2].dropLast(2))
      ]
    ),
    (
      "[DONE] without its blank line",
      Stream.events(["2.", "5}"]).dropLast() + ["data: [DONE]"]
    ),
    (
      "lines that end with CR and LF",
      Stream.events(["2.", "5}"]).map { $0.replacingOccurrences(of: "\n", with: "\r\n") }
    ),
  ]

  @Test("a stream that says why it ends is whole", arguments: wholeStreams)
  func wholeStream(name: String, pieces: [String]) throws {
    let server = try StubServer(answers: [.chunks(pieces)])
    let run = try CompleteRun(
      server, "\(Stream.model) --retries 0 --force none",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == ["2.5}"], "\(run.err)")
    #expect(run.groups.first?.number("usage", "completion_tokens") == 3)
    #expect(run.status == 0)
  }

  @Test(
    "an answer in one piece is whole, whatever was asked for",
    arguments: [",\"finish_reason\":\"stop\"", ""], ["", "\n", "\n\n"])
  func onePiece(finish: String, end: String) throws {
    let server = try StubServer(answers: [
      .answer("{\"choices\":[{\"index\":0,\"text\":\"2.5}\"\(finish)}]}\(end)")
    ])
    let run = try CompleteRun(
      server, "\(Stream.model) --retries 0 --samples 2 --force none",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == ["2.5}"], "\(run.err)")
    #expect(run.status == 0)
  }

  @Test("a stream of several samples is whole when each has ended")
  func streamOfSamples() throws {
    func event(_ index: Int, _ reason: String?) -> String {
      let finish = reason.map { "\"\($0)\"" } ?? "null"
      return "data: {\"choices\":[{\"index\":\(index),\"text\":\"1}\",\"finish_reason\":"
        + "\(finish)}]}\n\n"
    }
    for (pieces, isWhole) in [
      ([event(0, "stop"), event(1, "stop")], true), ([event(0, "stop")], false),
      ([event(0, "stop"), event(1, nil)], false),
    ] {
      let server = try StubServer(answers: [.chunks(pieces)])
      let run = try CompleteRun(
        server, "\(Stream.model) --retries 0 --samples 2",
        stream: [Stream.spec(), Stream.group("A")])
      #expect((run.groups.first?.texts.count == 2) == isWhole, "\(run.text)")
    }
  }
}
