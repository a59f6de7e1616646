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
    if start == bytes.count || start > 1 << 16 {
      bytes.removeSubrange(..<start)
      scanned = max(0, scanned - start)
      start = 0
    }
    more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
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
    var end = max(start, scanned)
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        defer { start = end + 1 }
        skipsLineFeed = byte == UInt8(ascii: "\r")
        return start..<end
      }
      end += 1
    }
    scanned = end
    return nil
  }

  private mutating func takeField(_ line: Range<Int>) {
    let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
    var value = min(colon + 1, line.upperBound)..<line.upperBound
    if let first = bytes[value].first, first == UInt8(ascii: " ") {
      value = value.lowerBound + 1..<value.upperBound
    }
    let name = bytes[line.lowerBound..<colon]
    if name.elementsEqual("data".utf8) {
      if hasData { data.append(UInt8(ascii: "\n")) }
      data.append(contentsOf: bytes[value])
      hasData = true
    } else if name.elementsEqual("event".utf8) {
      type.removeAll(keepingCapacity: true)
      type.append(contentsOf: bytes[value])
    }
  }
}
