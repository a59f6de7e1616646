import Libc
import Synchronization

/// A system call that failed: what was tried, on what, and errno.
public struct IOError: Error, Equatable, CustomStringConvertible {
  /// What was tried, in a word: `read`, `write`, `open`.
  public let operation: String
  /// The file or stream, as a message names it.
  public let name: String
  /// The value of errno.
  public let code: Int32

  /// An error with a known number.
  public init(_ operation: String, _ name: String, code: Int32) {
    self.operation = operation
    self.name = name
    self.code = code
  }

  /// An error with the current value of errno.
  public static func current(_ operation: String, _ name: String) -> IOError {
    IOError(operation, name, code: errno)
  }

  /// `NAME: cannot OPERATION: REASON`, the reason in strerror's words.
  public var description: String {
    "\(name): cannot \(operation): \(unsafe String(cString: strerror(code)))"
  }
}

/// Whether a signal has asked the tool to end.
private let endIsAsked = Atomic<Bool>(false)

/// Lets calls that wait for another process end with EINTR from now on; a signal handler may call
/// it.
public func endWaitingCalls() { endIsAsked.store(true, ordering: .relaxed) }

/// Calls `call` again as long as a signal interrupts it; a failure is thrown with errno.
///
/// - Parameter waits: Whether it may wait for another process for ever. Then EINTR is thrown where
///   the signal asked the tool to end.
public func retryingInterrupts<Number: SignedInteger>(
  _ operation: String, _ name: String, waits: Bool = false, _ call: () -> Number
) throws(IOError) -> Number {
  while true {
    let result = call()
    if result >= 0 { return result }
    if errno != EINTR || waits && endIsAsked.load(ordering: .relaxed) {
      throw .current(operation, name)
    }
  }
}
