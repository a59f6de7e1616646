import FilterTool
import Libc
import NDJSON

/// How a run ended.
enum Ending {
  /// The input ended, or an error did; the status says how.
  case status(ExitStatus)
  /// This signal ended it.
  case signal(Int32)
}

/// Collects a run: from the journal what it knows, then from the standard input what comes.
func collect(_ settings: Settings) -> Ending {
  // A reader that has gone must be told from the loop's, and a file that meets its limit is an error
  // of write(2) too.
  for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
  do throws(Failure) {
    try io { () throws(IOError) in try Interrupts.watch() }
    var collector = try Collector(settings)
    do throws(Failure) {
      if settings.resumes { try collector.resume() }
      try collector.endResuming()
      try collector.takeInput()
      try collector.finish()
    } catch {
      collector.isBroken = true
      collector.stopLoop()
      try? collector.summarise()
      collector.tellLoss()
      throw error
    }
    if let number = Interrupts.caught {
      collector.tellLoss()
      return .signal(number)
    }
    return .status(collector.verdict())
  } catch {
    // A reader that has gone needs no words: `head` has had enough.
    if error.systemError?.code == EPIPE { return .signal(SIGPIPE) }
    // Nor does one that takes nothing after a signal.
    if error.systemError?.code == EINTR, let number = Interrupts.caught { return .signal(number) }
    return .status(command.report(error))
  }
}

extension Collector {
  /// Takes lines until the input ends or a signal comes; never waits while there is work.
  fileprivate mutating func takeInput() throws(Failure) {
    var input = LineReader(descriptor: STDIN_FILENO, name: "<stdin>")
    while Interrupts.caught == nil {
      try takeBuffered(&input, from: .live, name: "<stdin>")
      progress.makeRoom()
      try output?.flush()
      try io { () throws(IOError) in try loop.pump() }
      tellProgress()
      guard try wait() else { continue }
      do throws(LineError) {
        guard try input.fillAvailable() != .end else { break }
      } catch {
        throw Failure(error)
      }
    }
    if Interrupts.caught == nil, let truncation = input.truncation { throw Failure(truncation) }
  }

  /// Takes the lines that have been read already.
  mutating func takeBuffered(
    _ input: inout LineReader, from source: Source, name: String
  ) throws(Failure) {
    while true {
      let line: Line?
      do throws(LineError) { line = try input.nextBuffered() } catch { throw Failure(error) }
      guard let line else { return }
      try take(line.bytes, from: source, place: "\(name):\(line.number)")
    }
  }

  /// Waits for input, for room in the loop or for the time to tell progress; true for input.
  private mutating func wait() throws(Failure) -> Bool {
    let wished = [
      Readiness(STDIN_FILENO, .readable), loop.awaited,
      Readiness(Interrupts.descriptor ?? -1, .readable),
    ]
    // The loop's reader may come at any time: only trying to open tells.
    let timeout = loop.isUnopened ? .milliseconds(20) : progress.pause
    let found = try io { () throws(IOError) in try waitUntilReady(wished, timeout: timeout) }
    if found[1].ready.contains(.closed) { loop.abandon() }
    return !found[0].ready.isEmpty
  }
}
