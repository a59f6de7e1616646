import CurlMulti
import FilterTool

/// The server as it is asked: where it is, what it speaks, which model it runs.
struct Server {
  let address: ServerAddress
  let dialect: Dialect
  let model: String

  /// Finds out what the settings leave open, by one request to the server at most.
  static func find(
    _ settings: Settings, _ address: ServerAddress, _ endpoint: Endpoint, _ secrets: [String],
    _ loop: EventLoop, onOutage: (RequestError) -> Void
  ) throws(Halt) -> Server {
    if let model = settings.model, let dialect = settings.dialect.dialect {
      return Server(address: address, dialect: dialect, model: model)
    }
    let (list, untold) = try ask(endpoint, settings.retries, loop, onOutage)
    let failure = untold?.hiding(secrets)
    if let failure, let halt = Self.refusal(failure, address) { throw halt }
    guard let model = settings.model ?? list?.model else {
      let reason = failure.map { ": \($0.message)" } ?? ""
      throw Halt(
        "\(address.models): no list of models\(reason); name one with --model", .unavailable)
    }
    let dialect = settings.dialect.dialect ?? list?.dialect ?? .openai
    return Server(address: address, dialect: dialect, model: model)
  }

  /// What to say where the server refuses in a way that no other request would change; nil else.
  static func refusal(_ failure: RequestError, _ address: ServerAddress) -> Halt? {
    switch failure.status {
    case nil where failure.type == "certificate":
      Halt(
        "\(address.root): cannot be reached: \(failure.message); "
          + "name a file of certificates to trust with CURL_CA_BUNDLE or SSL_CERT_FILE",
        .unavailable)
    case nil:
      Halt("\(address.root): cannot be reached: \(failure.message)", .unavailable)
    case .some(let status) where status == 401 || status == 403:
      Halt(
        "\(address.root): refuses the key (HTTP \(status): \(failure.message)); "
          + "give a valid one with --api-key-file or OPENAI_API_KEY", .unavailable)
    default: nil
    }
  }

  private static func ask(
    _ endpoint: Endpoint, _ retries: Retries, _ loop: EventLoop,
    _ onOutage: (RequestError) -> Void
  ) throws(Halt) -> (ModelList?, RequestError?) {
    let transfer: Transfer
    do throws(CurlError) { transfer = try Transfer(endpoint) } catch { throw Halt(error) }
    let start = Monotonic.milliseconds
    var tries = 0
    while true {
      tries += 1
      try loop.fetch(transfer)
      guard let failure = RequestError(transfer) else {
        let body = transfer.body
        return (ModelList(body.span), nil)
      }
      let wait = retries.wait(
        tries: tries, elapsed: .milliseconds(Monotonic.milliseconds - start),
        retryAfter: .seconds(transfer.retryAfterSeconds))
      guard failure.isTemporary, let wait else { return (nil, failure) }
      if tries == 1, failure.isOutage { onOutage(failure) }
      try loop.rest(wait)
    }
  }
}
