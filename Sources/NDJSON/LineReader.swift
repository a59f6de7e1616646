import Libc

/// What keeps a reader from lending its next line.
public enum LineError: Error, Equatable, CustomStringConvertible {
  /// The system refused to read.
  case io(IOError)
  /// A line is longer than the reader's limit.
  case tooLong(name: String, line: Int, limit: Int)
  /// The input ends without a line feed: its last line was cut.
  case truncated(name: String, line: Int)

  /// `FILE:LINE: what is wrong`.
  public var description: String {
    switch self {
    case .io(let error): error.description
    case .tooLong(let name, let line, let limit):
      "\(name):\(line): line is longer than \(limit) bytes"
    case .truncated(let name, let line):
      "\(name):\(line): line is cut off: the input ends without a line feed"
    }
  }
}

/// A line on loan from its reader: valid until the reader is asked for another one.
public struct Line: ~Escapable {
  /// The bytes of the line, without its line feed.
  public let bytes: Span<UInt8>
  /// The number of the line, the first being 1.
  public let number: Int

  @_lifetime(copy bytes)
  init(bytes: Span<UInt8>, number: Int) {
    self.bytes = bytes
    self.number = number
  }
}

/// What one read brought.
public enum Filled: Sendable {
  /// More bytes are there.
  case bytes
  /// Nothing is there yet.
  case wouldBlock
  /// The input has ended, or on a FIFO, has no writer now.
  case end
}

/// Reads a descriptor and lends it line by line, out of one buffer.
///
/// The descriptor stays its opener's: the reader does not close it. A line may be as long as the
/// limit, 64 MiB by default; the buffer grows to the longest line met.
public struct LineReader: ~Copyable {
  /// The longest line that a stream may hold, in bytes.
  public static let longestLine = 64 << 20

  private let descriptor: Int32
  private let name: String
  private let limit: Int
  private var buffer: [UInt8] = []
  /// How much room a read is given at least: little at first, as pages that are never read into
  /// would be most of what a short run costs, and 64 KiB where the input has as much.
  private var room = 1 << 12
  private var lineStart = 0
  private var scanned = 0
  private var filled = 0
  private var number = 0

  /// A reader of an open descriptor; `name` stands for it in messages.
  public init(descriptor: Int32, name: String, limit: Int = LineReader.longestLine) {
    self.descriptor = descriptor
    self.name = name
    self.limit = limit
  }

  /// Lends the next line, reading as long as it takes; nil at the end of the input.
  @_lifetime(&self)
  public mutating func next() throws(LineError) -> Line? {
    while true {
      if let end = try endOfBufferedLine() { return takeLine(endingAt: end) }
      if try fill() { continue }
      if let truncation { throw truncation }
      return nil
    }
  }

  /// Lends the next line that has been read already; nil if there is none whole.
  @_lifetime(&self)
  public mutating func nextBuffered() throws(LineError) -> Line? {
    guard let end = try endOfBufferedLine() else { return nil }
    return takeLine(endingAt: end)
  }

  /// Whether bytes of an unfinished line are held: at the end of input it was cut.
  public var holdsPartialLine: Bool { lineStart < filled }

  /// The bytes of an unfinished line, as far as they have been read.
  public var partialLine: Span<UInt8> { buffer.span.extracting(lineStart..<filled) }

  /// The error for an input that ended within a line; nil where it did not.
  public var truncation: LineError? {
    holdsPartialLine ? .truncated(name: name, line: number + 1) : nil
  }

  /// Reads once, waiting for something to come; false at the end of the input.
  public mutating func fill() throws(LineError) -> Bool {
    while true {
      let filled = try fillAvailable()
      if filled != .wouldBlock { return filled == .bytes }
      do throws(IOError) {
        _ = try waitUntilReady([Readiness(descriptor, .readable)], timeout: nil)
      } catch {
        throw .io(error)
      }
    }
  }

  /// Reads once, as much as is there and fits; only a descriptor that blocks is waited for.
  public mutating func fillAvailable() throws(LineError) -> Filled {
    makeRoom()
    let got: Int?
    do throws(IOError) {
      got = try readOnce(descriptor, name, into: &buffer, from: filled)
    } catch {
      throw .io(error)
    }
    guard let got else { return .wouldBlock }
    if got == 0 { return .end }
    filled += got
    if filled == buffer.count, room < 1 << 16 { room *= 4 }
    return .bytes
  }

  private mutating func endOfBufferedLine() throws(LineError) -> Int? {
    let (start, end) = (scanned, filled)
    let found = unsafe buffer.withUnsafeBytes { bytes -> Int? in
      guard start < end, let base = bytes.baseAddress else { return nil }
      guard let hit = unsafe memchr(base + start, 0x0A, end - start) else { return nil }
      return unsafe UnsafeRawPointer(hit) - base
    }
    scanned = found ?? filled
    if (found ?? filled) - lineStart > limit {
      throw .tooLong(name: name, line: number + 1, limit: limit)
    }
    return found
  }

  @_lifetime(&self)
  private mutating func takeLine(endingAt end: Int) -> Line {
    let range = lineStart..<end
    number += 1
    lineStart = end + 1
    scanned = lineStart
    return Line(bytes: buffer.span.extracting(range), number: number)
  }

  /// Moves the unfinished line to the front, and grows the buffer where that is not enough.
  private mutating func makeRoom() {
    if lineStart == filled {
      (lineStart, scanned, filled) = (0, 0, 0)
    }
    if buffer.count - filled >= room { return }
    if lineStart > 0 {
      let (start, end) = (lineStart, filled)
      unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        unsafe memmove(base, base + start, end - start)
      }
      scanned -= lineStart
      filled -= lineStart
      lineStart = 0
    }
    if buffer.count - filled < room {
      buffer.append(contentsOf: repeatElement(0, count: max(buffer.count, 2 * room - buffer.count)))
    }
  }
}
