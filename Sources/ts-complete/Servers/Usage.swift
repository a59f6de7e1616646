import NDJSON

/// The tokens that a request cost, as far as the server says.
struct Usage: Equatable {
  var prompt = 0
  var completion = 0
  /// Tokens of the prompt that the server had kept; nil where it does not say.
  var cached: Int?

  /// All tokens.
  var total: Int {
    var sum = prompt
    sum.add(count: completion)
    return sum
  }

  /// Adds what another request cost.
  mutating func add(_ other: Usage) {
    prompt.add(count: other.prompt)
    completion.add(count: other.completion)
    guard let more = other.cached else { return }
    var sum = cached ?? 0
    sum.add(count: more)
    cached = sum
  }

  /// Writes the value of a `usage` member, with what it cost.
  func write(_ price: Price?, into writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("prompt_tokens")
    writer.integer(prompt)
    writer.name("completion_tokens")
    writer.integer(completion)
    if let cached {
      writer.name("cached_tokens")
      writer.integer(cached)
    }
    if let price {
      writer.name("cost")
      writer.double(price.cost(self))
    }
    writer.endObject()
  }
}

extension Usage {
  /// Reads the `usage` object that stands at the scanner; what is no count is 0.
  init(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      if json.equals("prompt_tokens_details", in: name), json.byte(at: scanner.position) == 0x7B {
        try takeDetails(&scanner)
      } else {
        let value = try scanner.value()
        if json.equals("prompt_tokens", in: name) { prompt = json.count(of: value) ?? 0 }
        if json.equals("completion_tokens", in: name) { completion = json.count(of: value) ?? 0 }
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
      if json.equals("prompt_n", in: name) { prompt.add(count: json.count(of: value) ?? 0) }
      if json.equals("predicted_n", in: name) { completion = json.count(of: value) ?? 0 }
      if json.equals("cache_n", in: name) {
        cached = json.count(of: value) ?? 0
        prompt.add(count: json.count(of: value) ?? 0)
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
        cached = json.count(of: value) ?? 0
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }
}
