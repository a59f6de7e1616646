import Libc

/// Puts the process in the state that a filter expects, whatever its parent left.
///
/// SIGPIPE gets its default back: a filter whose reader has gone ends quietly. A standard
/// descriptor that is closed is occupied so that no file can take its number; reading or writing
/// it still fails.
public func prepareProcess() {
  _ = signal(SIGPIPE, SIG_DFL)
  for descriptor in STDIN_FILENO...STDERR_FILENO {
    guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
    // Opened the wrong way round on purpose: use gives EBADF, as for the closed descriptor.
    _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}

/// Returns the value of an environment variable; nil where it is unset or empty.
public func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// Tells whether a descriptor is a terminal on which a line can be drawn again.
func isRedrawable(_ descriptor: Int32) -> Bool {
  guard isatty(descriptor) == 1 else { return false }
  guard let terminal = environment("TERM") else { return false }
  return terminal != "dumb"
}
