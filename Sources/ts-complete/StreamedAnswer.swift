import CurlMulti
import NDJSON

/// Reads an answer that comes in pieces: as server-sent events, as lines (Ollama), or whole, from
/// a server that does not stream.
struct StreamedAnswer {
  private enum Form { case unknown, events, lines, whole }

  private var form = Form.unknown
  private var events = EventStream()
  private var line: [UInt8] = []
  private var isDone = false

  /// Takes the next bytes.
  mutating func take(_ bytes: Span<UInt8>, into answer: inout Answer) throws(RequestError) {
    if form == .unknown { findForm(bytes) }
    if form == .lines || form == .whole {
      return try takeLines(bytes, into: &answer)
    }
    events.append(bytes)
    while events.next() {
      if events.data.first == 0x5B, events.data.elementsEqual("[DONE]".utf8) {
        // What follows is the end of the body, which keeps the connection usable.
        isDone = true
      } else if !isDone {
        try answer.take(events.data.span)
      }
    }
  }

  /// Takes the end of the body; one that came too early is an error.
  mutating func end(into answer: inout Answer) throws(RequestError) {
    if form == .lines || form == .whole {
      if !line.isEmpty { try answer.take(line.span) }
      isDone = form == .whole || answer.isWhole
    }
    guard isDone else {
      throw RequestError(status: 200, type: "truncated", message: "the stream ends without [DONE]")
    }
  }

  private mutating func findForm(_ bytes: Span<UInt8>) {
    for index in bytes.indices where bytes[index] > 0x20 {
      form = bytes[index] == UInt8(ascii: "{") ? .lines : .events
      return
    }
  }

  /// A line is a piece; where the first line is no JSON text, the answer is one text over many.
  private mutating func takeLines(
    _ bytes: Span<UInt8>, into answer: inout Answer
  ) throws(RequestError) {
    for index in bytes.indices {
      line.append(bytes[index])
      guard bytes[index] == 0x0A, form == .lines else { continue }
      if answer.completions.isEmpty {
        var scanner = JSONScanner(line.span)
        scanner.allowsLoneSurrogates = true
        guard (try? scanner.validate()) != nil else {
          form = .whole
          continue
        }
      }
      try answer.take(line.span)
      line.removeAll(keepingCapacity: true)
    }
  }
}
