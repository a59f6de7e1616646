import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// What a server sends without end, and what becomes of it.
private struct Flood: Sendable, CustomTestStringConvertible {
  let name: String
  let start: String
  let again: String
  var type = "too_large"
  var message = "headers longer than 262144 bytes"
  var testDescription: String { name }
}

private let okay = "HTTP/1.1 200 OK\r\n"
private let chunked = okay + "Transfer-Encoding: chunked\r\n\r\n"
private let lines = String(
  repeating: "X-Flood: \(String(repeating: "y", count: 50))\r\n", count: 900)

private let floods = [
  Flood(
    name: "interim answers", start: "",
    again: String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 2_000)),
  Flood(
    name: "early hints", start: "",
    again: String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", count: 2_000)),
  Flood(name: "headers", start: okay, again: lines),
  Flood(
    name: "one header", start: okay + "X-Flood: ", again: String(repeating: "y", count: 50_000),
    message: "a header line longer than libcurl takes, or no memory"),
  Flood(name: "trailers", start: chunked + "0\r\n", again: lines),
  Flood(
    name: "a chunk's extension", start: chunked + "5;",
    again: String(repeating: "y", count: 50_000),
    type: "timeout", message: "timed out"),
]

@Suite("a server that sends without end ends no run", .waiting)
struct CompleteFloodTests {
  @Test(arguments: floods)
  private func floodBecomesALine(flood: Flood) throws {
    let server = try StubServer { request in
      guard request.number > 0 else { return Stream.answer(["1}"]) }
      return StubAnswer([.send(Array(flood.start.utf8)), .flood(Array(flood.again.utf8))])
    }
    let timeout = flood.type == "timeout" ? "1s" : "60s"
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --retries 0 --timeout \(timeout)",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    #expect(run.groups.first?.texts.count == 1)
    #expect(run.groups.last?.text("error", "type") == flood.type)
    let message = run.groups.last?.text("error", "message") ?? ""
    #expect(message.contains(flood.message), "\(message)")
    #expect(run.status < 128)
  }

  @Test(
    "whatever a server asks to be waited for",
    arguments: [
      "-1", "-99999999999999999999", "0x7fffffff", "1e400", "9223372036854775807",
      "18446744073709551616", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
      "Fri, 99 Foo 99999999999 99:99:99", String(repeating: "9", count: 10_000),
    ])
  func retryAfter(value: String) throws {
    let server = try StubServer { request in
      request.number == 1
        ? .answer("{}", status: 503, headers: ["Retry-After: \(value)"]) : Stream.answer(["1}"])
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --concurrency 1 --retry-max-time 5s",
      stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    #expect(run.groups.count == 2)
    #expect(run.status < 128)
  }
}
