import NDJSON
import TimeSeries

/// What one request asks for, and how that is written for each kind of server.
struct RequestBody {
  /// The model's name.
  var model: String
  /// The prompt, as the inside of a JSON string; in a chat the last message.
  var prompt: [UInt8]
  /// Where the records stand in the prompt.
  var records = 0..<0
  /// How it is asked.
  var api = API.completions
  /// The message before the one that is to be continued, as the inside of a JSON string.
  var instruction: [UInt8] = []
  /// The form of an answer that is an object.
  var answer: AnswerSchema?
  /// How many samples.
  var samples = 1
  /// The most tokens of each.
  var maxTokens = 16
  /// How they are drawn.
  var sampling = Sampling()
  /// The fields of `sampling`, written once for all requests; empty to write them anew.
  var samplers: [UInt8] = []
  /// The seed of the first sample; nil leaves it to the server.
  var seed: Int?
  /// Texts that end a completion and do not belong to it.
  var stop: [String] = []
  /// The language that the text is to be of; nil for any.
  var constraint: Constraint?
  /// Whether the prompt holds all special tokens, where the server can be asked to add none.
  var isTokenized = false
  /// Whether the answer is to come in pieces.
  var isStreamed = false

  /// How often records of the prompt were left out.
  private(set) var cuts = 0

  /// Leaves out the first half of the records in the prompt; false where there is but one.
  mutating func leaveOutRecords() -> Bool {
    let middle = (records.lowerBound + records.upperBound) / 2
    var place = records.lowerBound
    while place < records.upperBound - 1 {
      let isEscape = prompt[place] == 0x5C
      let isEnd = isEscape && prompt[place + 1] == UInt8(ascii: "n")
      place += isEscape ? 2 : 1
      guard isEnd, place > middle, place < records.upperBound else { continue }
      let left = records.lowerBound..<records.upperBound - (place - records.lowerBound)
      prompt.removeSubrange(records.lowerBound..<place)
      records = left
      cuts += 1
      return true
    }
    return false
  }

  /// The request as JSON.
  func json(_ dialect: Dialect) -> [UInt8] {
    let row = dialect.row
    var writer = JSONWriter()
    writer.reserve(prompt.count + 512)
    writer.beginObject()
    writer.name("model")
    writer.string(model)
    if let way = api.way {
      writeChat(way, row, into: &writer)
    } else {
      writer.name("prompt")
      writer.escaped(prompt)
    }
    if api == .completions, row.isGenerate {
      writeGenerate(row, into: &writer)
    } else {
      writeFields(row, into: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private func writeFields(_ row: Dialect.Row, into writer: inout JSONWriter) {
    if row.knowsSamples {
      writer.name("n")
      writer.integer(samples)
    }
    writer.name(row.maxTokens)
    writer.integer(maxTokens)
    writeSamplers(row, into: &writer)
    writeSeedAndStop(row, into: &writer)
    if let constraint { write(constraint, row, into: &writer) }
    if isTokenized {
      writer.name("add_special_tokens")
      writer.boolean(false)
    }
    writer.name("stream")
    writer.boolean(isStreamed)
    guard isStreamed, row.knowsStreamOptions else { return }
    writer.name("stream_options")
    writer.beginObject()
    writer.name("include_usage")
    writer.boolean(true)
    if row.runningUsage == .continuousUsage {
      writer.name("continuous_usage_stats")
      writer.boolean(true)
    }
    writer.endObject()
    if row.runningUsage == .timings {
      writer.name("timings_per_token")
      writer.boolean(true)
    }
  }

  private func write(
    _ constraint: Constraint, _ row: Dialect.Row, into writer: inout JSONWriter
  ) {
    switch row.constraint {
    case nil: break
    case .grammar:
      writer.name("grammar")
      writer.string(constraint.grammar)
    case .structuredOutputs:
      writer.name("structured_outputs")
      writer.beginObject()
      writer.name("regex")
      writer.string(constraint.regex)
      writer.endObject()
    case .regex:
      writer.name("regex")
      writer.string(constraint.regex)
    case .guidedRegex:
      writer.name("guided_regex")
      writer.string(constraint.regex)
    }
  }

  private func writeGenerate(_ row: Dialect.Row, into writer: inout JSONWriter) {
    writer.name("raw")
    writer.boolean(true)
    writer.name("stream")
    writer.boolean(isStreamed)
    writer.name("options")
    writer.beginObject()
    writer.name("num_predict")
    writer.integer(maxTokens)
    writeSamplers(row, into: &writer)
    writeSeedAndStop(row, into: &writer)
    writer.endObject()
  }

  private func writeSamplers(_ row: Dialect.Row, into writer: inout JSONWriter) {
    if samplers.isEmpty {
      sampling.write(row, into: &writer)
    } else {
      writer.raw(samplers)
    }
  }

  private func writeSeedAndStop(_ row: Dialect.Row, into writer: inout JSONWriter) {
    if let seed, let name = row.seed {
      writer.name(name)
      writer.integer(seed)
    }
    guard !stop.isEmpty else { return }
    writer.name("stop")
    writer.beginArray()
    for text in stop { writer.string(text) }
    writer.endArray()
  }

  /// A hash of what makes a difference to the text, whatever the server and the transport.
  ///
  /// `maxTokens` is left out: with `auto` it depends on what other answers were like.
  var id: String {
    var hash = ContentHash()
    hash.add(model)
    hash.add(prompt.span)
    hash.add(prompt.count)
    hash.add(samples)
    sampling.add(to: &hash)
    hash.add(seed ?? -1)
    for text in stop { hash.add(text) }
    if let constraint { hash.add(constraint.regex) }
    if let way = api.way {
      hash.add(way.rawValue)
      hash.add(instruction.span)
      hash.add(instruction.count)
      if let answer { hash.add(answer.json.span) }
    }
    return hash.hexadecimal
  }
}
