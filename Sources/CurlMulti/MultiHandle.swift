import CCurl
import Libc

/// Many transfers at once on one thread, with other descriptors in the same wait.
///
/// libcurl says which sockets to wait for and when to be called; epoll does the waiting.
public final class MultiHandle {
  /// What is waited for on a descriptor of the owner's.
  public enum Interest {
    /// It can be read, or has ended.
    case readable
    /// Only trouble: its other side has gone.
    case hangUp
  }

  private let multi: UnsafeMutableRawPointer
  private let sockets: SocketWatch
  private var transfers: [Transfer] = []
  private var others: [Int32] = []
  private var ready: [ReadyDescriptor] = []
  private var readyOthers: [ReadyDescriptor] = []
  private var finished: [Transfer] = []

  /// Makes a handle that keeps up to `connections` connections alive.
  public init(connections: Int) throws(CurlError) {
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init()
    else { throw CurlError(CURLE_FAILED_INIT, operation: "curl_multi_init") }
    self.multi = multi
    sockets = try SocketWatch()
    try sockets.serve(multi: multi)
    let code = ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, connections)
    guard code == CURLM_OK else { throw CurlError(code, operation: "CURLMOPT_MAXCONNECTS") }
  }

  deinit {
    for transfer in transfers { curl_multi_remove_handle(multi, transfer.easy) }
    curl_multi_cleanup(multi)
  }

  /// How many transfers are under way.
  public var count: Int { transfers.count }

  /// The transfers that are under way, in no order.
  public var running: [Transfer] { transfers }

  /// Starts a transfer.
  public func add(_ transfer: Transfer) throws(CurlError) {
    transfer.begin()
    let code = curl_multi_add_handle(multi, transfer.easy)
    guard code == CURLM_OK else { throw CurlError(code, operation: "curl_multi_add_handle") }
    transfer.place = transfers.count
    transfers.append(transfer)
  }

  /// Takes a transfer off the list of those under way; false where it is not there.
  private func forget(_ transfer: Transfer) -> Bool {
    guard let place = transfer.place, let last = transfers.popLast() else { return false }
    if last !== transfer {
      transfers[place] = last
      last.place = place
    }
    transfer.place = nil
    return true
  }

  /// The transfer whose handle libcurl names.
  private func transfer(of easy: UnsafeMutableRawPointer) -> Transfer? {
    var context: UnsafeMutableRawPointer?
    guard ccurl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK, let context
    else { return nil }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Ends a transfer at once and closes its connection; `error` is noted as the reason.
  public func abort(_ transfer: Transfer, error: CurlError?) {
    guard forget(transfer) else { return }
    transfer.abandon(error)
    curl_multi_remove_handle(multi, transfer.easy)
  }

  /// Waits for `descriptor` too, from the next turn on.
  public func watch(_ descriptor: Int32, for interest: Interest) {
    if !others.contains(descriptor) { others.append(descriptor) }
    sockets.poller.watch(descriptor, for: interest == .readable ? .readable : [])
  }

  /// Waits for `descriptor` no longer.
  public func unwatch(_ descriptor: Int32) {
    others.removeAll { $0 == descriptor }
    sockets.poller.unwatch(descriptor)
  }

  /// Whether the last turn found `descriptor` readable or ended.
  public func isReady(_ descriptor: Int32) -> Bool {
    readyOthers.contains { $0.descriptor == descriptor }
  }

  /// Whether the last turn found that nobody reads `descriptor` any more.
  public func hasNoReader(_ descriptor: Int32) -> Bool {
    readyOthers.contains { one in
      one.descriptor == descriptor && !one.events.isDisjoint(with: [.trouble, .hangUp])
    }
  }

  /// The next transfer that has ended.
  public func nextFinished() -> Transfer? { finished.popLast() }

  /// Moves all transfers on; waits at most so long (nil: for ever) where nothing can move.
  public func turn(milliseconds: Int?) throws(CurlError) {
    try runTimer()
    collectFinished()
    var limit = finished.isEmpty ? milliseconds ?? -1 : 0
    if let left = sockets.millisecondsLeft, limit < 0 || left < limit { limit = left }
    try sockets.poller.wait(milliseconds: limit, into: &ready)
    readyOthers.removeAll(keepingCapacity: true)
    for one in ready {
      if others.contains(one.descriptor) {
        readyOthers.append(one)
      } else {
        try act(one.descriptor, SocketWatch.mask(of: one.events))
      }
    }
    try runTimer()
    collectFinished()
  }

  private func runTimer() throws(CurlError) {
    guard sockets.millisecondsLeft == 0 else { return }
    sockets.deadline = nil
    try act(CURL_SOCKET_TIMEOUT, 0)
  }

  private func act(_ socket: Int32, _ mask: Int32) throws(CurlError) {
    var running: Int32 = 0
    let code = curl_multi_socket_action(multi, socket, mask, &running)
    guard code == CURLM_OK else { throw CurlError(code, operation: "curl_multi_socket_action") }
  }

  private func collectFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = transfer(of: easy), forget(transfer)
      else { continue }
      transfer.end(message.pointee.data.result)
      curl_multi_remove_handle(multi, easy)
      finished.append(transfer)
    }
  }
}
