import FilterTool
import Libc
import NDJSON

/// A file that appears whole or not at all: written beside its place, synced, then renamed.
///
/// It is made with a name of its own that nobody else can have made, so that no link is followed.
/// What is there and is no regular file (a FIFO, `/dev/stderr`) is written in its place instead.
struct AtomicFile: ~Copyable {
  private let path: String
  /// Nil where the file is written in its place.
  private let temporaryPath: String?
  /// Where its bytes go; what is written past `writer` must be there before the commit.
  let descriptor: Int32
  private var isCommitted = false

  /// Where its bytes are written.
  var writer: LineWriter

  /// Begins a file that will stand at `path`.
  init(path: String) throws(IOError) {
    let made = try isSpecial(path) ? openInPlace(path) : createBeside(path)
    self.path = path
    (descriptor, temporaryPath) = made
    writer = LineWriter(
      descriptor: made.descriptor, name: path, interruption: Interrupts.descriptor)
  }

  /// Puts the file in its place, which survives a loss of power.
  mutating func commit() throws(IOError) {
    try writer.flush()
    guard let temporaryPath else { return }
    let (descriptor, path) = (descriptor, path)
    _ = try retryingInterrupts("sync", path) { fsync(descriptor) }
    _ = try retryingInterrupts("rename to", path) { rename(temporaryPath, path) }
    isCommitted = true
    try syncFolder(of: path)
  }

  deinit {
    _ = close(descriptor)
    if let temporaryPath, !isCommitted { _ = unlink(temporaryPath) }
  }
}

/// Whether a name stands for something that is there and cannot be replaced by a file.
private func isSpecial(_ path: String) -> Bool {
  var facts = stat()
  guard stat(path, &facts) == 0 else { return false }
  if facts.st_mode & S_IFMT != S_IFREG { return true }
  // A link such as /dev/stderr is an open file; /dev/shm holds files as other folders do.
  guard path.hasPrefix("/dev/") || path.hasPrefix("/proc/") else { return false }
  return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
}

/// What is written, and its name where that is not the place it is for.
private typealias Made = (descriptor: Int32, temporaryPath: String?)

/// Opens what is there; a FIFO is not waited for where a signal asks the tool to end.
private func openInPlace(_ path: String) throws(IOError) -> Made {
  do throws(IOError) {
    let opened = try retryingInterrupts("open", path) {
      let waiting = Interrupts.caught == nil ? 0 : O_NONBLOCK
      return open(path, O_WRONLY | O_APPEND | O_CLOEXEC | waiting)
    }
    return (opened, nil)
  } catch {
    guard error.code == ENXIO, Interrupts.caught != nil else { throw error }
    throw IOError("open", path, code: EINTR)
  }
}

/// Makes a file with a name of its own in the folder of `path`, of the mode that the umask says.
private func createBeside(_ path: String) throws(IOError) -> Made {
  let (opened, name) = try createTemporary(path, name: path)
  let mask = umask(0)
  _ = umask(mask)
  guard fcntl(opened, F_SETFD, FD_CLOEXEC) == 0, fchmod(opened, 0o666 & ~mask) == 0 else {
    let error = IOError.current("create", path)
    _ = close(opened)
    _ = unlink(name)
    throw error
  }
  return (opened, name)
}

/// Creates a file whose path begins with `prefix` and is no other's; `name` stands for it in
/// messages.
func createTemporary(_ prefix: String, name: String) throws(IOError)
  -> (descriptor: Int32, path: String)
{
  var template: [CChar] = []
  let opened = try retryingInterrupts("create", name) {
    // mkstemp(3) puts letters of its own in place of these six, at each try.
    template = Array("\(prefix).XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkstemp($0) } ?? -1
    }
  }
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  return (opened, path)
}

/// Finds out, before work is spent on it, whether a file could be created.
func checkCreation(of path: String) throws(IOError) {
  let answer = isSpecial(path) ? access(path, W_OK) : access(folder(of: path), W_OK | X_OK)
  guard answer == 0 else { throw .current("create", path) }
}

/// The folder in which a file stands.
private func folder(of path: String) -> String {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  let folder = parts.joined(separator: "/")
  return parts.isEmpty ? "." : folder.isEmpty ? "/" : folder
}

/// Makes the names in a file's folder survive a loss of power.
func syncFolder(of path: String) throws(IOError) {
  let name = folder(of: path)
  let descriptor = try retryingInterrupts("open", name) {
    open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }
  defer { _ = close(descriptor) }
  do throws(IOError) {
    _ = try retryingInterrupts("sync", name) { fsync(descriptor) }
  } catch {
    // Some file systems cannot sync a folder; there is nothing more to be done there.
    if error.code != EINVAL { throw error }
  }
}
