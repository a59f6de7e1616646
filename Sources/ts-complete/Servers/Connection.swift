import CurlMulti
import FilterTool
import Libc

/// The way to the server: made when the first group is to be asked about, so that an empty stream
/// needs no server.
final class Connection {
  private let settings: Settings
  private let loop: EventLoop
  private let address: ServerAddress
  private let headers: HeaderList
  /// What no message may hold.
  private let secrets: [String]
  /// Whether a key is sent along.
  private let hasKey: Bool

  /// The requests; nil before the server is known.
  private(set) var queue: RequestQueue?
  /// The server; nil before it is known.
  private var server: Server?
  /// What it is before it is asked, by the settings and its host; nil where it is to say.
  private let named: Dialect?

  /// Checks the address and reads the key.
  init(_ settings: Settings, _ loop: EventLoop) throws {
    self.settings = settings
    self.loop = loop
    let lines: [String]
    do throws(UsageError) {
      address = try ServerAddress(settings.url)
      named = settings.dialect.dialect ?? Dialect.ofHost(address.host)
      let key = try APIKey.find(file: settings.apiKeyFile)
      let header = (named ?? .openai).row.keyHeader
      let authorization = key.map { [header + $0] } ?? []
      // Without an empty Expect libcurl waits for leave to send what is longer than 1 MiB.
      lines = ["Content-Type: application/json", "Expect:"] + authorization + settings.headers
      hasKey = key != nil || settings.headers.contains(where: APIKey.isHeader)
      secrets = (key.map { [$0] } ?? []) + settings.headers.flatMap(HeaderFile.secrets)
    } catch {
      // A file that could not be read for a signal is no mistake.
      if let signal = Interrupts.caught { throw Failure(signal: signal) }
      throw Failure(error.message, .usage)
    }
    headers = try HeaderList(lines)
  }

  /// Finds out what the server is, and prepares for its requests.
  func open() throws -> Server {
    if settings.fake != nil {
      return try Server(settings, address, .openai, model: settings.model ?? "fake")
    }
    if settings.isDryRun {
      guard let model = settings.model else {
        throw Failure("--dry-run: needs --model, as no server is asked for its name", .usage)
      }
      return try Server(settings, address, named ?? .openai, model: model)
    }
    let address = address
    let secrets = secrets
    if hasKey, address.isReadableOnTheWay, !settings.allowsInsecureKey {
      warn(
        command.name,
        "\(address.root): the key goes over the network unencrypted; use https://, or silence this "
          + "with --insecure-key")
    }
    var nextTold = Int.min
    let tell = { (failure: RequestError) in
      let now = Monotonic.milliseconds
      guard now >= nextTold else { return }
      nextTold = now + 60_000
      warn(command.name, "\(address.root): \(failure.hiding(secrets).reason); trying again")
    }
    let server = try Server.find(
      settings, address, named: named, try endpoint(address.models(named ?? .openai)), secrets,
      loop, onRetry: tell)
    queue = RequestQueue(
      loop, endpoint: try endpoint(address.asking(server.dialect, by: server.api)),
      concurrency: settings.concurrency,
      allowance: Allowance(
        requestsPerMinute: settings.requestsPerMinute, tokensPerMinute: settings.tokensPerMinute),
      retries: settings.retries,
      stallMilliseconds: settings.isStreamed
        ? Int(settings.stallTimeout.wholeMicroseconds / 1_000) : nil,
      onRetry: tell)
    self.server = server
    return server
  }

  /// The failure without what a server may have repeated of the key and the headers.
  func untold(_ failure: RequestError) -> RequestError { failure.hiding(secrets) }

  /// What to say where the first answer shows that no other will be better; nil else.
  func refusal(_ failure: RequestError) -> Failure? {
    if isForChats(failure), server?.api == .completions {
      return Failure(
        "\(address.root): serves this model in chats only (\(failure.reason)); use --api chat, or "
          + "a model with /v1/completions", .unavailable)
    }
    if failure.isAboutContinuing, server?.api == .chat(.continue) {
      return Failure(
        "\(address.root): continues no message (\(failure.reason)); use --chat schema",
        .unavailable)
    }
    if failure.status == 404 {
      return Failure(
        "\(address.root): knows no such model or path (HTTP 404: \(failure.message)); "
          + "see --model, --url, --dialect and --api", .unavailable)
    }
    return Server.refusal(failure, address)
  }

  /// How to ask instead, where an answer before any other shows that the server wants it; nil
  /// where it does not, or the settings leave no choice.
  func reconsider(_ failure: RequestError, asked: API) throws -> API? {
    guard var server else { return nil }
    // Another answer has shown it already.
    if server.api != asked { return server.api }
    let reason: String
    switch asked {
    case .completions where settings.api == .auto && isForChats(failure):
      server.api = .chat(way(server))
      reason = "serves this model in chats only (\(failure.reason))"
    case .completions where settings.api == .auto && isWithoutPath(failure):
      server.api = .chat(way(server))
      reason = "has no completions (\(failure.reason))"
    case .chat(.continue) where settings.chat == .auto && failure == .newMessage:
      server.api = .chat(.schema)
      reason = "begins a new message where a record was to be continued"
    case .chat(.continue) where settings.chat == .auto && failure.isAboutContinuing:
      server.api = .chat(.schema)
      reason = "continues no message (\(failure.reason))"
    default: return nil
    }
    let way = server.api.way ?? .schema
    warn(command.name, "\(address.root): \(reason): asked by chat (\(way.rawValue))")
    queue?.redirect(to: try endpoint(address.asking(server.dialect, by: server.api)))
    self.server = server
    return server.api
  }

  /// How a server that turns out to answer chats is asked.
  private func way(_ server: Server) -> ChatWay {
    settings.chat.way ?? (server.dialect.row.continuing == nil ? .schema : .continue)
  }

  /// Whether a 404 is of the path, as far as it can be told from one of the model.
  private func isWithoutPath(_ failure: RequestError) -> Bool {
    failure.status == 404 && !failure.message.lowercased().contains("model")
      && !words(of: failure.message).contains { $0 == server?.model ?? "" }
  }

  private func isForChats(_ failure: RequestError) -> Bool {
    [400, 404, 405, 501].contains(failure.status) && isAboutChats(failure.message)
  }

  /// Whether a message says that the model answers chats; its name may say so of any model.
  private func isAboutChats(_ message: String) -> Bool {
    let words = words(of: message).filter { $0 != server?.model ?? "" }
    let text = words.joined(separator: " ").lowercased()
    return ["chat model", "chat/completion", "chat completion"].contains { text.contains($0) }
  }

  /// The words of a message, without the marks around them.
  private func words(of message: String) -> [Substring] {
    let marks = "`'\".,:;()"
    return message.split(whereSeparator: \.isWhitespace).compactMap { word in
      guard let end = word.lastIndex(where: { !marks.contains($0) }) else { return nil }
      return word[...end].drop { marks.contains($0) }
    }
  }

  /// What the server is called in messages.
  var name: String { address.root }

  /// Whether another line may be taken: its request could go out, and not too many lines wait for
  /// a further try.
  var hasRoom: Bool {
    guard let queue else { return true }
    return queue.room > 0 && queue.waitingCount < 4 * settings.concurrency
  }

  /// Sends what may go out, and waits until something moves.
  func step(wantsInput: Bool) throws {
    guard let queue else { return try loop.turn(milliseconds: nil, wantsInput: wantsInput) }
    try queue.step(wantsInput: wantsInput)
  }

  /// An address with all that goes with it; certificates come from where curl takes them.
  private func endpoint(_ url: String) throws -> Endpoint {
    var endpoint: Endpoint
    do throws(CurlError) {
      endpoint = try Endpoint(
        url: url, headers: headers, maxBody: settings.maxResponse,
        timeoutMilliseconds: Int(settings.timeout.wholeMicroseconds / 1_000))
    } catch {
      throw Failure("--url: \(quoted(settings.url)): \(error.message)", .usage)
    }
    endpoint.certificateFile = environment("CURL_CA_BUNDLE") ?? environment("SSL_CERT_FILE")
    endpoint.certificateFolder = environment("SSL_CERT_DIR")
    let proxies = url.hasPrefix("https:") ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    let proxy = (proxies + ["all_proxy", "ALL_PROXY"]).lazy
      .compactMap { name in environment(name).map { Proxy(variable: name, value: $0) } }.first
    endpoint.proxy = proxy
    endpoint.looksForProxy = proxy != nil
    return endpoint
  }
}
