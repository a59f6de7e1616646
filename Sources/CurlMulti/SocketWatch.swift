import CCurl
import Libc

/// What libcurl asks its owner to wait for: sockets and one timer.
///
/// A class of its own, because libcurl keeps its address and calls it even as the multi handle
/// is taken down.
final class SocketWatch {
  /// The descriptors waited for.
  let poller: Poller
  /// When libcurl wants to be called, as `Monotonic.milliseconds`.
  var deadline: Int?

  init() throws(CurlError) { poller = try Poller() }

  /// The milliseconds until `deadline`; nil when there is none.
  var millisecondsLeft: Int? {
    guard let deadline else { return nil }
    return max(0, deadline - Monotonic.milliseconds)
  }

  /// Has `multi` tell this object what to wait for.
  func serve(multi: UnsafeMutableRawPointer) throws(CurlError) {
    let itself = Unmanaged.passUnretained(self).toOpaque()
    let socket: ccurl_socket_callback = { _, socket, what, context, _ in
      guard let context else { return -1 }
      Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().follow(socket, what)
      return 0
    }
    let timer: ccurl_timer_callback = { _, milliseconds, context in
      guard let context else { return -1 }
      let watch = Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue()
      watch.deadline = milliseconds < 0 ? nil : Monotonic.milliseconds + milliseconds
      return 0
    }
    let codes = [
      ccurl_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, itself),
      ccurl_multi_setopt_socket(multi, CURLMOPT_SOCKETFUNCTION, socket),
      ccurl_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, itself),
      ccurl_multi_setopt_timer(multi, CURLMOPT_TIMERFUNCTION, timer),
    ]
    for code in codes where code != CURLM_OK {
      throw CurlError(code, operation: "curl_multi_setopt")
    }
  }

  /// libcurl's words for what a socket is ready for.
  static func mask(of events: Readiness) -> Int32 {
    var mask: Int32 = 0
    if events.contains(.readable) { mask |= CURL_CSELECT_IN }
    if events.contains(.writable) { mask |= CURL_CSELECT_OUT }
    if !events.isDisjoint(with: [.trouble, .hangUp]) {
      mask |= CURL_CSELECT_IN | CURL_CSELECT_ERR
    }
    return mask
  }

  private func follow(_ socket: Int32, _ what: Int32) {
    switch what {
    case CURL_POLL_IN: poller.watch(socket, for: .readable)
    case CURL_POLL_OUT: poller.watch(socket, for: .writable)
    case CURL_POLL_INOUT: poller.watch(socket, for: [.readable, .writable])
    default: poller.unwatch(socket)
    }
  }
}
