import Libc

/// What is waited for on one descriptor, and after a wait, what holds.
public struct Readiness: Sendable {
  /// What a descriptor can be ready for.
  public struct Events: OptionSet, Sendable {
    /// The bits of poll(2).
    public let rawValue: Int16
    /// The events with the given bits of poll(2).
    public init(rawValue: Int16) { self.rawValue = rawValue }
    /// A read will not block.
    public static let readable = Events(rawValue: Int16(POLLIN))
    /// A write of up to PIPE_BUF bytes will not block.
    public static let writable = Events(rawValue: Int16(POLLOUT))
    /// The other side is gone, or the descriptor is in error; always looked for.
    public static let closed = Events(rawValue: Int16(POLLERR | POLLHUP | POLLNVAL))
  }

  /// The descriptor; a negative one is passed over.
  public let descriptor: Int32
  /// What is waited for; `closed` need not be named.
  public let awaited: Events
  /// What holds after the wait.
  public fileprivate(set) var ready: Events = []

  /// A wish to wait for `awaited` on `descriptor`.
  public init(_ descriptor: Int32, _ awaited: Events) {
    self.descriptor = descriptor
    self.awaited = awaited
  }
}

/// Waits until one of the descriptors is ready, a signal comes, or the time is over.
///
/// Returns the entries with `ready` set; none is ready when the time is over or a signal came. A
/// nil timeout waits for ever. The corresponding C function is `poll`.
public func waitUntilReady(_ entries: [Readiness], timeout: Duration?) throws(IOError)
  -> [Readiness]
{
  var milliseconds: Int32 = -1
  if let timeout {
    let (seconds, attoseconds) = timeout.components
    let rounded = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    milliseconds = Int32(clamping: max(0, rounded))
  }
  var polled = entries.map { entry in
    pollfd(fd: entry.descriptor, events: entry.awaited.rawValue, revents: 0)
  }
  let count = unsafe poll(&polled, nfds_t(polled.count), milliseconds)
  if count < 0 && errno != EINTR { throw .current("poll", "descriptors") }
  var result = entries
  for index in result.indices {
    result[index].ready = Readiness.Events(rawValue: count < 0 ? 0 : polled[index].revents)
  }
  return result
}
