import Libc
public import NDJSON
import Synchronization

/// The signal that asks the tool to end, 0 while none has come.
private let caughtSignal = Atomic<Int32>(0)

/// The end of the waking pipe that is waited for.
private let readingEnd = Atomic<Int32>(-1)
/// The end of the waking pipe that the handler writes to.
private let writingEnd = Atomic<Int32>(-1)

/// SIGINT and SIGTERM, as something to wait for: they ask the tool to end in order.
///
/// The first one is noted and wakes whoever waits; none is lost between a look and a wait, as the
/// descriptor stays readable. A second one, the same or the other, has its usual effect and kills.
public enum Interrupts {
  /// Begins to catch the signals; one that a parent has told us to ignore, as nohup and a
  /// background job do, stays ignored.
  public static func watch() throws(IOError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw .current("create a pipe", "signals") }
    for end in ends {
      guard fcntl(end, F_SETFD, FD_CLOEXEC) == 0, fcntl(end, F_SETFL, O_NONBLOCK) == 0 else {
        throw .current("create a pipe", "signals")
      }
    }
    readingEnd.store(ends[0], ordering: .relaxed)
    writingEnd.store(ends[1], ordering: .relaxed)
    for number in [SIGINT, SIGTERM] where try !isIgnored(number) { try catchFirst(number) }
  }

  /// Readable once a signal has come, and ever after; nil before `watch`.
  public static var descriptor: Int32? {
    let end = readingEnd.load(ordering: .relaxed)
    return end < 0 ? nil : end
  }

  /// The signal that came; nil while none has.
  public static var caught: Int32? {
    let number = caughtSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  private static func isIgnored(_ number: Int32) throws(IOError) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else {
      throw .current("look up the action", "signals")
    }
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Without SA_RESTART a write that the reader holds up ends, so that the signal is heeded.
  private static func catchFirst(_ number: Int32) throws(IOError) {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      let saved = errno
      // The second one, be it the same or the other, comes when the handler returns.
      if caughtSignal.exchange(number, ordering: .relaxed) != 0 { die(of: number) }
      endWaitingCalls()
      var byte: UInt8 = 0
      _ = unsafe write(writingEnd.load(ordering: .relaxed), &byte, 1)
      errno = saved
    }
    guard unsafe sigaction(number, &action, nil) == 0 else {
      throw .current("set the action", "signals")
    }
  }
}

/// Ends the process as a signal does that nobody catches.
public func die(of number: Int32) {
  _ = signal(number, SIG_DFL)
  _ = raise(number)
}
