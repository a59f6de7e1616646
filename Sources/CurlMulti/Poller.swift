import CCurl
import Glibc

/// Tells which descriptors are ready, by epoll.
///
/// A change of interest is kept until the next wait, so one that is undone before (libcurl drops
/// and takes up a kept-alive socket between two requests) costs no system call. A descriptor
/// that epoll refuses, a regular file, is always ready.
struct Poller: ~Copyable {
  /// A descriptor and what epoll says of it.
  struct Ready {
    let descriptor: Int32
    let events: UInt32
  }

  /// Readable.
  static let readable = UInt32(EPOLLIN.rawValue)
  /// Writable.
  static let writable = UInt32(EPOLLOUT.rawValue)
  /// An error, such as a pipe without a reader; told without being asked for.
  static let trouble = UInt32(EPOLLERR.rawValue)
  /// The other side has gone; told without being asked for.
  static let hangUp = UInt32(EPOLLHUP.rawValue)

  /// Marks a descriptor as registered, whatever the events; no bit of epoll's own.
  private static let member: UInt32 = 1 << 26

  private let epoll: Int32
  private var wanted: [UInt32] = []
  private var known: [UInt32] = []
  private var changed: [Int32] = []
  private var alwaysReady: [Int32] = []
  private var events = [epoll_event](repeating: epoll_event(), count: 256)

  init() throws(CurlError) {
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw CurlError(errno: errno, operation: "epoll_create1") }
    self.epoll = epoll
  }

  deinit { close(epoll) }

  /// Asks for `events` of `descriptor`, in place of what was asked for.
  mutating func watch(_ descriptor: Int32, for events: UInt32) {
    note(descriptor, events | Self.member)
  }

  /// Asks for nothing of `descriptor` any more.
  mutating func unwatch(_ descriptor: Int32) {
    alwaysReady.removeAll { $0 == descriptor }
    note(descriptor, 0)
  }

  /// Learns that `descriptor` is about to be closed: the kernel then forgets it by itself.
  mutating func forget(_ descriptor: Int32) {
    guard descriptor >= 0, Int(descriptor) < known.count else { return }
    wanted[Int(descriptor)] = 0
    known[Int(descriptor)] = 0
  }

  /// Waits at most so long (-1: for ever) and puts what is ready in `ready`.
  mutating func wait(milliseconds: Int, into ready: inout [Ready]) throws(CurlError) {
    ready.removeAll(keepingCapacity: true)
    try applyChanges()
    for descriptor in alwaysReady {
      ready.append(Ready(descriptor: descriptor, events: Self.readable))
    }
    let limit = alwaysReady.isEmpty ? Int32(clamping: milliseconds) : 0
    let count = epoll_wait(epoll, &events, Int32(events.count), limit)
    guard count >= 0 else {
      if errno == EINTR { return }
      throw CurlError(errno: errno, operation: "epoll_wait")
    }
    for index in 0..<Int(count) {
      ready.append(
        Ready(
          descriptor: ccurl_epoll_descriptor(&events[index]), events: events[index].events))
    }
  }

  private mutating func note(_ descriptor: Int32, _ events: UInt32) {
    let index = Int(descriptor)
    while wanted.count <= index {
      wanted.append(0)
      known.append(0)
    }
    wanted[index] = events
    if events != known[index] { changed.append(descriptor) }
  }

  private mutating func applyChanges() throws(CurlError) {
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
        if events & Self.readable != 0 { alwaysReady.append(descriptor) }
      case ENOENT where new == 0, EBADF where new == 0: continue
      default: throw CurlError(errno: errno, operation: "epoll_ctl")
      }
    }
    changed.removeAll(keepingCapacity: true)
  }
}
