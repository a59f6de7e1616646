import NDJSON

/// How tokens are drawn; every field that the server knows is sent, as defaults differ.
struct Sampling: Equatable, Sendable {
  var temperature = 0.9
  var topP = 1.0
  var repetitionPenalty = 1.0

  /// Appends the fields to an object that is open.
  func write(_ row: Dialect.Row, into writer: inout JSONWriter) {
    writer.name("temperature")
    writer.double(temperature)
    writer.name("top_p")
    writer.double(topP)
    if let all = row.allTokens {
      writer.name("top_k")
      writer.integer(all)
    }
    if row.knowsMinP {
      writer.name("min_p")
      writer.integer(0)
    }
    if let name = row.repetitionPenalty {
      writer.name(name)
      writer.double(repetitionPenalty)
    }
    if row.knowsPenalties {
      writer.name("frequency_penalty")
      writer.integer(0)
      writer.name("presence_penalty")
      writer.integer(0)
    }
  }

  /// Adds what makes a difference to the text.
  func add(to hash: inout ContentHash) {
    for value in [temperature, topP, repetitionPenalty] {
      hash.add(Int(bitPattern: UInt(value.bitPattern)))
    }
  }
}
