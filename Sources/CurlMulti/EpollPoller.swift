#if os(Linux)
  import CCurl
  import Glibc

  /// Tells which descriptors are ready, by epoll(7).
  ///
  /// A change of interest is kept until the next wait, so one that is undone before (libcurl drops
  /// and takes up a kept-alive socket between two requests) costs no system call. A descriptor
  /// that epoll refuses, a regular file, is always ready.
  final class EpollPoller: Poller {
    /// Marks a descriptor as registered, whatever the events; no bit of epoll's own.
    private static let member: UInt32 = 1 << 26

    private let epoll: Int32
    private var wanted: [UInt32] = []
    private var known: [UInt32] = []
    private var changed: [Int32] = []
    private var alwaysReady: [Int32] = []
    private var events = [epoll_event](repeating: epoll_event(), count: 256)

    init() throws(CurlError) {
      epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
      guard epoll >= 0 else { throw CurlError(errno: errno, operation: "epoll_create1") }
    }

    deinit { close(epoll) }

    func watch(_ descriptor: Int32, for events: Readiness) {
      note(descriptor, events.rawValue | Self.member)
    }

    func unwatch(_ descriptor: Int32) {
      alwaysReady.removeAll { $0 == descriptor }
      note(descriptor, 0)
    }

    /// The kernel drops a closed descriptor by itself.
    func forget(_ descriptor: Int32) {
      guard descriptor >= 0, Int(descriptor) < known.count else { return }
      wanted[Int(descriptor)] = 0
      known[Int(descriptor)] = 0
    }

    func wait(milliseconds: Int, into ready: inout [ReadyDescriptor]) throws(CurlError) {
      ready.removeAll(keepingCapacity: true)
      try applyChanges()
      for descriptor in alwaysReady {
        ready.append(ReadyDescriptor(descriptor: descriptor, events: .readable))
      }
      let limit = alwaysReady.isEmpty ? Int32(clamping: milliseconds) : 0
      let count = epoll_wait(epoll, &events, Int32(events.count), limit)
      guard count >= 0 else {
        if errno == EINTR { return }
        throw CurlError(errno: errno, operation: "epoll_wait")
      }
      for index in 0..<Int(count) {
        ready.append(
          ReadyDescriptor(
            descriptor: ccurl_epoll_descriptor(&events[index]),
            events: Readiness(rawValue: events[index].events)))
      }
    }

    private func note(_ descriptor: Int32, _ events: UInt32) {
      let index = Int(descriptor)
      while wanted.count <= index {
        wanted.append(0)
        known.append(0)
      }
      wanted[index] = events
      if events != known[index] { changed.append(descriptor) }
    }

    private func applyChanges() throws(CurlError) {
      for descriptor in changed {
        let (old, new) = (known[Int(descriptor)], wanted[Int(descriptor)])
        guard old != new else { continue }
        known[Int(descriptor)] = new
        let operation = new == 0 ? EPOLL_CTL_DEL : old == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        let events = new & ~Self.member
        if ccurl_epoll_ctl(epoll, Int32(operation), descriptor, events) == 0 { continue }
        switch errno {
        case EPERM:
          known[Int(descriptor)] = 0
          wanted[Int(descriptor)] = 0
          if events & Readiness.readable.rawValue != 0 { alwaysReady.append(descriptor) }
        case ENOENT where new == 0, EBADF where new == 0: continue
        default: throw CurlError(errno: errno, operation: "epoll_ctl")
        }
      }
      changed.removeAll(keepingCapacity: true)
    }
  }
#endif
