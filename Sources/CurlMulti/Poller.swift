/// Tells which descriptors are ready.
///
/// A class, because libcurl's callbacks change it while its owner uses it.
protocol Poller: AnyObject {
  /// Asks for `events` of `descriptor`, in place of what was asked for.
  func watch(_ descriptor: Int32, for events: Readiness)

  /// Asks for nothing of `descriptor` any more.
  func unwatch(_ descriptor: Int32)

  /// Learns that `descriptor` is about to be closed.
  func forget(_ descriptor: Int32)

  /// Waits at most so long (-1: for ever) and puts what is ready in `ready`.
  func wait(milliseconds: Int, into ready: inout [ReadyDescriptor]) throws(CurlError)
}

/// What a descriptor is ready for, in the bits that poll(2) and epoll(7) have in common.
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
