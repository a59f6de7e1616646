internal import Glibc
internal import Synchronization

/// The signal that asks the run to end, 0 while none has come.
private let caught = Atomic<Int32>(0)

/// Asks to be told of SIGINT and SIGTERM instead of dying of the first one; a second one kills.
///
/// A wait in poll(2) ends when one comes. SIGPIPE is ignored, so that a reader which has gone is an
/// error of write(2) that can be told from the loop's.
func watchInterrupts() {
  caught.store(0, ordering: .relaxed)
  var action = sigaction()
  action.__sigaction_handler.sa_handler = { caught.store($0, ordering: .relaxed) }
  action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
  for number in [SIGINT, SIGTERM] {
    var old = sigaction()
    // What a parent told us to ignore, as nohup and a background job do, stays ignored.
    guard sigaction(number, nil, &old) == 0, !isIgnored(old) else { continue }
    _ = sigaction(number, &action, nil)
  }
  _ = signal(SIGPIPE, SIG_IGN)
  // A file that meets its limit is an error of write(2) too.
  _ = signal(SIGXFSZ, SIG_IGN)
}

/// The signal that came, nil while none has.
func interrupt() -> Int32? {
  let number = caught.load(ordering: .relaxed)
  return number == 0 ? nil : number
}

/// Ends the process as the signal would have done.
func die(of number: Int32) {
  _ = signal(number, SIG_DFL)
  _ = raise(number)
}

private func isIgnored(_ action: sigaction) -> Bool {
  unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    == unsafeBitCast(SIG_IGN, to: Int.self)
}
