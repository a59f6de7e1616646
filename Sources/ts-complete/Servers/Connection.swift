import Libc
import CurlMulti
import FilterTool

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
  /// The model that is asked; empty before the server is known.
  private var model = ""

  /// Checks the address and reads the key.
  init(_ settings: Settings, _ loop: EventLoop) throws {
    self.settings = settings
    self.loop = loop
    let lines: [String]
    do throws(UsageError) {
      address = try ServerAddress(settings.url)
      let key = try APIKey.find(file: settings.apiKeyFile)
      let authorization = key.map { ["Authorization: Bearer \($0)"] } ?? []
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
    if settings.isDryRun {
      guard let model = settings.model else {
        throw Failure("--dry-run: needs --model, as no server is asked for its name", .usage)
      }
      return Server(address: address, dialect: settings.dialect.dialect ?? .openai, model: model)
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
      settings, address, try endpoint(address.models), secrets, loop, onRetry: tell)
    queue = RequestQueue(
      loop, endpoint: try endpoint(address.completions(server.dialect)),
      concurrency: settings.concurrency,
      retries: settings.retries,
      stallMilliseconds: settings.isStreamed
        ? Int(settings.stallTimeout.wholeMicroseconds / 1_000) : nil,
      onRetry: tell)
    model = server.model
    return server
  }

  /// The failure without what a server may have repeated of the key and the headers.
  func untold(_ failure: RequestError) -> RequestError { failure.hiding(secrets) }

  /// What to say where the first answer shows that no other will be better; nil else.
  func refusal(_ failure: RequestError) -> Failure? {
    if [400, 404, 405, 501].contains(failure.status), isAboutChats(failure.message) {
      return Failure(
        "\(address.root): serves this model in chats only (HTTP \(failure.status ?? 0): "
          + "\(failure.message)); a model with /v1/completions is needed", .unavailable)
    }
    if failure.status == 404 {
      return Failure(
        "\(address.root): knows no such model or path (HTTP 404: \(failure.message)); "
          + "see --model, --url and --dialect", .unavailable)
    }
    return Server.refusal(failure, address)
  }

  /// Whether a message says that the model answers chats; its name may say so of any model.
  private func isAboutChats(_ message: String) -> Bool {
    let marks = "`'\".,:;()"
    let words = message.split(whereSeparator: \.isWhitespace).filter { word in
      guard let end = word.lastIndex(where: { !marks.contains($0) }) else { return false }
      return word[...end].drop { marks.contains($0) } != model
    }
    let text = words.joined(separator: " ").lowercased()
    return ["chat model", "chat/completion", "chat completion"].contains { text.contains($0) }
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
