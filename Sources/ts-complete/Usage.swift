import NDJSON

/// The tokens that a request cost, as far as the server says.
struct Usage: Equatable {
  var prompt = 0
  var completion = 0
  /// Tokens of the prompt that the server had kept; nil where it does not say.
  var cached: Int?

  /// Adds what another request cost.
  mutating func add(_ other: Usage) {
    prompt += other.prompt
    completion += other.completion
    if let more = other.cached { cached = (cached ?? 0) + more }
  }

  /// Writes the value of a `usage` member.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("prompt_tokens")
    writer.integer(prompt)
    writer.name("completion_tokens")
    writer.integer(completion)
    if let cached {
      writer.name("cached_tokens")
      writer.integer(cached)
    }
    writer.endObject()
  }
}

extension Usage {
  /// Reads the `usage` object that stands at the scanner; counts that are no whole numbers are 0.
  init(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      if json.equals("prompt_tokens_details", in: name), json.byte(at: scanner) == 0x7B {
        try takeDetails(&scanner)
      } else {
        let value = try scanner.value()
        if json.equals("prompt_tokens", in: name) { prompt = json.count(value) }
        if json.equals("completion_tokens", in: name) { completion = json.count(value) }
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }

  /// Reads the `timings` object of llama.cpp that stands at the scanner.
  init(timings scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if json.equals("prompt_n", in: name) { prompt += json.count(value) }
      if json.equals("predicted_n", in: name) { completion = json.count(value) }
      if json.equals("cache_n", in: name) {
        cached = json.count(value)
        prompt += json.count(value)
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }

  private mutating func takeDetails(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if json.equals("cached_tokens", in: name), value.kind == .number {
        cached = json.count(value)
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }
}

extension Span where Element == UInt8 {
  /// The byte at which the scanner stands, 0 at the end.
  func byte(at scanner: borrowing JSONScanner) -> UInt8 {
    scanner.position < count ? self[scanner.position] : 0
  }

  /// The whole number that a value is; 0 where it is none or below 0.
  func count(_ value: JSONValue) -> Int {
    guard value.kind == .number, value.range.count < 19 else { return 0 }
    var count = 0
    for place in value.range {
      guard (0x30...0x39).contains(self[place]) else { return 0 }
      count = count * 10 + Int(self[place] - 0x30)
    }
    return count
  }
}
