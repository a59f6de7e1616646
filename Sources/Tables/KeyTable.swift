import NDJSON

/// Numbers texts in the order in which they first come: 0, 1, 2 and so on.
///
/// The texts stand in one array of bytes; a lookup of a known one allocates nothing.
package struct KeyTable: Sendable {
  /// How many texts are known.
  package var count: Int { ends.count }

  /// The texts one after the other, and after the last one room to read a whole word from.
  private var text: [UInt8] = Array(repeating: 0, count: 8)
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Open addressing: one more than a text's number, or 0.
  private var slots: [UInt32] = Array(repeating: 0, count: 16)

  /// A table that knows no text.
  package init() {}

  /// The number of the text at `range`, and whether it is new.
  package mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>)
    -> (number: Int, isNew: Bool)
  {
    let hash = bytes.hash(of: range)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) &- 1
      if hashes[number] == hash, isText(of: number, bytes, range) { return (number, false) }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    text.insert(contentsOf: bytes.copy(range), at: text.count - 8)
    ends.append(text.count - 8)
    hashes.append(hash)
    slots[slot] = UInt32(ends.count)
    if ends.count &* 2 > slots.count { grow() }
    return (ends.count - 1, true)
  }

  /// Whether a text is known.
  package func contains(_ text: Span<UInt8>) -> Bool {
    let hash = text.hash(of: 0..<text.count)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if isText(of: Int(slots[slot]) - 1, text, 0..<text.count) { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  /// The text that has a number.
  package subscript(number: Int) -> [UInt8] { Array(text[range(of: number)]) }

  /// Whether the text with this number is that of `range`.
  @inline(__always)
  package func isText(of number: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let known = self.range(of: number)
    guard known.count == range.count else { return false }
    let text = text.span
    var offset = 0
    while offset < known.count {
      let word = text.word(at: known.lowerBound &+ offset, within: known)
      if word != bytes.word(at: range.lowerBound &+ offset, within: range) { return false }
      offset &+= 8
    }
    return true
  }

  @inline(__always)
  private func range(of number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number &- 1])..<ends[number]
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for number in hashes.indices {
      var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count &- 1)
      while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
      slots[slot] = UInt32(number + 1)
    }
  }
}

extension Span where Element == UInt8 {
  /// The bytes of `range` from `offset` on, at most eight, the first in the lowest byte.
  @inline(__always)
  func word(at offset: Int, within range: Range<Int>) -> UInt64 {
    let left = range.upperBound &- offset
    return left >= 8 ? word(at: offset) : word(at: offset) & (1 &<< UInt64(8 &* left) &- 1)
  }

  /// A hash of the bytes of `range`, the same in every run.
  @inline(__always)
  func hash(of range: Range<Int>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: range.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = range.lowerBound
    while offset < range.upperBound {
      hash = (hash ^ word(at: offset, within: range)) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash &>> 32
      offset &+= 8
    }
    return hash ^ (hash &>> 29)
  }

  /// How many code points the UTF-8 of `range` holds, and whether all of them are ASCII.
  @inline(__always)
  func codePoints(of range: Range<Int>) -> (count: Int, isASCII: Bool) {
    var high: UInt64 = 0
    var offset = range.lowerBound
    while offset < range.upperBound {
      high |= word(at: offset, within: range) & 0x8080_8080_8080_8080
      offset &+= 8
    }
    if high == 0 { return (range.count, true) }
    var count = 0
    for index in range where self[index] & 0xC0 != 0x80 { count &+= 1 }
    return (count, false)
  }
}
