import FilterTool
import Libc
import NDJSON
import TimeSeries

/// The tail of the loop: where each group's next line goes.
///
/// A FIFO is opened and written without ever blocking: what it does not take yet waits in memory. A
/// regular file, or a name that is not there yet, gets all lines at the end, whole or not at all.
struct LoopTail: ~Copyable {
  /// What the name stands for.
  enum Kind {
    /// No loop was asked for: one pass, or a replay.
    case none
    /// A FIFO that ts-prefill reads while the run goes on.
    case fifo
    /// A file that the next pass reads.
    case file
  }

  /// What the name stands for.
  let kind: Kind
  private let path: String
  private var descriptor: Int32 = -1
  private var writer = LineWriter(descriptor: -1, name: "")
  private var queue = JSONWriter()
  private var file: AtomicFile?

  /// Whether the reader of the FIFO has gone.
  private(set) var isReaderGone = false

  /// Finds out what `path` is; a file is begun at once, so that a missing folder is told early.
  init(path: String?) throws(IOError) {
    guard let path else {
      kind = .none
      self.path = ""
      file = nil
      return
    }
    self.path = path
    var facts = stat()
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFIFO {
      kind = .fifo
      file = nil
    } else {
      kind = .file
      file = try AtomicFile(path: path)
    }
  }

  /// Sends a line, which ends without a line feed.
  mutating func send(_ line: [UInt8]) throws(IOError) {
    switch kind {
    case .none: return
    case .file: try file?.writer.write(line: line.span)
    case .fifo:
      guard !isReaderGone else { return }
      queue.append(line)
      queue.append(byte: UInt8(ascii: "\n"))
    }
  }

  /// What is to be waited for: room for what waits, and the reader's end.
  var awaited: Readiness {
    Readiness(descriptor, hasWaiting ? .writable : [])
  }

  /// Whether the FIFO has still to be opened, and it is time to try again.
  var isUnopened: Bool { kind == .fifo && descriptor < 0 && !isReaderGone }

  private var hasWaiting: Bool { !queue.bytes.isEmpty || writer.pendingCount > 0 }

  /// Writes what the FIFO takes now.
  ///
  /// A reader that has gone is not an error here: it leaves when all groups have ended.
  mutating func pump() throws(IOError) {
    if isUnopened { try openFIFO() }
    guard descriptor >= 0, hasWaiting else { return }
    do throws(IOError) {
      if try writer.flushAvailable(), !queue.bytes.isEmpty {
        swap(&writer.pending, &queue)
        _ = try writer.flushAvailable()
      }
    } catch {
      guard error.code == EPIPE else { throw error }
      abandon()
    }
  }

  /// Takes note that the reader has gone.
  mutating func abandon() {
    if descriptor >= 0 { _ = close(descriptor) }
    descriptor = -1
    isReaderGone = true
    queue.removeAll()
    writer = LineWriter(descriptor: -1, name: path)
  }

  /// A group's line that the last pass left.
  struct LeftLine {
    /// The group's id.
    let key: GroupKey
    /// Whether the group has ended.
    let hasEnded: Bool
    /// The line.
    let bytes: [UInt8]
  }

  /// The groups' lines that the last pass left in the file.
  func linesOfLastPass() throws -> [LeftLine] {
    guard kind == .file else { return [] }
    let descriptor: Int32
    do throws(IOError) {
      descriptor = try openForReading(path)
    } catch {
      if error.code == ENOENT { return [] }
      throw error
    }
    defer { closeInput(descriptor) }
    var reader = LineReader(descriptor: descriptor, name: path)
    var lines: [LeftLine] = []
    var scanned = StreamLine()
    while let line = try reader.next() {
      guard (try? scanned.scan(line.bytes)) != nil, scanned.kind == .group,
        let id = scanned[.groupID], let key = GroupKey(line.bytes.extracting(id.range))
      else { continue }
      lines.append(
        LeftLine(
          key: key, hasEnded: scanned.hasEnded(line.bytes),
          bytes: line.bytes.copy(0..<line.bytes.count)))
    }
    return lines
  }

  /// Puts the file of a file loop in its place.
  mutating func commit() throws(IOError) {
    try file?.commit()
  }

  private mutating func openFIFO() throws(IOError) {
    let opened = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard opened < 0 else {
      descriptor = opened
      writer = LineWriter(descriptor: opened, name: path)
      return
    }
    // ENXIO: ts-prefill has not opened its end yet.
    if errno != ENXIO, errno != EINTR { throw .current("open", path) }
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }
}
