import FilterTool
import Libc
import NDJSON

/// The file to which each round is appended before the next one is asked for.
///
/// It is a stream like any other: the spec, then each line as it was read. One writer at a time:
/// the file is locked as long as it is open.
struct Journal: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let policy: Settings.SyncPolicy
  private var isEmpty: Bool
  private var isSynced = true

  /// Opens or creates the journal that the settings name, and locks it; nil where they name none.
  ///
  /// One that holds something is refused unless the run goes on from it: it was paid for.
  init?(_ settings: Settings) throws {
    guard let path = settings.journal else { return nil }
    let opened: Int32
    do throws(IOError) {
      opened = try retryingInterrupts("open", path) {
        open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      }
    } catch {
      throw Failure(error.description, .cannotCreate)
    }
    do throws(IOError) {
      _ = try retryingInterrupts("lock", path) { flock(opened, LOCK_EX | LOCK_NB) }
    } catch {
      let reason = error.code == EWOULDBLOCK ? "another process writes it" : "it cannot be locked"
      _ = close(opened)
      throw Failure("\(path): \(reason)", .cannotCreate)
    }
    let size: off_t
    do throws(IOError) {
      size = try retryingInterrupts("seek", path) { lseek(opened, 0, SEEK_END) }
    } catch {
      _ = close(opened)
      throw error
    }
    guard size == 0 || settings.resumes else {
      _ = close(opened)
      throw Failure("\(path): already contains a run: --resume continues it", .cannotCreate)
    }
    // A file that is empty may be new: its name must last as its lines do.
    if size == 0, settings.syncPolicy != .never {
      do throws(IOError) {
        try syncFolder(of: path)
      } catch {
        _ = close(opened)
        throw error
      }
    }
    descriptor = opened
    self.path = path
    policy = settings.syncPolicy
    isEmpty = size == 0
  }

  /// A reader of what the journal holds, from its beginning.
  func reader() throws -> LineReader {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure(IOError.current("seek", path)) }
    return LineReader(descriptor: descriptor, name: path)
  }

  /// Cuts the journal back to its first bytes, those of whole lines.
  mutating func cut(to size: Int) throws {
    let (descriptor, path) = (descriptor, path)
    _ = try retryingInterrupts("truncate", path) { ftruncate(descriptor, off_t(size)) }
    isEmpty = size == 0
  }

  /// Appends a line, with one write(2) where the system takes it at once; before the first one, the
  /// spec.
  mutating func append(_ line: Span<UInt8>, spec: [UInt8]) throws {
    var bytes = JSONWriter()
    bytes.reserve(line.count + 1)
    if isEmpty {
      bytes.append(spec)
      bytes.append(byte: UInt8(ascii: "\n"))
    }
    bytes.append(line)
    bytes.append(byte: UInt8(ascii: "\n"))
    isEmpty = false
    isSynced = false
    var writer = LineWriter(descriptor: descriptor, name: path)
    writer.pending = bytes
    try writer.flush()
    if policy == .round { try sync() }
  }

  /// Syncs after a group has ended, unless the policy is never to do so.
  mutating func groupEnded() throws {
    if policy != .never { try sync() }
  }

  private mutating func sync() throws {
    guard !isSynced else { return }
    let (descriptor, path) = (descriptor, path)
    _ = try retryingInterrupts("sync", path) { fdatasync(descriptor) }
    isSynced = true
  }

  deinit { _ = close(descriptor) }
}
