import Libc
import NDJSON
import Tables
import TimeSeries

/// The bytes of a descriptor from the first one not yet used on, read in large blocks.
struct InputBlocks: ~Copyable {
  /// The bytes read; the first `filled` count.
  private(set) var buffer: [UInt8] = []
  /// How many of the bytes count.
  private(set) var filled = 0
  /// The hash of all bytes read.
  private(set) var digest = TableDigest()
  /// Whether nothing follows.
  private(set) var isEnd = false

  private let descriptor: Int32
  private let name: String
  /// How much room a read is given at least: little at first, as a small table needs no more, and
  /// 128 KiB where the input has as much.
  private var room = 1 << 12

  /// The bytes of an open descriptor, which stays its opener's.
  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Drops the first `used` bytes and reads at least one more, unless nothing follows.
  mutating func advance(by used: Int) throws(IOError) {
    if used > 0 {
      let rest = filled - used
      buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        _ = memmove(base, base + used, rest)
      }
      filled = rest
    }
    if buffer.count - filled < room {
      buffer.append(contentsOf: repeatElement(0, count: max(buffer.count, 2 * room - buffer.count)))
    }
    let count = try readSome(descriptor, name, into: &buffer, from: filled)
    var digest = self.digest
    digest.add(buffer.span.extracting(filled..<filled + count))
    self.digest = digest
    filled += count
    if filled == buffer.count, room < 1 << 17 { room *= 2 }
    isEnd = count == 0
  }

  /// Reads what is left, to no other end than that it counts for the digest.
  mutating func drain() throws(IOError) {
    while !isEnd { try advance(by: filled) }
  }
}
