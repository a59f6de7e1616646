#if !os(Linux)
  import Libc

  /// Tells which descriptors are ready, by poll(2), where the system has no epoll.
  final class Poller {
    private var watched: [pollfd] = []

    init() throws(CurlError) {}

    /// Asks for `events` of `descriptor`, in place of what was asked for.
    func watch(_ descriptor: Int32, for events: Readiness) {
      unwatch(descriptor)
      let bits = Int16(truncatingIfNeeded: events.rawValue)
      watched.append(pollfd(fd: descriptor, events: bits, revents: 0))
    }

    /// Asks for nothing of `descriptor` any more.
    func unwatch(_ descriptor: Int32) { watched.removeAll { $0.fd == descriptor } }

    /// Waits at most so long (-1: for ever) and puts what is ready in `ready`.
    func wait(milliseconds: Int, into ready: inout [ReadyDescriptor]) throws(CurlError) {
      ready.removeAll(keepingCapacity: true)
      guard poll(&watched, nfds_t(watched.count), Int32(clamping: milliseconds)) >= 0 else {
        if errno == EINTR { return }
        throw CurlError(errno: errno, operation: "poll")
      }
      // One that was closed without being unwatched is asked for nothing any more.
      watched.removeAll { $0.revents & Int16(POLLNVAL) != 0 }
      for one in watched where one.revents != 0 {
        let events = Readiness(rawValue: UInt32(UInt16(bitPattern: one.revents)))
        ready.append(ReadyDescriptor(descriptor: one.fd, events: events))
      }
    }
  }
#endif
