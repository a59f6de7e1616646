import Libc
import NDJSON
import TimeSeries

/// The records of one group in the spool: where its first and last chunk begin.
struct Chain {
  /// Where its first chunk begins, -1 where it has none.
  var first = -1
  /// Where its last chunk begins.
  var last = -1
  /// How many records it holds.
  var count = 0
}

/// Accepted records in order of acceptance, in a temporary file that has no name.
///
/// Memory holds the newest chunks only. Each round is one chunk, and the chunks of a group are
/// linked:
///
///     next | group | count | text length | valid | invalid | times ... | records, each with LF
///
/// The first six are 64-bit words; `next` is 0 in a group's last chunk so far, and the times are
/// `count` words of microseconds.
struct Spool: ~Copyable {
  /// The words before the times.
  static let headerSize = 48
  private static let flushSize = 1 << 18
  private static let windowSize = 1 << 12

  /// The file's; -1 before the first write.
  private var descriptor: Int32 = -1
  private let folder: String
  /// What a message calls the file, which has no name.
  private let name: String
  private var tail: [UInt8] = []
  private var tailStart = 0
  private var window: [UInt8] = []
  private var windowStart = 0

  /// Where the next chunk will begin.
  var end: Int { tailStart + tail.count }

  /// Makes an empty spool, which will have its file in a folder when memory does not hold it.
  init(folder: String) throws(IOError) {
    self.folder = folder
    name = "a temporary file in \(folder)"
    guard access(folder, W_OK | X_OK) == 0 else { throw .current("create", name) }
  }

  /// Adds a round of a group: its records, their times, and the counts of the kept response.
  mutating func append(
    _ records: [[UInt8]], times: [Timestamp], kept: ResponseCount, group: Int, to chain: inout Chain
  ) throws(IOError) {
    let start = end
    if chain.last >= 0 { try patch(start, at: chain.last) } else { chain.first = start }
    chain.last = start
    chain.count += records.count
    put(0)
    put(group)
    put(records.count)
    put(records.reduce(0) { $0 + $1.count + 1 })
    put(kept.valid)
    put(kept.invalid)
    for time in times { put(Int(time.microseconds)) }
    for record in records {
      tail.append(contentsOf: record)
      tail.append(UInt8(ascii: "\n"))
    }
    if tail.count >= Self.flushSize { try flush() }
  }

  /// Reads where the chunk that begins at an offset ends, and its counts.
  mutating func header(at offset: Int) throws(IOError) -> ChunkHeader {
    ChunkHeader(try read(offset, Self.headerSize), at: offset)
  }

  /// Reads the chunk that begins at an offset.
  mutating func chunk(at offset: Int) throws(IOError) -> Chunk {
    let header = try header(at: offset)
    let start = offset + Self.headerSize
    return Chunk(header: header, body: try read(start, header.end - start))
  }

  /// Makes the file, and takes its name away.
  private func create() throws(IOError) -> Int32 {
    let (opened, path) = try createTemporary("\(folder)/ts-collect", name: name)
    guard unlink(path) == 0 else {
      let error = IOError.current("create", name)
      _ = close(opened)
      throw error
    }
    return opened
  }

  private mutating func flush() throws(IOError) {
    if descriptor < 0 { descriptor = try create() }
    try write(tail, at: tailStart)
    tailStart = end
    tail.removeAll(keepingCapacity: true)
  }

  /// Writes all bytes to the file, in as many pieces as the system takes them.
  private func write(_ bytes: [UInt8], at start: Int) throws(IOError) {
    var written = 0
    while written < bytes.count {
      written += try retryingInterrupts("write", name) { () -> Int in
        unsafe bytes.withUnsafeBytes { bytes in
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
          return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(start + written))
        }
      }
    }
  }

  private mutating func put(_ word: Int) {
    var rest = UInt64(bitPattern: Int64(word))
    for _ in 0..<8 {
      tail.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  private mutating func patch(_ word: Int, at offset: Int) throws(IOError) {
    var bytes: [UInt8] = []
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
    if offset >= tailStart {
      tail.replaceSubrange(offset - tailStart..<offset - tailStart + 8, with: bytes)
      return
    }
    window.removeAll(keepingCapacity: true)
    try write(bytes, at: offset)
  }

  /// Reads bytes, from the file through a small window or from the chunks not yet written.
  private mutating func read(_ offset: Int, _ count: Int) throws(IOError) -> [UInt8] {
    if offset >= tailStart {
      return Array(tail[offset - tailStart..<offset - tailStart + count])
    }
    if offset < windowStart || offset + count > windowStart + window.count {
      try fillWindow(from: offset, atLeast: count)
    }
    return Array(window[offset - windowStart..<offset - windowStart + count])
  }

  private mutating func fillWindow(from offset: Int, atLeast count: Int) throws(IOError) {
    let size = min(max(count, Self.windowSize), tailStart - offset)
    // The window is empty until it is full: what follows a failure must not read half of one.
    window.removeAll()
    var window = [UInt8](repeating: 0, count: size)
    var filled = 0
    let descriptor = descriptor
    while filled < size {
      let got = try retryingInterrupts("read", name) { () -> Int in
        unsafe window.withUnsafeMutableBytes { bytes in
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
          return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
        }
      }
      guard got > 0 else { throw IOError("read", name, code: EIO) }
      filled += got
    }
    self.window = window
    windowStart = offset
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }
}

/// What a chunk's first words say.
struct ChunkHeader {
  /// Where the group's next chunk begins, 0 where there is none.
  let next: Int
  /// How many records the chunk holds.
  let count: Int
  /// The counts of the response that was kept.
  let kept: ResponseCount
  /// Where the chunk after it begins, of whatever group.
  let end: Int

  fileprivate init(_ bytes: [UInt8], at offset: Int) {
    next = bytes.word(0)
    count = bytes.word(2)
    kept = ResponseCount(valid: bytes.word(4), invalid: bytes.word(5))
    end = offset + Spool.headerSize + 8 * count + bytes.word(3)
  }
}

/// One round's records, read back.
struct Chunk {
  /// What its first words say.
  let header: ChunkHeader
  fileprivate let body: [UInt8]

  /// The times of its records.
  var times: [Timestamp] {
    (0..<header.count).map { Timestamp(microseconds: Int64(body.word($0))) }
  }

  /// Its records, each with LF.
  var text: ArraySlice<UInt8> { body[(8 * header.count)...] }
}

extension [UInt8] {
  /// The 64-bit word number `index`, lowest byte first.
  fileprivate func word(_ index: Int) -> Int {
    var value: UInt64 = 0
    for shift in 0..<8 { value |= UInt64(self[8 * index + shift]) << UInt64(8 * shift) }
    return Int(Int64(bitPattern: value))
  }
}
