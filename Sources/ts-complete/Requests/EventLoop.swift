import CurlMulti
import FilterTool
import Libc
import NDJSON

/// The one wait of the tool: transfers, standard input and output, signals.
final class EventLoop {
  /// Where transfers are.
  let multi: MultiHandle

  /// Begins to watch the output and the signals that end the work.
  ///
  /// SIGPIPE is ignored, as libcurl wants; `Failure` gives a reader that has gone its usual effect.
  init(connections: Int) throws {
    signal(SIGPIPE, SIG_IGN)
    try Self.allowDescriptors(for: connections)
    multi = try MultiHandle(connections: connections)
    try Interrupts.watch()
    if let descriptor = Interrupts.descriptor { multi.watch(descriptor, for: .readable) }
    multi.watch(STDOUT_FILENO, for: .hangUp)
  }

  /// Raises the number of files that may be open, which is 1,024 on many systems.
  private static func allowDescriptors(for connections: Int) throws {
    let wanted = rlim_t(connections) + spareDescriptors
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return }
    let most = limit.rlim_max
    limit.rlim_cur = wanted
    guard most >= wanted, setrlimit(resource, &limit) == 0 else {
      throw Failure(
        "--concurrency \(connections): needs \(wanted) open files; the system allows \(most)",
        .usage)
    }
  }

  /// Files beside the connections: the streams, the wait's own, archives, certificates.
  private static let spareDescriptors: rlim_t = 32

  /// Whether the last turn found something to read on standard input, or its end.
  var hasInput: Bool { multi.isReady(STDIN_FILENO) }

  /// Whether standard input is waited for.
  private var watchesInput = false {
    didSet {
      guard watchesInput != oldValue else { return }
      if watchesInput {
        multi.watch(STDIN_FILENO, for: .readable)
      } else {
        multi.unwatch(STDIN_FILENO)
      }
    }
  }

  /// Waits at most so long (nil: for ever) and moves all transfers on.
  ///
  /// Standard input ends the wait only where the caller would read it: one that is a file, or has
  /// ended, is always ready.
  func turn(milliseconds: Int?, wantsInput: Bool = false) throws {
    watchesInput = wantsInput
    try multi.turn(milliseconds: milliseconds)
    if let signal = Interrupts.caught { throw Failure(signal: signal) }
    // The same end as where it is noticed by writing, so that chance does not decide the status.
    if multi.hasNoReader(STDOUT_FILENO) { throw Failure(signal: SIGPIPE) }
  }

  /// Makes one transfer alone and waits for its end.
  func fetch(_ transfer: Transfer) throws {
    try multi.add(transfer)
    while multi.count > 0 { try turn(milliseconds: nil) }
    while multi.nextFinished() != nil {}
  }

  /// Waits so long, for nothing but signals and a reader that goes.
  func rest(_ pause: Duration) throws {
    let end = Monotonic.milliseconds + Int(pause.wholeMicroseconds / 1_000)
    while Monotonic.milliseconds < end {
      try turn(milliseconds: end - Monotonic.milliseconds)
    }
  }
}
