import Glibc
import NDJSON

/// The standard output, written either at once or as its reader takes it.
///
/// The descriptor is its opener's and stays blocking; but poll(2) says of a pipe that is writable
/// that it takes PIPE_BUF bytes, so that writes of that size never wait. With them the head of a
/// loop goes on reading what comes back, whatever the tail does, and no full pipe can stop both.
struct PacedOutput: ~Copyable {
  /// What POSIX lets a writable pipe take without waiting; Linux takes as much.
  private static let pieceSize = 4096
  /// Past this many bytes a run without a loop writes what it has.
  private static let flushThreshold = 1 << 18

  /// What waits to be written; lines are built here in place.
  var pending = JSONWriter()

  private var written = 0

  /// Whether nothing waits.
  var isEmpty: Bool { written == pending.bytes.count }

  /// Whether enough waits to be worth a write.
  var isFull: Bool { pending.bytes.count - written >= Self.flushThreshold }

  /// Ends the line that was built.
  mutating func endLine() { pending.append(byte: UInt8(ascii: "\n")) }

  /// Writes all that waits, as long as it takes.
  mutating func flush() throws(IOError) {
    while !isEmpty { try write(pending.bytes.count - written) }
  }

  /// Writes what a writable descriptor takes without waiting.
  mutating func writePiece() throws(IOError) {
    try write(min(Self.pieceSize, pending.bytes.count - written))
  }

  private mutating func write(_ size: Int) throws(IOError) {
    let start = written
    written += try retryingInterrupts("write", "<stdout>") {
      pending.bytes.withUnsafeBytes { bytes in
        Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + start }, size)
      }
    }
    if isEmpty {
      written = 0
      pending.removeAll()
    }
  }
}
