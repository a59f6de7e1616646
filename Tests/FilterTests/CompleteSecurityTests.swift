import Foundation
import StubServer
import Testing

@testable import ts_complete

private typealias Stream = CompleteStream

@Suite("ts-complete keeps secrets and trusts nobody unasked", .waiting)
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

  @Test("a proxy that is not there is named by its variable, without its password")
  func proxyIsAway() throws {
    let server = try StubServer(answers: [StubAnswer([.close])])
    server.stop()
    func said(_ variables: [String: String], url: String = "http://model.invalid") throws -> String
    {
      let run = try CompleteRun(
        nil, "\(Stream.model) --retries 0 --url \(url)", stream: stream, environment: variables)
      #expect(run.status == 69)
      return run.err
    }
    for (value, reason) in [
      ("http://user:pass-word@127.0.0.1:\(server.port)/", "Failed to connect to 127.0.0.1 port "),
      ("user:pass-word@name.invalid:\(server.port)", "Could not resolve proxy: name.invalid"),
    ] {
      for (variable, url) in [
        ("http_proxy", "http://model.invalid"), ("ALL_PROXY", "http://model.invalid"),
        ("https_proxy", "https://model.invalid"),
      ] {
        let message = try said([variable: value], url: url)
        #expect(
          message.hasPrefix("ts-complete: \(url): cannot be reached: \(reason)"), "\(message)")
        #expect(message.hasSuffix(", through the proxy of $\(variable)\n"), "\(message)")
        #expect(!message.contains("pass-word"))
      }
    }
    let direct = try said(
      ["http_proxy": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"], url: server.url)
    #expect(!direct.contains("proxy"), "\(direct)")
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
      #expect(
        run.err.contains(
          "answers with a redirect (HTTP \(status)), which is not followed: check --url; "
            + "it leads to \(elsewhere.url)/v1/completions"), "\(run.err)")
      #expect(run.status == 69)
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
    SecretRow(words: "", answer: .answer("<p>sk-secret</p>", status: 500), status: 75),
    SecretRow(words: "", answer: .chunks(["data: \(told)\n\n"]), status: 75),
    SecretRow(words: "--no-stream", answer: .answer(told), status: 75),
    SecretRow(words: "--timeout 1ms", answer: StubAnswer([.stall]), status: 75),
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
    #expect(!server.requests.isEmpty || !row.words.isEmpty)
    for request in server.requests {
      #expect(request.headers["authorization"] == "Bearer sk-secret")
      #expect(request.headers["x-token"] == "h-secret")
    }
  }

  @Test(
    "a word of a header's value is not told either",
    arguments: [
      "Authorization: Bearer sk-secret-word", "Authorization:\tBearer   sk-secret-word",
      "Cookie: lang=en; session=sk-secret-word; x=1",
    ])
  func wordOfHeader(line: String) throws {
    let server = try StubServer(answers: [
      .answer("{\"error\":\"Incorrect key provided: sk-secret-word\"}", status: 401)
    ])
    let scratch = try ScratchFolder()
    let headers = try scratch.write("headers", line + "\n")
    let run = try CompleteRun(server, "\(Stream.model) --header '@\(headers)'", stream: stream)
    #expect(run.status == 69)
    #expect(run.err.contains("HTTP 401: Incorrect key provided: [hidden])"), "\(run.err)")
    #expect(server.requests.first?.headers.values.contains { $0.contains("-word") } == true)
  }

  @Test("a key that goes over the network unencrypted is warned of once")
  func insecureKey() throws {
    let proxy = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    let scratch = try ScratchFolder()
    let header = "--header '@\(try scratch.write("headers", "X-Api-Key: h-secret\n"))'"
    func said(_ words: String, url: String, key: String? = "sk-secret") throws -> String {
      var environment = ["http_proxy": proxy.url, "NO_PROXY": "127.0.0.1,localhost"]
      environment["OPENAI_API_KEY"] = key
      let run = try CompleteRun(
        nil, "\(Stream.model) --url \(url) \(words)", stream: stream, environment: environment)
      #expect(run.status == 0, "\(run.err)")
      return run.err
    }
    let warning =
      "ts-complete: http://model.invalid: the key goes over the network unencrypted; use https://, "
      + "or silence this with --insecure-key\n"
    #expect(try said("", url: "http://model.invalid/v1") == warning)
    #expect(try said(header, url: "http://model.invalid/v1", key: nil) == warning)
    #expect(try said("--insecure-key", url: "http://model.invalid/v1") == "")
    #expect(try said("", url: "http://model.invalid/v1", key: nil) == "")
    #expect(try said("", url: proxy.url) == "")
  }

  @Test("a server's words do not command the terminal")
  func controls() throws {
    let server = try StubServer(answers: [
      .answer("{\"error\":\"a\\u009b2Jb\\u001b[2J\u{9b}c\"}", status: 400)
    ])
    let run = try CompleteRun(server, Stream.model, stream: Array(stream.prefix(2)))
    #expect(run.err.hasSuffix(": http_400: a\\u009b2Jb\\x1b[2J\\u009bc\n"), "\(run.err)")
  }

  @Test("a bad address in the environment does not spoil --help, and is named when it is used")
  func badVariable() throws {
    let wrong = ["OPENAI_BASE_URL": "foo"]
    for words in ["--help", "--version"] {
      let scratch = try ScratchFolder()
      let outcome = try shell("exec ts-complete \(words)", in: scratch, environment: wrong)
      #expect(outcome.status == 0 && outcome.errText == "")
    }
    let run = try CompleteRun(nil, Stream.model, stream: stream, environment: wrong)
    #expect(
      run.err.hasPrefix("ts-complete: OPENAI_BASE_URL: \"foo\": not an address"), "\(run.err)")
    #expect(run.status == 64)
    let server = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    let asked = try CompleteRun(
      nil, "\(Stream.model) --url \(server.url)", stream: stream, environment: wrong)
    #expect(asked.status == 0, "\(asked.err)")
  }

  static let addresses: [(String, Bool)] = [
    ("http://127.0.0.1:8000", false), ("http://127.9.9.9", false), ("http://localhost:1/x", false),
    ("http://LOCALHOST", false), ("http://a.localhost:1", false), ("http://[::1]:8000", false),
    ("https://example.org", false), ("http://example.org", true), ("http://10.0.0.1:8000", true),
    ("http://localhost.example.org", true), ("http://127.evil.org", true), ("http://[::2]", true),
  ]

  @Test("plain http beyond this machine is known by its address", arguments: addresses)
  func readableOnTheWay(text: String, isReadable: Bool) throws {
    #expect(try ServerAddress(text).isReadableOnTheWay == isReadable)
  }

  @Test("a file of secrets is read to its end, or refused for its length")
  func longFiles() throws {
    let server = try StubServer(answers: [.chunks(Stream.events(["1}"]))])
    let scratch = try ScratchFolder()
    let lines = (0..<300).map { "X-\($0): \(String(repeating: "v", count: 80))\n" }.joined()
    let file = try scratch.write("headers", lines + "X-Last: here\n")
    let run = try CompleteRun(server, "\(Stream.model) --header '@\(file)'", stream: stream)
    #expect(run.status == 0, "\(run.err)")
    #expect(server.requests.first?.headers["x-last"] == "here")
    let huge = try scratch.write("huge", String(repeating: "k", count: (1 << 20) + 1))
    for words in ["--header '@\(huge)'", "--api-key-file '\(huge)'"] {
      let refused = try CompleteRun(server, "\(Stream.model) \(words)", stream: stream)
      #expect(refused.err.hasSuffix(": longer than 1048576 bytes: no file of keys or headers\n"))
      #expect(refused.status == 64)
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
