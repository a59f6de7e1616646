import CurlMulti
import NDJSON

/// Reads an answer that comes in pieces: as server-sent events, as lines (Ollama), or whole, from
/// a server that does not stream.
struct StreamedAnswer {
  private enum Form { case unknown, events, lines, whole, page }

  private var form = Form.unknown
  private var events = EventStream()
  private var line: [UInt8] = []
  private var isDone = false
  /// The first bytes of the body.
  private(set) var head: [UInt8] = []
  /// Whether it comes as events.
  var isEvents: Bool { form == .events }
  /// How many of the first bytes are kept: enough to tell a stream of events, and to show in a
  /// message.
  private static let longestHead = 160
  /// How many lines were taken.
  private var lines = 0

  /// Takes the next bytes.
  mutating func take(_ bytes: Span<UInt8>, into answer: inout Answer) throws(RequestError) {
    if form == .unknown { findForm(bytes) }
    if form == .page { throw RequestError.page }
    if head.count < Self.longestHead {
      let more = min(bytes.count, Self.longestHead - head.count)
      head += bytes.copy(0..<more)
      if form == .events, !EventStream.canBegin(with: head) { throw RequestError.other }
    }
    if form == .lines || form == .whole {
      return try takeLines(bytes, into: &answer)
    }
    events.append(bytes)
    while events.next() { try takeEvent(into: &answer) }
  }

  /// Takes the end of the body; one that came too early is an error.
  ///
  /// A stream is whole where each sample has said why it ends, with or without `[DONE]` and the
  /// blank line after the last event.
  mutating func end(into answer: inout Answer) throws(RequestError) {
    if form == .lines || form == .whole {
      if line.span.firstVisible != nil { try takeLine(into: &answer) }
      isDone = form == .whole || lines == 1 && answer.isInOnePiece
    } else {
      try takeLastEvent(into: &answer)
    }
    guard isDone || answer.isWhole else {
      throw form == .events || answer.isOfAPI ? RequestError.cutStream : .other
    }
  }

  private mutating func findForm(_ bytes: Span<UInt8>) {
    switch bytes.firstVisible {
    case nil: break
    case UInt8(ascii: "{"): form = .lines
    case UInt8(ascii: "<"): form = .page
    default: form = .events
    }
  }

  private mutating func takeEvent(into answer: inout Answer) throws(RequestError) {
    let data = events.data
    // Some proxies send events without data, to keep the connection.
    if data.allSatisfy({ $0 <= 0x20 }) { return }
    if data.first == 0x5B, data.elementsEqual("[DONE]".utf8) {
      // What follows is the end of the body, which keeps the connection usable.
      isDone = true
    } else if !isDone {
      try answer.take(data.span)
    }
  }

  private mutating func takeLine(into answer: inout Answer) throws(RequestError) {
    try answer.take(line.span)
    line.removeAll(keepingCapacity: true)
    lines += 1
  }

  /// Takes an event whose blank line did not come, where it is one: it may be cut.
  private mutating func takeLastEvent(into answer: inout Answer) throws(RequestError) {
    let blankLine: [UInt8] = [0x0A, 0x0A]
    events.append(blankLine.span)
    guard events.next() else { return }
    var more = answer
    do throws(RequestError) {
      try takeEvent(into: &more)
      answer = more
    } catch {
      // What came before a cut event may be whole; a refusal of the server is no cut event.
      if ![RequestError.truncated, RequestError.badAnswer].contains(error.type) { throw error }
    }
  }

  /// A line is a piece; where the first line is no JSON text, the answer is one text over many.
  private mutating func takeLines(
    _ bytes: Span<UInt8>, into answer: inout Answer
  ) throws(RequestError) {
    var start = 0
    while start < bytes.count {
      let end = bytes.firstIndex(of: 0x0A, from: start)
      bytes.extracting(start..<(end.map { $0 + 1 } ?? bytes.count)).withUnsafeBufferPointer {
        line.append(contentsOf: $0)
      }
      start = (end ?? bytes.count) + 1
      guard end != nil, form == .lines, line.span.firstVisible != nil else { continue }
      if answer.completions.isEmpty {
        var scanner = JSONScanner(line.span)
        scanner.allowsLoneSurrogates = true
        guard (try? scanner.validate()) != nil else {
          form = .whole
          continue
        }
      }
      try takeLine(into: &answer)
    }
  }
}
