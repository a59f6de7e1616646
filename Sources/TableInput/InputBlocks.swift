internal import Libc
package import NDJSON
package import Tables

/// The bytes of a descriptor from the first one not yet used on, read in large blocks.
package struct InputBlocks: ~Copyable {
  /// The bytes read; the first `filled` count.
  package private(set) var buffer: [UInt8] = []
  /// How many of the bytes count.
  package private(set) var filled = 0
  /// The hash of all bytes read.
  package private(set) var digest = TableDigest()
  /// Whether nothing follows.
  package private(set) var isEnd = false

  /// Whether all bytes that count are ASCII, so that no record needs to be looked at for UTF-8.
  private(set) var isASCII = false

  /// Where more bytes come from; nil where all are in the buffer.
  private let descriptor: Int32?
  private let name: String
  /// How much room a read is given at least: little at first, as a small table needs no more, and
  /// 128 KiB where the input has as much.
  private var room = 1 << 12

  /// The bytes of an open descriptor, which stays its opener's.
  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Bytes that were read already.
  package init(bytes: consuming [UInt8], name: String) {
    descriptor = nil
    self.name = name
    filled = bytes.count
    buffer = bytes
  }

  /// Drops the first `used` bytes and reads at least one more, unless nothing follows.
  package mutating func advance(by used: Int) throws(IOError) {
    if used > 0 {
      let rest = filled - used
      unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        _ = unsafe memmove(base, base + used, rest)
      }
      filled = rest
    }
    if used > 0 || filled == 0 { isASCII = buffer.span.extracting(0..<filled).isASCII }
    guard let descriptor else {
      isEnd = true
      return
    }
    if buffer.count - filled < room {
      buffer.append(contentsOf: repeatElement(0, count: max(buffer.count, 2 * room - buffer.count)))
    }
    let count = try readSome(descriptor, name, into: &buffer, from: filled)
    var digest = self.digest
    digest.add(buffer.span.extracting(filled..<filled + count))
    self.digest = digest
    isASCII = isASCII && buffer.span.extracting(filled..<filled + count).isASCII
    filled += count
    if filled == buffer.count, room < 1 << 17 { room *= 2 }
    isEnd = count == 0
  }

  /// Reads what is left, to no other end than that it counts for the digest.
  package mutating func drain() throws(IOError) {
    while !isEnd { try advance(by: filled) }
  }
}
