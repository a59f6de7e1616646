import NDJSON

extension RequestBody {
  /// Writes the messages of a chat, and what makes of its answer records.
  func writeChat(_ way: ChatWay, _ row: Dialect.Row, into writer: inout JSONWriter) {
    switch way {
    case .schema:
      writeMessages([("user", prompt)], into: &writer)
      writeAnswerForm(row, into: &writer)
    case .continue where prompt.isEmpty:
      writeMessages([("user", instruction)], into: &writer)
    case .continue:
      let isMarked = row.continuing == .prefix
      writeMessages(
        [("user", instruction), ("assistant", prompt)], marksLast: isMarked, into: &writer)
      if row.continuing == .finalMessage {
        writer.name("continue_final_message")
        writer.boolean(true)
        writer.name("add_generation_prompt")
        writer.boolean(false)
      }
    }
    writeThinking(row, into: &writer)
  }

  /// Writes the question as parameters of Anthropic's own API, which knows few fields.
  func writeMessageParameters(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("model")
    writer.string(model)
    writer.name("max_tokens")
    writer.integer(maxTokens)
    // It takes but one of them; 1 is the default of both.
    if sampling.temperature != 1 {
      writer.name("temperature")
      writer.double(sampling.temperature)
    } else if sampling.topP != 1 {
      writer.name("top_p")
      writer.double(sampling.topP)
    }
    writeMessages([("user", prompt)], into: &writer)
    writer.endObject()
  }

  private func writeMessages(
    _ messages: [(role: String, content: [UInt8])], marksLast: Bool = false,
    into writer: inout JSONWriter
  ) {
    writer.name("messages")
    writer.beginArray()
    for (place, message) in messages.enumerated() {
      writer.beginObject()
      writer.name("role")
      writer.string(message.role)
      writer.name("content")
      writer.escaped(message.content)
      if marksLast, place == messages.count - 1 {
        writer.name("prefix")
        writer.boolean(true)
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeAnswerForm(_ row: Dialect.Row, into writer: inout JSONWriter) {
    guard row.answerForm != .message, let answer else { return }
    writer.name("response_format")
    writer.beginObject()
    writer.name("type")
    if row.answerForm == .schema {
      writer.string("json_schema")
      writer.name("json_schema")
      writer.beginObject()
      writer.name("name")
      writer.string("records")
      writer.name("strict")
      writer.boolean(true)
      writer.name("schema")
      writer.raw(answer.json)
      writer.endObject()
    } else {
      writer.string("json_object")
    }
    writer.endObject()
  }

  /// What a model thinks before it answers would be paid for, and is no record.
  private func writeThinking(_ row: Dialect.Row, into writer: inout JSONWriter) {
    switch row.thinking {
    case nil: return
    case .templateArguments: writer.name("chat_template_kwargs")
    case .type: writer.name("thinking")
    case .reasoning: writer.name("reasoning")
    }
    writer.beginObject()
    switch row.thinking {
    case .type:
      writer.name("type")
      writer.string("disabled")
    case .reasoning:
      writer.name("enabled")
      writer.boolean(false)
    default:
      writer.name("enable_thinking")
      writer.boolean(false)
    }
    writer.endObject()
  }
}

extension JSONWriter {
  /// Writes a string whose inside is given.
  mutating func escaped(_ inside: [UInt8]) {
    separate()
    append("\"")
    append(inside)
    append("\"")
  }
}
