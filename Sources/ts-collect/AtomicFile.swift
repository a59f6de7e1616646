internal import Glibc
internal import NDJSON

/// A file that appears whole or not at all: written beside its place, synced, then renamed.
///
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
    var facts = stat()
    let isThere = stat(path, &facts) == 0
    let isSpecial = path.hasPrefix("/dev/") || isThere && facts.st_mode & S_IFMT != S_IFREG
    let temporary = isSpecial ? nil : "\(path).\(getpid()).tmp"
    let flags =
      isSpecial ? O_WRONLY | O_APPEND | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let opened = open(temporary ?? path, flags, 0o666)
    guard opened >= 0 else { throw .current(isSpecial ? "open" : "create", temporary ?? path) }
    self.path = path
    temporaryPath = temporary
    descriptor = opened
    writer = LineWriter(descriptor: opened, name: path)
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

/// Finds out, before work is spent on it, whether a file could be created.
func checkCreation(of path: String) throws(IOError) {
  guard access(folder(of: path), W_OK | X_OK) == 0 else { throw .current("create", path) }
}

/// The folder in which a file stands.
private func folder(of path: String) -> String {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  let folder = parts.joined(separator: "/")
  return parts.isEmpty ? "." : folder.isEmpty ? "/" : folder
}

/// Makes the names in a file's folder survive a loss of power.
private func syncFolder(of path: String) throws(IOError) {
  let name = folder(of: path)
  let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .current("open", name) }
  defer { _ = close(descriptor) }
  // Some file systems cannot sync a folder and say EINVAL; there is nothing more to be done there.
  if fsync(descriptor) < 0, errno != EINVAL { throw .current("sync", name) }
}
