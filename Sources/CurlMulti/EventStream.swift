import Libc

/// Takes server-sent events out of the bytes of a response, however they are cut.
///
/// As the event-stream interpretation of the WHATWG HTML standard has it: lines end with LF, CR
/// or CRLF, a line that begins with a colon is a comment, several `data` lines are joined by LF,
/// one byte order mark at the start is skipped, and an event whose blank line never came is not
/// an event. `id` and `retry` mean nothing here.
public struct EventStream {
  /// The data of the event that `next()` has just found.
  public private(set) var data: [UInt8] = []
  /// Its type, empty where the stream names none (the standard's `message`).
  public private(set) var type: [UInt8] = []

  private var bytes: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var isAtBeginning = true
  private var skipsLineFeed = false
  private var hasData = false
  private var isDelivered = false

  /// Begins a stream.
  public init() {}

  /// Takes the next bytes of the stream.
  public mutating func append(_ more: Span<UInt8>) {
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      (start, scanned) = (0, 0)
    } else if start > 1 << 16 {
      bytes.removeSubrange(..<start)
      scanned = max(0, scanned - start)
      start = 0
    }
    more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Whether a body that begins with these bytes may be a stream of events: its first line that is
  /// not blank has the name of a field, as far as it has come, or is a comment.
  public static func canBegin(with head: [UInt8]) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if head.count < mark.count, mark.starts(with: head) { return true }
    let rest = head.starts(with: mark) ? head.dropFirst(mark.count) : head[...]
    let line = rest.drop { $0 == 0x0A || $0 == 0x0D }
    let name = line.prefix { $0 != UInt8(ascii: ":") && $0 != 0x0A && $0 != 0x0D }
    if name.isEmpty { return true }
    let isWhole = name.endIndex < line.endIndex
    return ["data", "event", "id", "retry"].contains { field in
      isWhole ? name.elementsEqual(field.utf8) : field.utf8.starts(with: name)
    }
  }

  /// Finds the next whole event; false when more bytes are needed.
  public mutating func next() -> Bool {
    if isDelivered { forgetEvent() }
    guard skipByteOrderMark() else { return false }
    while let line = nextLine() {
      guard line.isEmpty else {
        takeField(line)
        continue
      }
      if hasData {
        isDelivered = true
        return true
      }
      forgetEvent()
    }
    return false
  }

  private mutating func forgetEvent() {
    data.removeAll(keepingCapacity: true)
    type.removeAll(keepingCapacity: true)
    hasData = false
    isDelivered = false
  }

  /// False while it cannot be told whether the stream begins with a byte order mark.
  private mutating func skipByteOrderMark() -> Bool {
    guard isAtBeginning else { return true }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let count = min(bytes.count - start, mark.count)
    if bytes[start..<start + count].elementsEqual(mark.prefix(count)) {
      guard count == mark.count else { return false }
      start += count
    }
    isAtBeginning = false
    return true
  }

  /// The range of the next line, without its end, which is passed over.
  private mutating func nextLine() -> Range<Int>? {
    if skipsLineFeed, start < bytes.count {
      skipsLineFeed = false
      if bytes[start] == UInt8(ascii: "\n") { start += 1 }
    }
    guard let end = lineEnd(from: max(start, scanned)) else {
      scanned = bytes.count
      return nil
    }
    defer { start = end + 1 }
    skipsLineFeed = bytes[end] == UInt8(ascii: "\r")
    return start..<end
  }

  /// Where the first line feed or carriage return stands at or after `place`.
  private func lineEnd(from place: Int) -> Int? {
    bytes.withUnsafeBytes { all in
      guard place < all.count, let base = all.baseAddress else { return nil }
      func find(_ byte: Int32, before end: Int) -> Int? {
        memchr(base + place, byte, end - place).map { UnsafeRawPointer($0) - base }
      }
      let feed = find(0x0A, before: all.count)
      return find(0x0D, before: feed ?? all.count) ?? feed
    }
  }

  private mutating func takeField(_ line: Range<Int>) {
    let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
    var value = min(colon + 1, line.upperBound)..<line.upperBound
    if let first = bytes[value].first, first == UInt8(ascii: " ") {
      value = value.lowerBound + 1..<value.upperBound
    }
    let name = line.lowerBound..<colon
    if holds("data", name) {
      if hasData { data.append(UInt8(ascii: "\n")) }
      Self.append(value, of: bytes, to: &data)
      hasData = true
    } else if holds("event", name) {
      type.removeAll(keepingCapacity: true)
      Self.append(value, of: bytes, to: &type)
    }
  }

  private func holds(_ name: StaticString, _ range: Range<Int>) -> Bool {
    name.withUTF8Buffer { $0.count == range.count && bytes[range].elementsEqual($0) }
  }

  private static func append(_ range: Range<Int>, of bytes: [UInt8], to text: inout [UInt8]) {
    bytes.span.extracting(range).withUnsafeBufferPointer { text.append(contentsOf: $0) }
  }
}
