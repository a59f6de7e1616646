import CCurl
import Glibc

/// Signals as something to read, so that they are waited for with everything else.
///
/// The corresponding C functions are `sigprocmask` and `signalfd`.
public final class SignalDescriptor {
  /// What to wait for.
  public let descriptor: Int32

  /// Keeps `signals` from their usual effect and makes them readable here.
  public init(_ signals: [Int32]) throws(CurlError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    guard sigprocmask(SIG_BLOCK, &set, nil) == 0 else {
      throw CurlError(errno: errno, operation: "sigprocmask")
    }
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    guard descriptor >= 0 else { throw CurlError(errno: errno, operation: "signalfd") }
  }

  deinit { close(descriptor) }

  /// The next signal that came; nil when none has.
  public func next() -> Int32? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &information, size) == size else { return nil }
    return Int32(bitPattern: information.ssi_signo)
  }
}
