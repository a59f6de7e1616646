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

  /// The longest message kept, in characters.
  static let longestMessage = 500

  init(status: Int?, type: String, message: String) {
    self.status = status
    self.type = type
    let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    self.message = String(line.prefix(Self.longestMessage))
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

  /// A quota that is used up: waiting does not bring it back.
  var isQuota: Bool {
    status == 429
      && ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"].contains(type)
  }

  /// Whether the server was not even reached.
  var isOutage: Bool { status == nil && ["connect", "dns"].contains(type) }

  /// Whether the same request may succeed later.
  var isTemporary: Bool {
    guard let status else {
      return ["connect", "dns", "reset", "truncated", "timeout", "stall", "http", "tls"]
        .contains(type)
    }
    if isQuota { return false }
    switch status {
    case 200: return type == "truncated" || type == "server_error"
    case 408, 425, 429, 500, 502, 503, 504, 522, 524: return true
    default: return false
    }
  }

  /// Whether the server says that it has too much to do.
  var asksForLess: Bool {
    switch status {
    case 429, 503, 522, 524: !isQuota
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
    writer.endObject()
  }
}
