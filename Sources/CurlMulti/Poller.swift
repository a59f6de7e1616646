import CCurl
import Libc

#if os(Linux)
  /// Tells which descriptors are ready, by epoll(7).
  ///
  /// A class, because libcurl's callbacks change it while its owner uses it. Each change is told to
  /// the kernel at once, which alone knows what is registered: libcurl opens and closes sockets
  /// between two waits, and a new one often gets the number of one that has just been closed. A
  /// descriptor that epoll refuses, a regular file, is always ready.
  final class Poller {
    private let epoll: Int32
    private var alwaysReady: [Int32] = []
    private var events = [epoll_event](repeating: epoll_event(), count: 256)
    /// What went wrong in `watch`, which is called where nothing can be thrown.
    private var failure: CurlError?

    init() throws(CurlError) {
      epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
      guard epoll >= 0 else { throw CurlError(errno: errno, operation: "epoll_create1") }
    }

    deinit { close(epoll) }

    /// Asks for `events` of `descriptor`, in place of what was asked for.
    func watch(_ descriptor: Int32, for events: Readiness) {
      if control(EPOLL_CTL_ADD, descriptor, events) { return }
      if errno == EEXIST, control(EPOLL_CTL_MOD, descriptor, events) { return }
      if errno != EPERM {
        failure = failure ?? CurlError(errno: errno, operation: "epoll_ctl")
      } else if events.contains(.readable), !alwaysReady.contains(descriptor) {
        alwaysReady.append(descriptor)
      }
    }

    /// Asks for nothing of `descriptor` any more.
    func unwatch(_ descriptor: Int32) {
      alwaysReady.removeAll { $0 == descriptor }
      // One that has been closed, or was never watched, is asked for nothing as it is.
      _ = control(EPOLL_CTL_DEL, descriptor, [])
    }

    /// Waits at most so long (-1: for ever) and puts what is ready in `ready`.
    func wait(milliseconds: Int, into ready: inout [ReadyDescriptor]) throws(CurlError) {
      ready.removeAll(keepingCapacity: true)
      if let failure { throw failure }
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

    private func control(
      _ operation: some BinaryInteger, _ descriptor: Int32, _ events: Readiness
    ) -> Bool {
      ccurl_epoll_ctl(epoll, Int32(operation), descriptor, events.rawValue) == 0
    }
  }
#endif

/// What a descriptor is ready for, in the bits of epoll(7) and poll(2).
struct Readiness: OptionSet {
  let rawValue: UInt32

  /// It can be read, or has ended.
  static let readable = Readiness(rawValue: 0x01)
  /// It can be written.
  static let writable = Readiness(rawValue: 0x04)
  /// An error, such as a pipe without a reader; told without being asked for.
  static let trouble = Readiness(rawValue: 0x08)
  /// The other side has gone; told without being asked for.
  static let hangUp = Readiness(rawValue: 0x10)
}

/// A descriptor and what it is ready for.
struct ReadyDescriptor {
  let descriptor: Int32
  let events: Readiness
}
