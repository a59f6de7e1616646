import NDJSON
import TimeSeries

/// What the messages of a chat say, as the insides of JSON strings.
struct Messages {
  /// What is to be done, before a message that is to be continued: what the spec's prompt says
  /// before the records, or words of our own where it says nothing, and the schema.
  let instruction: [UInt8]
  /// The same, before a question.
  private let question: [UInt8]

  /// Reads the prompt of a spec; the marks around the instructions of some models are left out, as
  /// a chat's template writes its own.
  init(_ spec: Spec) {
    var words = spec.prompt[...]
    if let place = words.firstRange(of: "{prefill}") { words = words[..<place.lowerBound] }
    for mark in ["<s>", "[INST]", "[/INST]", spec.bosToken ?? "<s>"] where !mark.isEmpty {
      while let place = words.firstRange(of: mark) { words.removeSubrange(place) }
    }
    while words.first?.isWhitespace == true { words.removeFirst() }
    while words.last?.isWhitespace == true { words.removeLast() }
    var writer = JSONWriter()
    let task = words.isEmpty ? "Continue a time series." : String(words)
    writer.appendEscaped(Array(task.utf8).span)
    writer.append("\\nEach record is JSON that follows this schema:\\n")
    writer.appendEscaped(spec.schema.span)
    question = writer.bytes
    writer.append("\\nWrite the records that come next, one a line, and nothing else.")
    instruction = writer.bytes
  }

  /// The last message, which is to be continued: records, the last of which is begun.
  func begun(prefill: Span<UInt8>, more: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserve(prefill.count + more.count + 16)
    writer.append(prefill)
    writer.appendEscaped(more.span)
    return writer.bytes
  }

  /// The one message, which asks for an object of records.
  ///
  /// `start` becomes the place of the records. The schema is shown where the server does not
  /// enforce it.
  func question(
    prefill: Span<UInt8>, _ answer: AnswerSchema, showsSchema: Bool, start: inout Int
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserve(question.count + prefill.count + 512)
    writer.append(question)
    if prefill.count > 0 { writer.append("\\n\\nThe records so far, one a line:\\n") }
    start = writer.bytes.count
    writer.append(prefill)
    let members = answer.records == 1 ? "member r1 holds" : "members r1 to r\(answer.records) hold"
    let what =
      answer.records == 1 ? "the next record" : "the next \(answer.records) records in turn"
    writer.append(
      with: { $0 += "\\nAnswer with one JSON object alone, whose \(members) \(what)".utf8 })
    if showsSchema {
      writer.append(". It follows this schema:\\n")
      writer.appendEscaped(answer.json.span)
    } else {
      writer.append(".")
    }
    return writer.bytes
  }
}
