internal import Glibc

/// Gathers lines and writes them to a descriptor in few, large writes.
///
/// The descriptor stays its opener's. What is not flushed when the writer goes is lost: flushing is
/// a step that can fail, so it is never left to a `deinit`.
public struct LineWriter: ~Copyable {
  /// Past this many bytes a writer flushes itself.
  static let flushThreshold = 1 << 18

  private let descriptor: Int32
  private let name: String
  private var written = 0

  /// What waits to be written; a line may be built here in place, and must end in a line feed.
  public var pending = JSONWriter()

  /// A writer to an open descriptor; `name` stands for it in messages.
  public init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Adds a line and its line feed.
  public mutating func write(line: Span<UInt8>) throws(IOError) {
    pending.append(line)
    try endLine()
  }

  /// Ends the line that was built in `pending`, and flushes once enough is gathered.
  public mutating func endLine() throws(IOError) {
    pending.append(byte: 0x0A)
    if pending.bytes.count >= Self.flushThreshold { try flush() }
  }

  /// How many bytes wait to be written.
  public var pendingCount: Int { pending.bytes.count - written }

  /// Writes all that waits, blocking as long as the reader makes it.
  public mutating func flush() throws(IOError) {
    while pendingCount > 0 {
      _ = try writeOnce(blocking: true)
    }
  }

  /// Writes what a non-blocking descriptor takes now; false where some is left.
  public mutating func flushAvailable() throws(IOError) -> Bool {
    while pendingCount > 0 {
      if try !writeOnce(blocking: false) { return false }
    }
    return true
  }

  /// One write(2); false where a non-blocking descriptor is full.
  private mutating func writeOnce(blocking: Bool) throws(IOError) -> Bool {
    let (descriptor, written) = (descriptor, written)
    let count = unsafe pending.bytes.withUnsafeBytes { bytes -> Int in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
      return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
    }
    if count < 0 {
      if errno == EINTR { return true }
      if errno == EAGAIN {
        if !blocking { return false }
        _ = try waitUntilReady([Readiness(descriptor, .writable)], timeout: nil)
        return true
      }
      throw .current("write", name)
    }
    self.written += count
    if self.written == pending.bytes.count {
      self.written = 0
      pending.removeAll()
    }
    return true
  }
}
