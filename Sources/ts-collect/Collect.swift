import FilterTool
import Libc
import NDJSON

/// Collects a run: from the journal what it knows, then from the standard input what comes.
func collect(_ settings: Settings, _: [String]) throws -> ExitStatus {
  // A reader that has gone must be told from the loop's, and a file that meets its limit is an
  // error of write(2) too.
  for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
  try Interrupts.watch()
  var collector = try Collector(settings)
  do {
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
    throw Failure(signal: number)
  }
  return collector.verdict()
}

extension Collector {
  /// Takes lines until the input ends or a signal comes; never waits while there is work.
  fileprivate mutating func takeInput() throws {
    var input = LineReader(descriptor: STDIN_FILENO, name: "<stdin>")
    while Interrupts.caught == nil {
      try takeBuffered(&input, from: .live, name: "<stdin>")
      progress.makeRoom()
      try output?.flush()
      try loop.pump()
      tellProgress()
      guard try wait() else { continue }
      guard try input.fillAvailable() != .end else { break }
    }
    if Interrupts.caught == nil, let truncation = input.truncation { throw truncation }
  }

  /// Takes the lines that have been read already.
  mutating func takeBuffered(
    _ input: inout LineReader, from source: Source, name: String
  ) throws {
    while let line = try input.nextBuffered() {
      try take(line.bytes, from: source, place: "\(name):\(line.number)")
    }
  }

  /// Waits for input, for room in the loop or for the time to tell progress; true for input.
  private mutating func wait() throws -> Bool {
    let wished = [
      Readiness(STDIN_FILENO, .readable), loop.awaited,
      Readiness(Interrupts.descriptor ?? -1, .readable),
    ]
    // The loop's reader may come at any time: only trying to open tells.
    let timeout = loop.isUnopened ? .milliseconds(20) : progress.pause
    let found = try waitUntilReady(wished, timeout: timeout)
    if found[1].ready.contains(.closed) { loop.abandon() }
    return !found[0].ready.isEmpty
  }
}
