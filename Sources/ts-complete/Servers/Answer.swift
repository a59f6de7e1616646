import NDJSON

/// One sample of an answer.
struct Completion: Equatable {
  /// Its place among the samples.
  var index: Int
  /// The text, un-escaped.
  var text: [UInt8] = []
  /// Why it ends, in the server's word; empty where it does not say.
  var finishReason = ""
}

/// The answer to one request, put together from one JSON text or from the events of a stream.
///
/// The completions API, the chat API and Ollama's `/api/generate` are understood.
struct Answer {
  /// The samples that something came of.
  private(set) var completions: [Completion] = []
  /// What it cost; nil where the server does not say.
  private(set) var usage: Usage?
  /// How many samples there may be.
  private let samples: Int
  /// How it was asked for.
  private let api: API
  /// What cuts the records out of each sample's text, where that is an object of them.
  private var cuts: [AnswerCut] = []
  /// Whether a model has thought aloud, in a field of its own.
  private var hasThought = false
  /// Whether a line feed has come since `takeLineFeed()`.
  private var hasLineFeed = false
  private var hasChoices = false
  private var hasDone = false
  private var piece: [UInt8] = []
  /// What is wrong with a choice that is JSON.
  private var fault: RequestError?
  /// Whether it has a member that only answers of such an API have.
  private(set) var isOfAPI = false

  /// The beginning of an answer of up to `samples` samples.
  init(samples: Int, api: API = .completions) {
    self.samples = samples
    self.api = api
  }

  /// Whether every sample that was asked for has come to its end.
  var isWhole: Bool {
    completions.count == samples && completions.allSatisfy { !$0.finishReason.isEmpty }
  }

  /// Whether what came is of the kind that may come in one piece: choices, and no `done` as the
  /// lines of Ollama have it.
  var isInOnePiece: Bool { hasChoices && !hasDone }

  /// Takes a whole answer, or the next piece of a streamed one.
  mutating func take(_ json: Span<UInt8>) throws(RequestError) {
    let failure: Range<Int>?
    do throws(JSONError) {
      guard json.isWellFormedUTF8 else { throw JSONError(.notUTF8, at: 0) }
      failure = try read(json)
    } catch {
      throw Self.fault(of: json, error)
    }
    if let fault { throw fault }
    guard let failure else { return }
    throw ErrorEnvelope.read(member: json.extracting(failure), status: 200)
  }

  /// What is wrong with an answer that cannot be read: one that begins as an object is cut, unless
  /// all of it is there.
  private static func fault(of json: Span<UInt8>, _ error: JSONError) -> RequestError {
    let first = json.firstVisible
    if first == UInt8(ascii: "<") { return .page }
    if first != UInt8(ascii: "{") { return .other }
    var scanner = JSONScanner(json)
    scanner.allowsLoneSurrogates = true
    let isWhole = (try? scanner.validate()) != nil
    return RequestError(
      status: 200, type: isWhole ? RequestError.badAnswer : RequestError.truncated,
      message: isWhole
        ? "the answer is none of a completions API: \(error)" : "the answer is not JSON: \(error)")
  }

  /// What a whole answer that can be read lacks; nil where it lacks nothing.
  ///
  /// It has text, and none of it is a record, or it has thoughts alone.
  var lack: RequestError? {
    guard completions.allSatisfy(\.text.isEmpty) else { return nil }
    if hasThought { return .thoughts }
    let isCut = completions.contains { $0.finishReason == "length" }
    return cuts.contains(where: \.hasText) && !isCut ? .noRecords : nil
  }

  /// Whether a line has ended in some sample since this was asked before.
  mutating func takeLineFeed() -> Bool {
    defer { hasLineFeed = false }
    return hasLineFeed
  }

  /// Changes each sample.
  mutating func edit(_ change: (inout Completion) -> Void) {
    for index in completions.indices { change(&completions[index]) }
  }

  /// Returns where an `error` member stands, if the answer has one.
  private mutating func read(_ json: Span<UInt8>) throws(JSONError) -> Range<Int>? {
    var scanner = JSONScanner(json)
    scanner.allowsLoneSurrogates = true
    var failure: Range<Int>?
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let isObject = json.byte(at: scanner.position) == UInt8(ascii: "{")
      if json.equals("choices", in: name) {
        isOfAPI = true
        hasChoices = true
        try readChoices(&scanner)
      } else if json.equals("response", in: name) {
        isOfAPI = true
        try readText(&scanner, at: place(of: 0))
      } else if json.equals("usage", in: name), isObject {
        usage = try Usage(&scanner)
      } else if json.equals("timings", in: name), isObject {
        let counts = try Usage(timings: &scanner)
        usage = usage ?? counts
        if completions.contains(where: \.finishReason.isEmpty) { usage = counts }
      } else {
        let value = try scanner.value()
        if json.equals("error", in: name), value.kind != .null { failure = value.range }
        if json.equals("done", in: name) { hasDone = true }
        try readGenerated(json, name, value)
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    try scanner.expectEnd()
    return failure
  }

  /// Ollama's way to say what it cost and why it ends.
  private mutating func readGenerated(
    _ json: Span<UInt8>, _ name: Range<Int>, _ value: JSONValue
  ) throws(JSONError) {
    if json.equals("done_reason", in: name), value.kind == .string {
      let reason = try json.string(of: value)
      completions[place(of: 0)].finishReason = String(
        reason.unicodeScalars.prefix(Self.longestReason))
    } else if json.equals("done", in: name), json[value.range.lowerBound] == UInt8(ascii: "t") {
      let place = place(of: 0)
      if completions[place].finishReason.isEmpty { completions[place].finishReason = "stop" }
    } else if json.equals("prompt_eval_count", in: name) {
      usage = usage ?? Usage()
      usage?.prompt = json.count(of: value) ?? 0
    } else if json.equals("eval_count", in: name) {
      usage = usage ?? Usage()
      usage?.completion = json.count(of: value) ?? 0
    }
  }

  private mutating func readChoices(_ scanner: inout JSONScanner) throws(JSONError) {
    var more = try scanner.enterArray()
    while more {
      try readChoice(&scanner)
      more = try scanner.hasNext(closing: 0x5D)
    }
  }

  private mutating func readChoice(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    let choice = try Choice(&scanner)
    guard choice.index < samples else {
      let written = choice.writtenIndex.map { json.copy($0.range) } ?? [0x30]
      fault = RequestError(
        status: 200, type: RequestError.badAnswer,
        message: "a choice has the index \(String(decoding: written, as: UTF8.self)), where "
          + "\(samples) were asked for, from 0")
      return
    }
    if choice.isMessage, choice.text == nil, api.way == nil { return fault = .chat }
    if let refusal = choice.refusal { return fault = .declined(try json.string(of: refusal)) }
    hasThought = hasThought || choice.hasThought
    let place = place(of: choice.index)
    if let text = api.way == nil ? choice.text : choice.content ?? choice.text {
      var again = JSONScanner(json, at: text)
      again.allowsLoneSurrogates = true
      try readText(&again, at: place)
    }
    if let finish = choice.finish {
      let reason = try json.string(of: finish)
      completions[place].finishReason = String(reason.unicodeScalars.prefix(Self.longestReason))
    }
  }

  /// The longest reason of an end that is kept, in characters.
  private static let longestReason = 100

  private mutating func readText(_ scanner: inout JSONScanner, at place: Int) throws(JSONError) {
    if api == .chat(.schema) {
      try scanner.unescape(into: &piece, loneSurrogates: .dropped)
      if cuts[place].take(piece, into: &completions[place].text) { hasLineFeed = true }
    } else if completions[place].text.isEmpty {
      try scanner.unescape(into: &completions[place].text, loneSurrogates: .dropped)
      hasLineFeed = hasLineFeed || completions[place].text.contains(0x0A)
    } else {
      try scanner.unescape(into: &piece, loneSurrogates: .dropped)
      completions[place].text += piece
      hasLineFeed = hasLineFeed || piece.contains(0x0A)
    }
  }

  /// Where the sample with an index stands, in the order in which they came.
  private mutating func place(of index: Int) -> Int {
    for place in completions.indices where completions[place].index == index { return place }
    completions.append(Completion(index: index))
    cuts.append(AnswerCut())
    return completions.count - 1
  }
}
