import NDJSON

/// A result of Anthropic's message batches, read as the answer of a chat.
enum MessageResult {
  /// Whether a result says that its request was never run, so that it is missing.
  static func isMissing(_ result: Span<UInt8>) throws(JSONError) -> Bool {
    let type = try result.stringMember("type")
    return type == "expired" || type == "canceled"
  }

  /// The answer that a server of chats would have given; throws why there is none.
  static func answer(_ result: Span<UInt8>) throws(RequestError) -> [UInt8] {
    let failure: JSONValue?
    do throws(JSONError) {
      if let message = try result.checkedMember("message"), message.kind == .object {
        return try answer(message: result.extracting(message.range))
      }
      failure = try result.checkedMember("error")
    } catch {
      throw RequestError(
        status: nil, type: RequestError.badAnswer, message: "the result is not JSON: \(error)")
    }
    guard let failure, failure.kind == .object else {
      throw RequestError(
        status: nil, type: RequestError.badAnswer, message: "the result has no message")
    }
    var error = ErrorEnvelope.read(member: result.extracting(failure.range), status: 500)
    // Which a request of another form would not be.
    if error.type == "invalid_request_error" { error.status = 400 }
    throw error
  }

  private static func answer(message: Span<UInt8>) throws(JSONError) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("choices")
    writer.beginArray()
    writer.beginObject()
    writer.name("message")
    writer.beginObject()
    writer.name("content")
    writer.escaped(try text(of: message))
    writer.endObject()
    writer.name("finish_reason")
    switch try message.stringMember("stop_reason") {
    case "end_turn", "stop_sequence": writer.string("stop")
    case "max_tokens": writer.string("length")
    case let reason?: writer.string(reason)
    case nil: writer.null()
    }
    writer.endObject()
    writer.endArray()
    try writeUsage(of: message, into: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// All texts of the content in turn, as the inside of a JSON string; thoughts are left out.
  private static func text(of message: Span<UInt8>) throws(JSONError) -> [UInt8] {
    guard let content = try message.checkedMember("content"), content.kind == .array else {
      return []
    }
    var text: [UInt8] = []
    var scanner = JSONScanner(message, at: content.range.lowerBound)
    scanner.allowsLoneSurrogates = true
    var more = try scanner.enterArray()
    while more {
      let block = message.extracting(try scanner.value().range)
      if try block.stringMember("type") == "text", let part = try block.checkedMember("text"),
        part.kind == .string
      {
        text += block.copy(part.contents)
      }
      more = try scanner.hasNext(closing: 0x5D)
    }
    return text
  }

  private static func writeUsage(
    of message: Span<UInt8>, into writer: inout JSONWriter
  ) throws(JSONError) {
    guard let value = try message.checkedMember("usage"), value.kind == .object else { return }
    let told = message.extracting(value.range)
    func count(_ name: StaticString) throws(JSONError) -> Int {
      try told.checkedMember(name).flatMap { told.count(of: $0) } ?? 0
    }
    // What was kept is no part of `input_tokens` here.
    let cached = try count("cache_read_input_tokens")
    var prompt = try count("input_tokens")
    prompt.add(count: cached)
    prompt.add(count: try count("cache_creation_input_tokens"))
    writer.name("usage")
    writer.beginObject()
    writer.name("prompt_tokens")
    writer.integer(prompt)
    writer.name("completion_tokens")
    writer.integer(try count("output_tokens"))
    if cached > 0 {
      writer.name("prompt_tokens_details")
      writer.beginObject()
      writer.name("cached_tokens")
      writer.integer(cached)
      writer.endObject()
    }
    writer.endObject()
  }
}
