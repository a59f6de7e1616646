import CurlMulti
import Testing

/// A stream and the events that the standard finds in it.
struct EventStreamRow: Sendable, CustomTestStringConvertible {
  let name: String
  let stream: String
  let events: [String]
  var testDescription: String { name }

  init(_ name: String, _ stream: String, _ events: [String]) {
    self.name = name
    self.stream = stream
    self.events = events
  }
}

let eventStreamRows = [
  EventStreamRow("nothing", "", []),
  EventStreamRow("one event", "data: a\n\n", ["|a"]),
  EventStreamRow("two events", "data: a\n\ndata: b\n\n", ["|a", "|b"]),
  EventStreamRow("carriage returns", "data: a\r\rdata: b\r\r", ["|a", "|b"]),
  EventStreamRow("both line ends", "data: a\r\n\r\ndata: b\r\n\r\n", ["|a", "|b"]),
  EventStreamRow("mixed line ends", "data: a\rdata: b\r\ndata: c\n\r\n", ["|a\nb\nc"]),
  EventStreamRow("comments", ": ping\n\n:\ndata: a\n: x\n\n", ["|a"]),
  EventStreamRow("several data lines", "data: a\ndata: b\ndata\n\n", ["|a\nb\n"]),
  EventStreamRow("no space after the colon", "data:a\n\n", ["|a"]),
  EventStreamRow("one space only is taken off", "data:  a\n\n", ["| a"]),
  EventStreamRow("empty data is an event", "data\n\ndata:\n\n", ["|", "|"]),
  EventStreamRow("an event without data is none", "event: x\n\ndata: a\n\n", ["|a"]),
  EventStreamRow("named events", "event: error\ndata: {}\n\ndata: b\n\n", ["error|{}", "|b"]),
  EventStreamRow("id, retry and unknown fields", "id: 1\nretry: 5\nfoo: b\ndata: a\n\n", ["|a"]),
  EventStreamRow("byte order mark", "\u{FEFF}data: a\n\n", ["|a"]),
  EventStreamRow("only the first byte order mark", "\u{FEFF}\u{FEFF}data: a\n\n", []),
  EventStreamRow("a last event without its blank line", "data: a\n\ndata: b\n", ["|a"]),
  EventStreamRow("field names in capitals mean nothing", "DATA: a\n\n", []),
  EventStreamRow("more than one byte a character", "data: ü€😀\n\n", ["|ü€😀"]),
]

@Suite("Server-sent events")
struct EventStreamTests {
  /// The events of `pieces`, as `type|data`.
  private func events(in pieces: [ArraySlice<UInt8>]) -> [String] {
    var stream = EventStream()
    var found: [String] = []
    for piece in pieces {
      stream.append(piece.span)
      while stream.next() {
        found.append(
          String(decoding: stream.type, as: UTF8.self) + "|"
            + String(decoding: stream.data, as: UTF8.self))
      }
    }
    return found
  }

  @Test("events are found however the stream is cut", arguments: eventStreamRows)
  func isFoundHoweverCut(row: EventStreamRow) {
    let bytes = Array(row.stream.utf8)
    #expect(events(in: [bytes[...]]) == row.events)
    for cut in bytes.indices {
      #expect(events(in: [bytes[..<cut], bytes[cut...]]) == row.events, "cut at \(cut)")
    }
    #expect(events(in: bytes.indices.map { bytes[$0...$0] }) == row.events, "byte by byte")
  }

  @Test("a long line in small pieces is read in linear time")
  func longLineIsLinear() {
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64)
    var stream = EventStream()
    stream.append(Array("data: ".utf8).span)
    for _ in 0..<40_000 {
      stream.append(piece.span)
      let isWhole = stream.next()
      #expect(!isWhole)
    }
    stream.append(Array("\n\n".utf8).span)
    let isWhole = stream.next()
    #expect(isWhole)
    #expect(stream.data.count == 40_000 * 64)
  }
}
