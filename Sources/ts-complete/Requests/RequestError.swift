import CurlMulti
import NDJSON

/// Why a request got no completions: the `error` member of a line.
struct RequestError: Error, Equatable {
  /// The HTTP status; nil where no answer came.
  var status: Int?
  /// The kind, in the server's word where it has one.
  var type: String
  /// What is wrong, at most 500 characters.
  var message: String
  /// The field of the request that the server refuses, where it names one; not written.
  var field: String?
  /// Whether what answers is no completions API, so that another address is needed; not written.
  private(set) var isStranger = false

  /// The longest message kept, in characters.
  static let longestMessage = 500
  /// The longest type kept, in characters.
  private static let longestType = 100

  /// The type of an answer that ends too soon.
  static let truncated = "truncated"
  /// The type of an answer that is none of a completions API.
  static let badAnswer = "bad_answer"
  /// The type where the tokens of `--max-total-tokens` are spent.
  static let tokenLimit = "token_limit"
  /// The type where the money of `--max-cost` is spent.
  static let costLimit = "cost_limit"

  /// What an answer is without completions and without a reason.
  static let noAnswer = RequestError(
    status: nil, type: "no_answer", message: "no completion came")
  /// A page for people where JSON was wanted.
  static let page = stranger("answers HTML, not a completions API: check --url")
  /// An answer of the chat API.
  static let chat = stranger("answers as a chat, not as a completions API: check --url")
  /// An answer that is neither an event stream nor a JSON object of a completions API.
  static let other = stranger("the answer is none of a completions API: check --url")

  /// A message that begins where a record was to be continued.
  static let newMessage = stranger(
    "begins a new message where a record was to be continued: use --chat schema, or name the "
      + "server with --dialect")
  /// An answer in a chat that was to be an object of records.
  static let noRecords = stranger(
    "answers without an object of records: it may not know response_format; use --chat continue, "
      + "--api completions or another model")
  /// An answer of which the thoughts of a model took all.
  static let thoughts = stranger(
    "the model thinks and gives no text: switch its thinking off at the server, or use another "
      + "model")

  /// What a model that will not do it says.
  static func declined(_ words: String) -> RequestError {
    RequestError(status: 200, type: "refusal", message: "the model declines: \(words)")
  }

  private static func stranger(
    status: Int = 200, type: String = badAnswer, _ message: String
  ) -> RequestError {
    var error = RequestError(status: status, type: type, message: message)
    error.isStranger = true
    return error
  }

  /// The error with what came in place of a completion, where it is `other`: the content type and
  /// the first bytes of the body.
  func naming(_ contentType: String?, _ head: [UInt8]) -> RequestError {
    guard self == .other else { return self }
    let text = String(decoding: head.prefix(4 * Self.shownText), as: UTF8.self)
    let isEmpty = text.allSatisfy(\.isWhitespace)
    if isEmpty, contentType?.hasPrefix("text/event-stream") == true { return .cutStream }
    // The text is the last of the message, so that a secret that is cut can be found in it.
    let begins = isEmpty ? "is empty" : "begins with \(text.prefix(Self.shownText))"
    let type = contentType.map { String($0.prefix(Self.longestType)) } ?? "without a content type"
    return .stranger("answers \(type), not a completions API: check --url; it \(begins)")
  }

  /// How much of an answer is shown, in characters.
  private static let shownText = 40
  /// How much of an address is shown, in characters.
  private static let longestLocation = 200

  /// A stream that ends too soon.
  static let cutStream = RequestError(
    status: 200, type: truncated, message: "the stream ends before its last event")

  /// An answer that names another address.
  static func redirect(status: Int, to location: String?) -> RequestError {
    let place = location.map { "leads to \($0.prefix(longestLocation))" } ?? "names no address"
    return stranger(
      status: status, type: "redirect",
      "answers with a redirect (HTTP \(status)), which is not followed: check --url; it \(place)")
  }

  init(status: Int?, type: String, message: String) {
    self.status = status
    self.type = Self.line(type, atMost: Self.longestType)
    self.message = Self.line(message, atMost: Self.longestMessage)
  }

  /// The first words of a text, as one line.
  private static func line(_ text: String, atMost length: Int) -> String {
    // A character may be many bytes, and white space many characters.
    let head = text.unicodeScalars.prefix(16 * length)
    let words = String(head).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return String(words.prefix(length))
  }

  /// A transfer that failed.
  init(_ error: CurlError) {
    self.init(status: nil, type: error.kind.rawValue, message: error.message)
  }

  /// The error without the texts, which a server may have repeated in it.
  ///
  /// Short ones are left: they are placeholders such as `EMPTY`, and stand in many words.
  func hiding(_ secrets: [String]) -> RequestError {
    var hidden = self
    for secret in secrets where secret.utf8.count >= Self.leastSecret {
      hidden.message = Self.replace(Array(secret.utf8), in: hidden.message)
      hidden.type = Self.replace(Array(secret.utf8), in: hidden.type)
    }
    return hidden
  }

  private static let leastSecret = 8

  /// The text with a word in place of a secret, and of the beginning of one at its end.
  private static func replace(_ secret: [UInt8], in text: String) -> String {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: secret) || rest.count >= leastSecret && secret.starts(with: rest) {
        result += "[hidden]".utf8
        rest = rest.dropFirst(secret.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a refusal is about the last message of a chat, which is to be continued.
  var isAboutContinuing: Bool {
    guard let status, [400, 404, 422, 501].contains(status) else { return false }
    let text = "\(field ?? "") \(message)".lowercased()
    return [
      "continue_final_message", "add_generation_prompt", "prefill", "last message",
      "final message", "messages must end", "messages.1.prefix", "prefix",
    ].contains { text.contains($0) }
  }

  /// The words by which servers say that a quota is used up.
  static let quotaWords = [
    "insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
  ]

  /// A refusal that all other requests of this run would get: the quota is used up, the key is no
  /// longer good, or the model is gone.
  var isForAll: Bool {
    switch status {
    case 401, 402, 403, 404: true
    case 429: Self.quotaWords.contains(type)
    default: false
    }
  }

  /// The message, with the HTTP status where that is one of a refusal.
  var reason: String {
    guard let status, status != 200 else { return message }
    return "HTTP \(status): \(message)"
  }

  /// Whether another run may get an answer: the group is unfinished, and has not failed.
  var isRetryable: Bool { isTemporary || isForAll || isLimit }

  /// Whether what the user allows is spent.
  var isLimit: Bool { type == Self.tokenLimit || type == Self.costLimit }

  /// Whether the server was not even reached.
  var isOutage: Bool { status == nil && ["connect", "dns"].contains(type) }

  /// Whether the same request may succeed later.
  var isTemporary: Bool {
    guard let status else {
      return ["connect", "dns", "reset", Self.truncated, "timeout", "stall", "http", "tls"]
        .contains(type)
    }
    if isForAll { return false }
    switch status {
    case 200: return type == Self.truncated || type == "server_error"
    case 408, 425, 429: return true
    // What the server cannot do, it cannot do later.
    case 501, 505: return false
    // The 52x and 530 are those of proxies, 529 is of a server with too much to do.
    case 500...599: return true
    default: return false
    }
  }

  /// Whether the server says that it has too much to do.
  var asksForLess: Bool {
    switch status {
    case 429, 503, 522, 524, 529: !isForAll
    default: type == "timeout" || type == "connect"
    }
  }

  /// Writes the value of an `error` member.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("status")
    if let status { writer.integer(status) } else { writer.null() }
    writer.name("type")
    writer.string(type)
    writer.name("message")
    writer.string(message)
    if isRetryable {
      writer.name("retryable")
      writer.boolean(true)
    }
    writer.endObject()
  }
}
