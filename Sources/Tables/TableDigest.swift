import NDJSON

/// A hash of 64 bits over the bytes that a run is made from, however they are cut into pieces.
///
/// It tells one table from another, not from one that somebody made to have the same hash. Four
/// lanes of eight bytes each, so that a table is hashed much faster than it is read.
package struct TableDigest: Sendable {
  private static let prime: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let blockSize = 32

  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89
  )
  /// The bytes that make no whole block yet.
  private var rest: [UInt8] = []
  private var count = 0

  /// The digest of nothing.
  package init() {}

  /// Takes bytes.
  package mutating func add(_ bytes: Span<UInt8>) {
    count &+= bytes.count
    var offset = 0
    if !rest.isEmpty {
      offset = min(Self.blockSize - rest.count, bytes.count)
      for index in 0..<offset { rest.append(bytes[index]) }
      guard rest.count == Self.blockSize else { return }
      let block = rest
      mix(block.span, at: 0)
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count &- offset >= Self.blockSize {
      mix(bytes, at: offset)
      offset &+= Self.blockSize
    }
    for index in offset..<bytes.count { rest.append(bytes[index]) }
  }

  /// Takes a text and its end.
  package mutating func add(_ text: String) {
    add(Array(text.utf8).span)
    add([0])
  }

  /// Takes a part of a file that is whole, and its end.
  package mutating func add(file bytes: [UInt8]) {
    add(bytes.span)
    add("\(bytes.count)")
  }

  /// The digest of all that was taken, as 16 hexadecimal digits.
  package var hexadecimal: String {
    var last = self
    last.add([UInt8](repeating: 0, count: Self.blockSize - rest.count).span)
    var value = UInt64(truncatingIfNeeded: count)
    for lane in [last.lanes.0, last.lanes.1, last.lanes.2, last.lanes.3] {
      value = Self.mixed(value, lane)
      value = (value ^ value >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
    let digits = String(value ^ value >> 32, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private mutating func add(_ bytes: [UInt8]) { add(bytes.span) }

  @inline(__always)
  private mutating func mix(_ bytes: Span<UInt8>, at offset: Int) {
    lanes.0 = Self.mixed(lanes.0, bytes.word(at: offset))
    lanes.1 = Self.mixed(lanes.1, bytes.word(at: offset &+ 8))
    lanes.2 = Self.mixed(lanes.2, bytes.word(at: offset &+ 16))
    lanes.3 = Self.mixed(lanes.3, bytes.word(at: offset &+ 24))
  }

  @inline(__always)
  private static func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word) &* prime
    return product ^ product >> 32
  }
}
