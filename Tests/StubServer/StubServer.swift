import Foundation
import Glibc

/// A scripted HTTP server on loopback, for tests: each request is answered as the script says
/// and kept, so that what was asked can be compared too.
///
/// One thread a connection; the port is any free one.
public final class StubServer: Sendable {
  /// The address to ask: `http://127.0.0.1:PORT`.
  public let url: String
  /// The port that it listens on.
  public let port: UInt16
  private let state: StubState

  /// Listens; `script` gives the answer to each request.
  public init(_ script: @escaping @Sendable (StubRequest) -> StubAnswer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw POSIXError(.EMFILE) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 1_024) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else {
      close(listener)
      throw POSIXError(.EADDRNOTAVAIL)
    }
    port = UInt16(bigEndian: address.sin_port)
    url = "http://127.0.0.1:\(port)"
    let state = StubState(listener: listener, script: script)
    self.state = state
    Thread.detachNewThread { state.acceptAll() }
  }

  deinit { state.stop() }

  /// Answers the requests in turn; the last answer again and again.
  public convenience init(answers: [StubAnswer]) throws {
    try self.init { answers[min($0.number, answers.count - 1)] }
  }

  /// The requests so far.
  public var requests: [StubRequest] { state.locked { $0.requests } }

  /// How many connections were made.
  public var connections: Int { state.locked { $0.sockets.count } }

  /// Listens no more; the connections that are there go on.
  public func refuse() { state.refuse() }

  /// Ends all connections and listens no more.
  public func stop() { state.stop() }
}

/// What the threads of one server share.
final class StubState: @unchecked Sendable {
  struct Shared {
    var requests: [StubRequest] = []
    var sockets: [Int32] = []
    var isStopped = false
    var isListening = true
  }

  private let listener: Int32
  private let script: @Sendable (StubRequest) -> StubAnswer
  private let lock = NSLock()
  private var shared = Shared()

  init(listener: Int32, script: @escaping @Sendable (StubRequest) -> StubAnswer) {
    self.listener = listener
    self.script = script
  }

  func locked<Value>(_ body: (inout Shared) -> Value) -> Value {
    lock.withLock { body(&shared) }
  }

  /// The thread that accepts closes the listener then; it may be shut down once only.
  func refuse() {
    locked { shared in
      if shared.isListening { shutdown(listener, Int32(SHUT_RDWR)) }
      shared.isListening = false
    }
  }

  func stop() {
    refuse()
    let sockets = locked { shared -> [Int32] in
      if shared.isStopped { return [] }
      shared.isStopped = true
      return shared.sockets
    }
    for socket in sockets where socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
  }

  func acceptAll() {
    while true {
      let socket = accept(listener, nil, nil)
      guard socket >= 0 else { break }
      let index = locked { shared -> Int? in
        guard !shared.isStopped else { return nil }
        shared.sockets.append(socket)
        return shared.sockets.count - 1
      }
      guard let index else {
        close(socket)
        break
      }
      Thread.detachNewThread {
        self.serve(socket, connection: index)
        self.locked { $0.sockets[index] = -1 }
        close(socket)
      }
    }
    close(listener)
  }

  private func serve(_ socket: Int32, connection: Int) {
    var reader = StubReader(socket: socket)
    while var request = reader.next() {
      request.connection = connection
      locked { shared in
        request.number = shared.requests.count
        shared.requests.append(request)
      }
      guard script(request).play(on: socket) else { return }
    }
  }
}
