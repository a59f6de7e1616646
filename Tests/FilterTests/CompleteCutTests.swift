import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete takes answers that are cut, or too long")
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
      .untilClosed(Array(whole[..<min(request.number, whole.count)]), type: "application/json")
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --concurrency 1 --retries 0 --force none \(words)",
      stream: [Stream.spec()] + (0...whole.count).map { Stream.group("\($0)") })
    #expect(run.groups.count == whole.count + 1, "\(run.err.suffix(200))")
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
    for (cut, line) in run.groups.enumerated() {
      // The last event is one with its blank line, of which the second LF may be missing: not.
      if cut == whole.count {
        #expect(line.texts == ["2.5}"])
      } else {
        #expect(line.text("error", "type") == "truncated", "cut at \(cut)")
      }
    }
  }
}
