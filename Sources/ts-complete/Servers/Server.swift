import CurlMulti
import FilterTool
import Libc

/// The server as it is asked: where it is, what it speaks, which model it runs.
struct Server {
  let address: ServerAddress
  let dialect: Dialect
  let model: String
  /// How it is asked.
  var api: API
  /// How many tokens a prompt and its completion may have together; nil where that is not known.
  let context: Int?

  /// A server of which all is known; warns where a choice was left to it.
  init(
    _ settings: Settings, _ address: ServerAddress, _ dialect: Dialect, model: String,
    context: Int? = nil
  ) throws(UsageError) {
    self.address = address
    self.dialect = dialect
    self.model = model
    self.context = context
    let decision = try APIDecision(settings.api, settings.chat, dialect, address)
    api = decision.api
    guard let reason = decision.reason, let way = api.way else { return }
    warn(command.name, "\(address.root): asked by chat (\(way.rawValue)), as \(reason)")
  }

  /// Finds out what the settings leave open, by one request to the server at most.
  static func find(
    _ settings: Settings, _ address: ServerAddress, named: Dialect?, _ endpoint: Endpoint,
    _ secrets: [String], _ loop: EventLoop, onRetry: (RequestError) -> Void
  ) throws -> Server {
    if let model = settings.model, let named {
      return try Server(settings, address, named, model: model)
    }
    if Dialect.ofHost(address.host) != nil {
      throw Failure("\(address.root): has many models; name one with --model", .usage)
    }
    let (list, untold) = try ask(settings, endpoint, loop, onRetry)
    let failure = untold?.hiding(secrets)
    if let failure, !failure.isStranger || settings.model == nil,
      let halt = Self.refusal(failure, address)
    {
      throw halt
    }
    guard let model = settings.model ?? list?.model else {
      let reason = failure.map { ": \($0.message)" } ?? ""
      throw Failure(
        "\(endpoint.url): no list of models\(reason); name one with --model", .unavailable)
    }
    return try Server(
      settings, address, named ?? list?.dialect ?? .openai, model: model, context: list?.context)
  }

  /// What to say where the server refuses in a way that no other request would change; nil else.
  static func refusal(_ failure: RequestError, _ address: ServerAddress) -> Failure? {
    let root = address.root
    switch (failure.status, failure.type) {
    case (nil, "certificate"):
      return Failure(
        "\(root): cannot be reached: \(failure.message); "
          + "name a file of certificates to trust with CURL_CA_BUNDLE or SSL_CERT_FILE",
        .unavailable)
    case (nil, "connect"), (nil, "dns"), (nil, "tls"), (nil, "other"):
      return Failure("\(root): cannot be reached: \(failure.message)", .unavailable)
    case (nil, "http"):
      return Failure("\(root): does not speak HTTP: \(failure.message); see --url", .unavailable)
    case (401?, _), (403?, _):
      return Failure(
        "\(root): refuses the key (HTTP \(failure.status ?? 0): \(failure.message)); "
          + "give a valid one with --api-key-file or OPENAI_API_KEY", .unavailable)
    default:
      guard failure.isStranger else { return nil }
      return Failure("\(root): \(failure.message)", .unavailable)
    }
  }

  private static func ask(
    _ settings: Settings, _ endpoint: Endpoint, _ loop: EventLoop,
    _ onRetry: (RequestError) -> Void
  ) throws -> (ModelList?, RequestError?) {
    let transfer = try Transfer(endpoint)
    var firstEnd: Int?
    var tries = 0
    while true {
      tries += 1
      try loop.fetch(transfer)
      guard let failure = RequestError(transfer) else {
        let body = transfer.body
        let list = ModelList(body.span, wanted: settings.model)
        return (list, list == nil && body.span.firstVisible == 0x3C ? .page : nil)
      }
      let start = firstEnd ?? Monotonic.milliseconds
      firstEnd = start
      let wait = settings.retries.wait(
        tries: tries, elapsed: .milliseconds(Monotonic.milliseconds - start),
        retryAfter: .seconds(transfer.retryAfterSeconds))
      guard failure.isTemporary, let wait else { return (nil, failure) }
      onRetry(failure)
      try loop.rest(wait)
    }
  }
}
