import CCurl
import Glibc

/// Tells which descriptors are ready, by poll(2): for systems that have no epoll.
///
/// Each wait hands all descriptors to the system, so that it costs more the more there are.
final class PollPoller: Poller {
  private var watched: [pollfd] = []
  /// Where a descriptor stands in `watched`, from 1; 0 where it is not there.
  private var places: [Int] = []

  func watch(_ descriptor: Int32, for events: Readiness) {
    while places.count <= Int(descriptor) { places.append(0) }
    if places[Int(descriptor)] == 0 {
      watched.append(pollfd(fd: descriptor, events: 0, revents: 0))
      places[Int(descriptor)] = watched.count
    }
    watched[places[Int(descriptor)] - 1].events = Int16(events.rawValue)
  }

  func unwatch(_ descriptor: Int32) {
    guard descriptor >= 0, Int(descriptor) < places.count, places[Int(descriptor)] > 0,
      let last = watched.popLast()
    else { return }
    let place = places[Int(descriptor)]
    places[Int(last.fd)] = place
    places[Int(descriptor)] = 0
    if last.fd != descriptor { watched[place - 1] = last }
  }

  func forget(_ descriptor: Int32) { unwatch(descriptor) }

  func wait(milliseconds: Int, into ready: inout [ReadyDescriptor]) throws(CurlError) {
    ready.removeAll(keepingCapacity: true)
    let count = poll(&watched, nfds_t(watched.count), Int32(clamping: milliseconds))
    guard count >= 0 else {
      if errno == EINTR { return }
      throw CurlError(errno: errno, operation: "poll")
    }
    for one in watched where one.revents != 0 {
      let events = Readiness(rawValue: UInt32(UInt16(bitPattern: one.revents)))
      ready.append(ReadyDescriptor(descriptor: one.fd, events: events))
      if ready.count == count { return }
    }
  }
}
