import Libc

/// Gathers lines and writes them to a descriptor in few, large writes.
///
/// The descriptor stays its opener's. What is not flushed when the writer goes is lost: flushing is
/// a step that can fail, so it is never left to a `deinit`.
public struct LineWriter: ~Copyable {
  /// Past this many bytes a writer flushes itself.
  public static let flushThreshold = 1 << 18
  /// What POSIX lets a writable pipe take without waiting; Linux takes as much.
  private static let pieceSize = 4096
  /// How long a reader that takes nothing is waited for once the tool is asked to end.
  private var grace = Duration.seconds(2)

  private let descriptor: Int32
  private let name: String
  private let interruption: Int32?
  private var written = 0

  /// What waits to be written; a line may be built here in place, and must end in a line feed.
  public var pending = JSONWriter()

  /// A writer to an open descriptor; `name` stands for it in messages.
  ///
  /// `interruption` becomes readable when the tool is asked to end. Then a reader that takes
  /// nothing for two seconds makes `flush` throw EINTR.
  public init(descriptor: Int32, name: String, interruption: Int32? = nil) {
    self.descriptor = descriptor
    self.name = name
    self.interruption = interruption
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
    var isFull = false
    while pendingCount > 0 {
      let isAskedToEnd = isFull || interruption != nil ? try waitForRoom() : false
      isFull = try !writeOnce(isAskedToEnd ? Self.pieceSize : pendingCount)
    }
  }

  /// Writes what a non-blocking descriptor takes now; false where some is left.
  public mutating func flushAvailable() throws(IOError) -> Bool {
    while pendingCount > 0 {
      if try !writeOnce(pendingCount) { return false }
    }
    return true
  }

  /// Writes what a descriptor that poll(2) calls writable takes without waiting, blocking or not.
  public mutating func writePiece() throws(IOError) {
    if pendingCount > 0 { _ = try writeOnce(Self.pieceSize) }
  }

  /// Waits until the reader takes more; true where the tool is asked to end.
  private mutating func waitForRoom() throws(IOError) -> Bool {
    let room = Readiness(descriptor, .writable)
    var ready: [Readiness]
    repeat {
      ready = try waitUntilReady([room, Readiness(interruption ?? -1, .readable)], timeout: nil)
    } while ready.allSatisfy(\.ready.isEmpty)
    guard !ready[1].ready.isEmpty else { return false }
    if ready[0].ready.isEmpty { ready = try waitUntilReady([room], timeout: grace) }
    guard ready[0].ready.isEmpty else { return true }
    // It has had its time, should the rest be tried again.
    grace = .zero
    throw IOError("write", name, code: EINTR)
  }

  /// One write(2) of so many bytes at most; false where a non-blocking descriptor is full.
  private mutating func writeOnce(_ most: Int) throws(IOError) -> Bool {
    let (descriptor, written) = (descriptor, written)
    let count = unsafe pending.bytes.withUnsafeBytes { bytes -> Int in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
      return unsafe Libc.write(descriptor, rest.baseAddress, min(most, rest.count))
    }
    if count < 0 {
      if errno == EINTR { return true }
      if errno == EAGAIN { return false }
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
