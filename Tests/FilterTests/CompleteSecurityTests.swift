import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete keeps secrets and trusts nobody unasked")
struct CompleteSecurityTests {
  private let stream = [Stream.spec(), Stream.group("A"), Stream.group("B")]

  /// How a certificate is made known, what is said, and the status.
  struct TrustRow: Sendable {
    let variables: String
    let error: String
    let status: Int32
  }

  static let trustRows = [
    TrustRow(variables: "", error: "certificate", status: 69),
    TrustRow(variables: "CURL_CA_BUNDLE=cert.pem", error: "", status: 0),
    TrustRow(variables: "SSL_CERT_FILE=cert.pem", error: "", status: 0),
    TrustRow(variables: "CURL_CA_BUNDLE=other.pem", error: "certificate", status: 69),
    TrustRow(variables: "SSL_CERT_FILE=missing.pem", error: "missing.pem", status: 69),
  ]

  @Test("a server is trusted when its certificate is known, and only then", arguments: trustRows)
  func trust(row: TrustRow) throws {
    let server = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    let front = Built.package.appendingPathComponent("Tests/FilterTests/tls-front.py").path
    let scratch = try ScratchFolder()
    try scratch.write("in", stream.joined(separator: "\n") + "\n")
    let outcome = try shell(
      """
      for name in cert other; do
        openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.pem -days 2 \
          -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>openssl.err ||
          { cat openssl.err; exit 99; }
      done
      python3 -B '\(front)' cert.pem cert.key \(server.port) >port & p=$!
      trap 'kill $p' EXIT
      until test -s port; do sleep 0.01; done
      env \(row.variables) ts-complete --url https://127.0.0.1:$(cat port) \(Stream.model) <in
      """, in: scratch)
    #expect(outcome.status == row.status, "\(outcome.outText)\(outcome.errText)")
    guard row.status != 0 else {
      #expect(outcome.errText == "")
      #expect(server.requests.map(\.path) == ["/v1/completions", "/v1/completions"])
      return
    }
    #expect(outcome.errText.hasPrefix("ts-complete: https://127.0.0.1:"))
    #expect(outcome.errText.contains(": cannot be reached: "))
    #expect(outcome.errText.contains(row.error), "\(outcome.errText)")
    #expect(outcome.errText.contains("CURL_CA_BUNDLE or SSL_CERT_FILE"), "\(outcome.errText)")
    #expect(server.requests.isEmpty)
  }

  @Test("a proxy of the environment is asked for the whole address, unless NO_PROXY names the host")
  func proxies() throws {
    let proxy = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    let direct = try StubServer(answers: [.chunks(Stream.events(["2}"]))])
    let words = Stream.model + " --url http://model.invalid"
    for name in ["http_proxy", "ALL_PROXY"] {
      let run = try CompleteRun(nil, words, stream: stream, environment: [name: proxy.url])
      #expect(run.groups.count == 2 && run.status == 0, "\(run.err)")
    }
    #expect(proxy.requests.count == 4)
    #expect(proxy.requests.allSatisfy { $0.path == "http://model.invalid/v1/completions" })
    #expect(proxy.requests.allSatisfy { $0.headers["host"] == "model.invalid" })
    let run = try CompleteRun(
      direct, Stream.model, stream: stream,
      environment: ["http_proxy": proxy.url, "NO_PROXY": "127.0.0.1"])
    #expect(run.groups.first?.texts.first?.hasSuffix("2}\n") == true, "\(run.err)")
    #expect(direct.requests.first?.path == "/v1/completions")
    #expect(proxy.requests.count == 4)
  }

  @Test("a redirect takes the key nowhere")
  func redirects() throws {
    let elsewhere = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    for status in [301, 302, 303, 307, 308] {
      let location = "Location: \(elsewhere.url)/v1/completions"
      let server = try StubServer(answers: [.answer("", status: status, headers: [location])])
      let run = try CompleteRun(
        server, Stream.model, stream: Array(stream.prefix(2)),
        environment: ["OPENAI_API_KEY": "sk-1"])
      #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer sk-1"])
      #expect(run.groups.first?.text("error", "type") == "redirect")
      #expect(run.groups.first?.number("error", "status") == status)
      #expect(run.groups.first?.number("request", "attempts") == 1)
    }
    #expect(elsewhere.connections == 0)
  }

  /// A run that could tell a secret, and its status.
  struct SecretRow: Sendable {
    let words: String
    let answer: StubAnswer
    let status: Int32
  }

  private static let told = "{\"error\":{\"message\":\"Incorrect key: sk-secret, h-secret\"}}"

  static let secretRows = [
    SecretRow(words: "", answer: .answer(told, status: 401), status: 69),
    SecretRow(words: "", answer: .answer(told, status: 400), status: 1),
    SecretRow(words: "", answer: .answer("<p>sk-secret</p>", status: 500), status: 1),
    SecretRow(words: "", answer: .chunks(["data: \(told)\n\n"]), status: 1),
    SecretRow(words: "--no-stream", answer: .answer(told), status: 1),
    SecretRow(words: "--timeout 1ms", answer: StubAnswer([.stall]), status: 69),
    SecretRow(words: "--dry-run", answer: .answer(""), status: 0),
    SecretRow(words: "--seed x", answer: .answer(""), status: 64),
    SecretRow(words: "", answer: .chunks(Stream.events(["1}"])), status: 0),
  ]

  @Test("no key and no header is told, not even where the server tells it", arguments: secretRows)
  func secrets(row: SecretRow) throws {
    let server = try StubServer(answers: [row.answer])
    let scratch = try ScratchFolder()
    let headers = try scratch.write("headers", "X-Token: h-secret\n")
    let run = try CompleteRun(
      server, "\(Stream.model) --retries 1 --header '@\(headers)' \(row.words)", stream: stream,
      environment: ["OPENAI_API_KEY": "sk-secret"])
    #expect(run.status == row.status, "\(run.err)")
    #expect(!run.text.joined().contains("-secret"), "\(run.text)")
    #expect(!run.err.contains("-secret"), "\(run.err)")
    for request in server.requests {
      #expect(request.headers["authorization"] == "Bearer sk-secret")
      #expect(request.headers["x-token"] == "h-secret")
    }
  }

  @Test("a file of headers or of a key that is none is refused, and not shown")
  func badFiles() throws {
    let server = try StubServer(answers: [.answer("")])
    let scratch = try ScratchFolder()
    let file = try scratch.write("file", "sk secret\n")
    for words in ["--header '@\(file)'", "--api-key-file '\(file)'", "--header sk-secret"] {
      let run = try CompleteRun(server, "\(Stream.model) \(words)", stream: stream)
      #expect(run.status == 64)
      #expect(!run.err.contains("sk secret"), "\(run.err)")
    }
    #expect(server.connections == 0)
  }
}
