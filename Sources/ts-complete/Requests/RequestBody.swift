import NDJSON
import TimeSeries

/// What one request asks for, and how that is written for each kind of server.
struct RequestBody {
  /// The model's name.
  var model: String
  /// The prompt, as the inside of a JSON string.
  var prompt: [UInt8]
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

  /// The request as JSON.
  func json(_ dialect: Dialect) -> [UInt8] {
    let row = dialect.row
    var writer = JSONWriter()
    writer.reserve(prompt.count + 512)
    writer.beginObject()
    writer.name("model")
    writer.string(model)
    writer.name("prompt")
    writer.append("\"")
    writer.append(prompt)
    writer.append("\"")
    if row.isGenerate {
      writeGenerate(row, into: &writer)
    } else {
      writeCompletions(row, into: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private func writeCompletions(_ row: Dialect.Row, into writer: inout JSONWriter) {
    writer.name("n")
    writer.integer(samples)
    writer.name("max_tokens")
    writer.integer(maxTokens)
    writeSamplers(row, into: &writer)
    writeSeedAndStop(into: &writer)
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
    writeSeedAndStop(into: &writer)
    writer.endObject()
  }

  private func writeSamplers(_ row: Dialect.Row, into writer: inout JSONWriter) {
    if samplers.isEmpty {
      sampling.write(row, into: &writer)
    } else {
      writer.raw(samplers)
    }
  }

  private func writeSeedAndStop(into writer: inout JSONWriter) {
    if let seed {
      writer.name("seed")
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
    return hash.hexadecimal
  }
}
