import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

/// A server that a name leads to: the resolver opens and closes descriptors of its own before the
/// connection gets one.
@Suite("ts-complete asks a server by its name", .waiting)
struct CompleteHostTests {
  /// Runs ts-complete where `hosts` is the machine's table of names, with `before` run first.
  private func run(
    _ port: UInt16, _ words: String, hosts: String, groups: Int, before: String = ":"
  ) throws -> Outcome {
    let scratch = try ScratchFolder()
    let stream = [Stream.spec()] + (0..<groups).map { Stream.group("\($0)") }
    try scratch.write("in", stream.map { $0 + "\n" }.joined())
    try scratch.write("hosts", hosts)
    try scratch.write("fill.py", Self.fill)
    let url = "http://model.test:\(port)"
    return try shell(
      """
      alone=-rm
      if test "$(id -u)" = 0; then alone=-m; fi
      \(before)
      unshare $alone sh -c 'mount --bind hosts /etc/hosts && exec "$@"' sh \\
        ts-complete --retries 0 \(words) <in
      """, in: scratch, environment: ["OPENAI_BASE_URL": url, "PORT": "\(port)"], limit: 25)
  }

  /// Listens on the port's other address and lets nobody in, so that who comes waits.
  private static let fill = """
    import os, socket, sys
    port = int(os.environ["PORT"])
    listener = socket.socket(socket.AF_INET6)
    listener.bind(("::1", port))
    listener.listen(0)
    guests = [socket.socket(socket.AF_INET6) for _ in range(8)]
    for guest in guests:
        guest.setblocking(False)
        guest.connect_ex(("::1", port))
    open("full", "w").close()
    sys.stdin.read()
    """

  private func expectAnswers(_ outcome: Outcome, _ count: Int) {
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
    let answered = outcome.outText.split(separator: "\n").filter { $0.contains("completions") }
    #expect(answered.count == count)
  }

  @Test("one after the other over a connection that is kept", arguments: ["--no-stream", ""])
  func keptConnection(words: String) throws {
    let server = try StubServer { request in
      if request.method == "GET" { return .answer("{\"data\":[{\"id\":\"m\"}]}") }
      return words.isEmpty ? .chunks(Stream.events(["1}"])) : Stream.answer(["1}"])
    }
    let outcome = try run(
      server.port, words + " --concurrency 1", hosts: "127.0.0.1 model.test\n", groups: 20)
    expectAnswers(outcome, 20)
    #expect(server.requests.count == 21)
    #expect(server.connections == 1)
  }

  @Test("many at once, each answer slow")
  func slowAnswers() throws {
    let slow = StubAnswer([.pause(milliseconds: 100)] + Stream.answer(["1}"]).steps)
    let server = try StubServer { _ in slow }
    let outcome = try run(
      server.port, Stream.model + " --no-stream --concurrency 8",
      hosts: "127.0.0.1 model.test\n", groups: 40)
    expectAnswers(outcome, 40)
    #expect(server.connections == 8)
  }

  @Test("its IPv6 address refuses, its IPv4 address does not")
  func refusedIPv6() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let outcome = try run(
      server.port, Stream.model + " --no-stream",
      hosts: "::1 model.test\n127.0.0.1 model.test\n", groups: 8)
    expectAnswers(outcome, 8)
  }

  @Test("its IPv6 address lets nobody in, its IPv4 address does")
  func pendingIPv6() throws {
    let server = try StubServer(answers: [Stream.answer(["1}"])])
    let outcome = try run(
      server.port, Stream.model + " --no-stream",
      hosts: "::1 model.test\n127.0.0.1 model.test\n", groups: 8,
      before: """
        mkfifo stay
        python3 fill.py <stay &
        exec 9>stay
        until test -e full; do sleep 0.01; done
        """)
    expectAnswers(outcome, 8)
  }

  @Test("a name that nobody knows is said so")
  func unknownName() throws {
    let outcome = try run(1, Stream.model, hosts: "127.0.0.1 other.test\n", groups: 1)
    #expect(outcome.status == 69)
    #expect(outcome.errText.contains("Could not resolve host: model.test"), "\(outcome.errText)")
  }
}
