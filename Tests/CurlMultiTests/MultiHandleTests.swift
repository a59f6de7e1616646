import Foundation
import StubServer
import Testing

@testable import CurlMulti

@Suite("Many transfers at once")
struct MultiHandleTests {
  private func endpoint(_ url: String, maxBody: Int = 1 << 20, timeout: Int = 10_000) throws
    -> Endpoint
  {
    try Endpoint(
      url: url + "/v1/completions",
      headers: HeaderList(["Content-Type: application/json", "Expect:", "X-Test: yes"]),
      maxBody: maxBody, timeoutMilliseconds: timeout)
  }

  /// Posts `body` once and waits for the end.
  private func post(
    _ body: String, to endpoint: Endpoint
  ) throws -> Transfer {
    let multi = try MultiHandle(connections: 1)
    let transfer = try Transfer(endpoint)
    try transfer.post(Array(body.utf8).span)
    try multi.add(transfer)
    while multi.count > 0 { try multi.turn(milliseconds: nil) }
    return transfer
  }

  @Test("a request arrives as it was made, and its answer comes back")
  func roundTrip() throws {
    let server = try StubServer(answers: [.answer("{\"a\":1}")])
    let transfer = try post("{\"prompt\":\"x\"}", to: endpoint(server.url))
    #expect(transfer.failure == nil)
    #expect(transfer.status == 200)
    #expect(String(decoding: transfer.body, as: UTF8.self) == "{\"a\":1}")
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/completions")
    #expect(request.body == "{\"prompt\":\"x\"}")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-test"] == "yes")
    #expect(request.headers["expect"] == nil)
  }

  @Test("handles and connections are used again")
  func reuse() throws {
    let server = try StubServer { .answer("\($0.body)!") }
    let multi = try MultiHandle(connections: 4)
    let transfers = try (0..<4).map { _ in try Transfer(endpoint(server.url)) }
    for round in 0..<20 {
      for (index, transfer) in transfers.enumerated() {
        try transfer.post(Array("\(round)-\(index)".utf8).span)
        try multi.add(transfer)
      }
      while multi.count > 0 { try multi.turn(milliseconds: nil) }
      for (index, transfer) in transfers.enumerated() {
        #expect(String(decoding: transfer.body, as: UTF8.self) == "\(round)-\(index)!")
      }
      while multi.nextFinished() != nil {}
    }
    #expect(server.requests.count == 80)
    #expect(server.connections <= 4)
  }

  /// An answer that is none, and what it is called.
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let answer: StubAnswer
    let kind: CurlError.Kind
    var testDescription: String { name }
  }

  static let faults = [
    Fault(name: "reset", answer: StubAnswer([.reset]), kind: .reset),
    Fault(name: "closed without a byte", answer: StubAnswer([.close]), kind: .reset),
    Fault(name: "no byte in time", answer: StubAnswer([.stall]), kind: .timeout),
    Fault(
      name: "a body shorter than its length",
      answer: StubAnswer([
        .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".utf8)), .close,
      ]),
      kind: .truncated),
    Fault(
      name: "a chunked body without its end",
      answer: StubAnswer([
        .send(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n".utf8)),
        .close,
      ]), kind: .truncated),
    Fault(
      name: "a body too long", answer: .answer(String(repeating: "x", count: 70_000)),
      kind: .tooLarge),
    Fault(
      name: "not HTTP", answer: StubAnswer([.send(Array("hello\r\n\r\n".utf8)), .close]),
      kind: .http),
  ]

  @Test("a fault of the server has its name", arguments: faults)
  func faultHasItsName(fault: Fault) throws {
    let server = try StubServer(answers: [fault.answer])
    let timeout = fault.kind == .timeout ? 200 : 60_000
    let transfer = try post(
      "{}", to: endpoint(server.url, maxBody: 65_536, timeout: timeout))
    #expect(transfer.failure?.kind == fault.kind, "\(String(describing: transfer.failure))")
  }

  @Test("a refused port, an unknown host and a server without TLS have their names")
  func connectionFaults() throws {
    let server = try StubServer(answers: [StubAnswer([.close])])
    let secure = try post("{}", to: endpoint("https://127.0.0.1:\(server.port)"))
    #expect(secure.failure?.kind == .tls)
    server.stop()
    let refused = try post("{}", to: endpoint(server.url))
    #expect(refused.failure?.kind == .connect)
    let unknown = try post("{}", to: endpoint("http://name.invalid:1"))
    #expect(unknown.failure?.kind == .dns)
  }

  @Test("a redirect is an answer, not a way")
  func redirectIsNotFollowed() throws {
    let server = try StubServer(answers: [
      .answer("", status: 302, headers: ["Location: /elsewhere", "Retry-After: 7"])
    ])
    let transfer = try post("{}", to: endpoint(server.url))
    #expect(transfer.status == 302)
    #expect(transfer.retryAfterSeconds == 7)
    #expect(server.requests.count == 1)
  }

  @Test(
    "a consumer takes the bytes as they come and may end the transfer")
  func consumerEndsTransfer() throws {
    let server = try StubServer(answers: [
      StubAnswer([
        .send(Array(StubAnswer.head("text/event-stream", 200, "Connection: close").utf8)),
        .send(Array("data: one\n\n".utf8)), .stall,
      ])
    ])
    let multi = try MultiHandle(connections: 1)
    let transfer = try Transfer(endpoint(server.url))
    var taken: [UInt8] = []
    transfer.consume = { bytes in
      bytes.withUnsafeBufferPointer { taken.append(contentsOf: $0) }
      return taken.count < 11
    }
    try transfer.post(Array("{}".utf8).span)
    try multi.add(transfer)
    while multi.count > 0 { try multi.turn(milliseconds: nil) }
    #expect(transfer.isEndedByConsumer)
    #expect(transfer.failure == nil)
    #expect(String(decoding: taken, as: UTF8.self) == "data: one\n\n")
    #expect(transfer.body.isEmpty)
  }

  @Test("an aborted transfer leaves the others alone")
  func abort() throws {
    let server = try StubServer { $0.body == "slow" ? StubAnswer([.stall]) : .answer("quick") }
    let multi = try MultiHandle(connections: 2)
    let slow = try Transfer(endpoint(server.url))
    let quick = try Transfer(endpoint(server.url))
    try slow.post(Array("slow".utf8).span)
    try quick.post(Array("quick".utf8).span)
    try multi.add(slow)
    try multi.add(quick)
    while quick.status == 0 { try multi.turn(milliseconds: nil) }
    multi.abort(slow, error: CurlError(kind: .stall, operation: "wait", message: "given up"))
    #expect(multi.count == 0)
    #expect(slow.failure?.kind == .stall)
    #expect(multi.nextFinished() === quick)
  }

  @Test(
    "a pipe is waited for with the transfers, and so is its reader's going")
  func descriptors() throws {
    let multi = try MultiHandle(connections: 1)
    let pipe = Pipe()
    let (reading, writing) = (
      pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting.fileDescriptor
    )
    multi.watch(reading, for: .readable)
    multi.watch(writing, for: .hangUp)
    try multi.turn(milliseconds: 0)
    #expect(!multi.isReady(reading))
    try pipe.fileHandleForWriting.write(contentsOf: Data("x".utf8))
    try multi.turn(milliseconds: nil)
    #expect(multi.isReady(reading))
    #expect(!multi.hasNoReader(writing))
    multi.unwatch(reading)
    try pipe.fileHandleForReading.close()
    try multi.turn(milliseconds: nil)
    #expect(multi.hasNoReader(writing))
  }

  @Test("a regular file is always ready")
  func regularFile() throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: #filePath))
    let multi = try MultiHandle(connections: 1)
    multi.watch(file.fileDescriptor, for: .readable)
    for _ in 0..<2 {
      try multi.turn(milliseconds: nil)
      #expect(multi.isReady(file.fileDescriptor))
    }
    multi.unwatch(file.fileDescriptor)
    try multi.turn(milliseconds: 0)
    #expect(!multi.isReady(file.fileDescriptor))
  }
}
