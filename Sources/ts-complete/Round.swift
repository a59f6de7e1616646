import Libc
import NDJSON
import TimeSeries

/// One group line in work: what is to be written back, and what came of its requests so far.
final class Round {
  /// The line without the members that this stage adds and without its last brace.
  let head: [UInt8]
  /// The id of its request.
  let id: String
  /// What it asks for.
  private(set) var request: RequestBody
  /// How often its prompt was shortened.
  var cuts: Int { request.cuts }
  /// What stands in front of each text: the beginning of a record that the prompt ended with.
  private(set) var glue: [UInt8]
  /// Whether a text that ends as it should is one line, whose line feed the stop took.
  let isOneLine: Bool

  /// The line that it answers; nil where it is sure how to ask.
  var line: [UInt8]?
  /// Whether it was begun anew, in another way to ask.
  var isReplaced = false
  /// The records in the making, where each value is asked for alone.
  private(set) var chains: [ValueChain] = []
  /// The samples that came.
  var completions: [Completion] = []
  /// What they cost; nil while no answer has said so.
  var usage: Usage?
  /// How many of its requests are not answered yet.
  var open = 0
  /// How many tries its requests took.
  var attempts = 0
  /// Why a request of it failed, the last one.
  var failure: RequestError?
  private var startMilliseconds: Int?
  /// The most samples that one answer brought.
  private var mostSamples = 0

  init(
    head: [UInt8], request: RequestBody, glue: [UInt8], isOneLine: Bool
  ) {
    self.head = head
    self.request = request
    id = request.id
    self.glue = glue
    self.isOneLine = isOneLine
  }

  /// The group and the round, as messages name them.
  var name: String {
    guard let group else { return "a group" }
    return "\(Self.title(group)) round \(group.round)"
  }

  /// The group, as messages name it.
  var groupName: String { group.map(Self.title) ?? "a group" }

  private var group: GroupState? {
    var line = StreamLine()
    let bytes = head + [UInt8(ascii: "}")]
    guard (try? line.scan(bytes.span)) != nil else { return nil }
    return try? GroupState(line, bytes.span)
  }

  private static func title(_ group: GroupState) -> String {
    GroupKey(group.groupID.span)?.title ?? "a group"
  }

  /// Learns when a request of it goes out, as `Monotonic.milliseconds`.
  func begin(milliseconds now: Int) {
    if startMilliseconds == nil { startMilliseconds = now }
  }

  /// Leaves out the first half of the prompt's records; false where there is but one.
  func leaveOutRecords() -> Bool { request.leaveOutRecords() }

  /// Begins records whose values are asked for one by one; one without such values is whole.
  func begin(_ chains: [ValueChain]) {
    self.chains = chains
    for chain in chains where chain.isDone { completions.append(Self.completion(of: chain)) }
  }

  /// Takes what one of its requests brought; the samples of that request begin at `first`.
  func take(_ answer: Answer, first: Int) {
    mostSamples = max(mostSamples, answer.completions.count)
    for var completion in answer.completions {
      completion.index += first
      completions.append(completion)
    }
    add(answer.usage)
  }

  /// Takes records that were made here, as often as samples are asked for.
  func take(standInText text: [UInt8], usage: Usage) {
    // The text holds whole records, and no chain has a part in it.
    completions = (0..<request.samples).map {
      Completion(index: $0, text: text, finishReason: "stop")
    }
    glue = []
    attempts = 1
    add(usage)
  }

  /// Takes the value that one of its requests brought; true where the record goes on.
  func takeValue(_ answer: Answer, sample: Int) -> Bool {
    add(answer.usage)
    guard let text = answer.completions.first?.text, chains.indices.contains(sample) else {
      return false
    }
    _ = chains[sample].take(text)
    guard chains[sample].isDone else { return true }
    completions.append(Self.completion(of: chains[sample]))
    return false
  }

  private static func completion(of chain: ValueChain) -> Completion {
    Completion(index: chain.sample, text: chain.text, finishReason: "stop")
  }

  private func add(_ usage: Usage?) {
    guard let more = usage else { return }
    var sum = self.usage ?? Usage()
    sum.add(more)
    self.usage = sum
  }

  /// Writes the line with all that came, without its line feed.
  func write(
    milliseconds now: Int, countsFirstSample: Bool, price: Price?, into writer: inout JSONWriter
  ) {
    writer.append(head)
    if completions.isEmpty {
      writer.name("error")
      (failure ?? .noAnswer).write(into: &writer)
    } else {
      writer.name("completions")
      writer.beginArray()
      for completion in completions.sorted(by: { $0.index < $1.index }) {
        write(completion, into: &writer)
      }
      writer.endArray()
    }
    if let usage {
      writer.name("usage")
      usage.write(price, into: &writer)
    }
    writer.name("request")
    writeRequest(milliseconds: now, countsFirstSample: countsFirstSample, into: &writer)
    writer.endObject()
  }

  private func write(_ completion: Completion, into writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("index")
    writer.integer(completion.index)
    writer.name("text")
    writer.append("\"")
    let glue = glue
    writer.appendEscaped(glue.span)
    writer.appendEscaped(completion.text.span)
    if isOneLine, completion.finishReason == "stop", completion.text.last != 0x0A {
      writer.append("\\n")
    }
    writer.append("\"")
    writer.name("finish_reason")
    if completion.finishReason.isEmpty {
      writer.null()
    } else {
      writer.string(completion.finishReason)
    }
    writer.endObject()
  }

  private func writeRequest(
    milliseconds now: Int, countsFirstSample: Bool, into writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.name("id")
    writer.string(id)
    writer.name("samples")
    writer.integer(request.samples)
    if let seed = request.seed {
      writer.name("seed")
      writer.integer(seed)
    }
    writer.name("attempts")
    writer.integer(attempts)
    writer.name("seconds")
    writer.double(Double(now - (startMilliseconds ?? now)) / 1_000)
    if countsFirstSample, mostSamples > 1 {
      writer.name("usage_counts")
      writer.string("first sample")
    }
    writer.endObject()
  }
}
