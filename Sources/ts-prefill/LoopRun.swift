import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Writes the spec and every group's seed: one pass, with no loop.
func emitOnce(_ plan: any SeedSource) throws {
  var head = LoopHead(plan, active: .max, resumes: false)
  try head.topUp()
  try head.flush()
}

/// Writes one round out of a file that holds the state of the groups begun so far.
func emitRound(_ plan: any SeedSource, _ settings: Settings, file: Int32?, name: String)
  throws
{
  var head = LoopHead(plan, active: settings.active, resumes: false)
  if let file {
    var reader = LineReader(descriptor: file, name: name)
    while let line = try reader.next() {
      try head.receive(line.bytes, name: name, number: line.number, relaysEnded: true)
    }
  }
  try head.topUp()
  try head.flush()
}

/// Keeps groups in flight until all have ended: the head of a loop through a FIFO.
///
/// The only waiting is for the loop and for the reader of the standard output to go.
func runLoop(_ plan: any SeedSource, _ settings: Settings, fifo: Int32, name: String)
  throws
{
  // A reader that is gone must be told of, so writing to it must not end the process.
  _ = signal(SIGPIPE, SIG_IGN)
  var head = LoopHead(plan, active: settings.active, resumes: settings.resumes)
  var reader = LineReader(descriptor: fifo, name: name)
  var watch = WriterWatch()
  var starvation = Starvation(settings)
  while true {
    if head.isDone { return try head.finish() }
    try head.topUp()
    let limit = [starvation.callsAt, watch.callsAt].compactMap(\.self).min()
    let ready = try wait(fifo, hasOutput: head.hasOutput, until: limit)
    if !ready.output.isDisjoint(with: .closed) {
      throw Failure(signal: SIGPIPE)
    }
    if ready.output.contains(.writable) { try head.writePiece() }
    if !ready.loop.isEmpty || watch.isDue || starvation.isDue && !watch.hasCome {
      let hasCome = !ready.loop.isEmpty
      if try take(&reader, into: &head, &watch, hasCome: hasCome, name: name) {
        starvation.fed()
        continue
      }
    }
    if starvation.isDue { try starvation.remark(on: head, name, hasWriter: watch.hasCome) }
  }
}

/// Takes what the loop brings; false if it brought nothing.
///
/// - Parameter hasCome: Whether poll(2) has seen a writer: it stays silent before the first one.
private func take(
  _ reader: inout LineReader, into head: inout LoopHead, _ watch: inout WriterWatch,
  hasCome: Bool, name: String
) throws -> Bool {
  switch try reader.fillAvailable() {
  case .end:
    if hasCome || watch.hasCome { throw head.writerIsGone(name) }
    head.call()
    watch.missed()
    return false
  case .wouldBlock:
    watch.found()
    return false
  case .bytes: watch.found()
  }
  while let line = try reader.nextBuffered() {
    try head.receive(line.bytes, name: name, number: line.number, relaysEnded: false)
  }
  return true
}

/// Waits for the loop to bring something, or for the reader of the standard output to take
/// something or to go.
private func wait(_ fifo: Int32, hasOutput: Bool, until limit: Duration?) throws
  -> (loop: Readiness.Events, output: Readiness.Events)
{
  let ready = try waitUntilReady(
    [Readiness(fifo, .readable), Readiness(STDOUT_FILENO, hasOutput ? .writable : [])],
    timeout: limit.map { max(.zero, $0 - Monotonic.now) })
  return (ready[0].ready, ready[1].ready)
}
