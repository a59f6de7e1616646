import CurlMulti
import NDJSON

extension RequestError {
  /// What went wrong with a transfer that has ended; nil where it brought an answer.
  init?(_ transfer: Transfer) {
    if let error = transfer.failure {
      self.init(error)
    } else if (300...399).contains(transfer.status) {
      self = .redirect(status: transfer.status, to: transfer.location)
    } else if !(200...299).contains(transfer.status) {
      self = ErrorEnvelope.read(transfer.body.span, status: transfer.status)
    } else {
      return nil
    }
  }
}

/// Reads what servers say of a refused request, in the forms that they have for it.
///
/// `{"error":{"message":…,"type":…,"code":…}}` (OpenAI, vLLM, llama.cpp), `{"error":"…"}` (Ollama),
/// `{"object":"error","message":…,"type":…}` (older vLLM), `{"detail":…}`, a text or a list of
/// `{"msg":…}` (FastAPI), `{"message":…}` (gateways); else the text itself, an HTML page without
/// its tags.
enum ErrorEnvelope {
  /// The longest refusal that is looked into, in bytes; of a longer one the beginning is shown.
  private static let longest = 1 << 16
  private static let longestText = 8_192

  /// What `body`, the answer with `status`, says.
  static func read(_ body: Span<UInt8>, status: Int) -> RequestError {
    let fallback = "http_\(status)"
    guard let found = try? parse(body), let message = found.message ?? found.code else {
      let text = String(decoding: body.copy(0..<min(body.count, longestText)), as: UTF8.self)
      let words = text.contains("<") ? withoutTags(text) : text
      return RequestError(
        status: status, type: fallback,
        message: words.allSatisfy(\.isWhitespace) ? "HTTP status \(status)" : words)
    }
    let kind =
      [found.code, found.type].compactMap { $0 }
      .first { !$0.isEmpty && Int($0) == nil } ?? fallback
    return found.error(status: status, type: found.type ?? kind, message: message)
  }

  /// What `value`, the `error` member of a 2xx answer or of an event, says.
  static func read(member value: Span<UInt8>, status: Int) -> RequestError {
    guard let found = try? parse(value), let message = found.message ?? found.code else {
      return RequestError(
        status: status, type: "server_error",
        message: String(decoding: value.copy(0..<min(value.count, longestText)), as: UTF8.self))
    }
    return found.error(
      status: found.number ?? status, type: found.type ?? "server_error", message: message)
  }

  /// The parts of an envelope.
  private struct Found {
    var message: String?
    var type: String?
    var code: String?
    var number: Int?
    var field: String?

    /// The error that they tell of; a used-up quota may be told by the code alone.
    func error(status: Int, type: String, message: String) -> RequestError {
      let quota = RequestError.quotaWords.first { $0 == code }
      var error = RequestError(status: status, type: quota ?? type, message: message)
      error.field = field
      return error
    }
  }

  private static func parse(_ bytes: Span<UInt8>) throws(JSONError) -> Found {
    guard bytes.count <= longest else { return Found() }
    var scanner = JSONScanner(bytes)
    scanner.allowsLoneSurrogates = true
    let value = try scanner.value()
    try scanner.expectEnd()
    return try parse(bytes, value)
  }

  private static func parse(_ bytes: Span<UInt8>, _ value: JSONValue) throws(JSONError) -> Found {
    var found = Found()
    if value.kind == .string {
      found.message = try bytes.string(of: value)
      return found
    }
    if value.kind == .array { return try parseFirst(bytes, value) }
    guard value.kind == .object else { return found }
    var scanner = JSONScanner(bytes, at: value.range.lowerBound)
    scanner.allowsLoneSurrogates = true
    var more = try scanner.enterObject()
    while more {
      let name = try bytes.string(of: scanner.memberName())
      let member = try scanner.value()
      switch name {
      case "error", "detail":
        let inner = try parse(bytes, member)
        if inner.message != nil || inner.code != nil { found = inner }
      case "message", "msg": if found.message == nil { found.message = try text(bytes, member) }
      case "type": if found.type == nil { found.type = try text(bytes, member) }
      case "code":
        if found.code == nil { found.code = try text(bytes, member) }
        found.number = found.code.flatMap { Int($0) }.flatMap {
          (100...599).contains($0) ? $0 : nil
        }
      case "param": if found.field == nil { found.field = try text(bytes, member) }
      case "loc": if found.field == nil { found.field = try lastText(bytes, member) }
      default: break
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    return found
  }

  /// The first of a list of faults, as FastAPI has it.
  private static func parseFirst(
    _ bytes: Span<UInt8>, _ value: JSONValue
  ) throws(JSONError) -> Found {
    var scanner = JSONScanner(bytes, at: value.range.lowerBound)
    scanner.allowsLoneSurrogates = true
    guard try scanner.enterArray() else { return Found() }
    return try parse(bytes, scanner.value())
  }

  /// The last of a list of names, which lead to a field.
  private static func lastText(
    _ bytes: Span<UInt8>, _ value: JSONValue
  ) throws(JSONError) -> String? {
    guard value.kind == .array else { return nil }
    var scanner = JSONScanner(bytes, at: value.range.lowerBound)
    scanner.allowsLoneSurrogates = true
    var last: String?
    var more = try scanner.enterArray()
    while more {
      last = try text(bytes, scanner.value())
      more = try scanner.hasNext(closing: 0x5D)
    }
    return last
  }

  private static func text(_ bytes: Span<UInt8>, _ value: JSONValue) throws(JSONError) -> String? {
    switch value.kind {
    case .string: try bytes.string(of: value)
    case .number: String(decoding: bytes.copy(value.range), as: UTF8.self)
    default: nil
    }
  }

  /// The text of a page: what stands between tags, but not scripts, styles and the head's rules.
  private static func withoutTags(_ page: String) -> String {
    var text = ""
    var isInTag = false
    for character in page {
      switch character {
      case "<":
        isInTag = true
        text.append(" ")
      case ">": isInTag = false
      default: if !isInTag { text.append(character) }
      }
    }
    return text
  }
}
