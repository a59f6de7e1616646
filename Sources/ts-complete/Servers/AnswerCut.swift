/// Cuts the records out of an object or a list that holds them, as its text comes.
///
/// A record is an object within another value. It is taken byte for byte, but for white space with
/// a line feed in it, which would make many lines of it; its end is one line feed.
struct AnswerCut: Equatable {
  /// How many brackets are open.
  private var depth = 0
  /// How many were when the record began; nil outside of one.
  private var start: Int?
  private var isInString = false
  private var isEscaped = false
  /// White space since the last byte of a record.
  private var blank: [UInt8] = []
  /// Whether anything but white space has come.
  private(set) var hasText = false

  /// Takes more of the text, and appends what belongs to records; true where a record ended.
  mutating func take(_ bytes: some Sequence<UInt8>, into records: inout [UInt8]) -> Bool {
    var hasEnded = false
    for byte in bytes {
      if byte > 0x20 { hasText = true }
      if isInString {
        takeInString(byte, into: &records)
      } else if take(byte, into: &records) {
        hasEnded = true
      }
    }
    return hasEnded
  }

  private mutating func takeInString(_ byte: UInt8, into records: inout [UInt8]) {
    if start != nil { records.append(byte) }
    if isEscaped {
      isEscaped = false
    } else if byte == 0x5C {
      isEscaped = true
    } else if byte == 0x22 {
      isInString = false
    }
  }

  private mutating func take(_ byte: UInt8, into records: inout [UInt8]) -> Bool {
    if byte <= 0x20 {
      if start != nil { blank.append(byte) }
      return false
    }
    if byte == 0x7B, start == nil, depth > 0 { start = depth }
    if start != nil {
      if !blank.contains(0x0A) { records += blank }
      records.append(byte)
    }
    blank.removeAll(keepingCapacity: true)
    switch byte {
    case 0x22: isInString = depth > 0
    case 0x7B, 0x5B: depth += 1
    case 0x7D, 0x5D: depth = max(0, depth - 1)
    default: break
    }
    guard let start, depth == start else { return false }
    self.start = nil
    records.append(0x0A)
    return true
  }
}
