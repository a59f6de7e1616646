internal import FilterTool
internal import NDJSON
internal import TimeSeries

extension Collector {
  /// Rebuilds the run from its journal, and sends each group's current line to the loop.
  ///
  /// The last line may be torn, by a machine that stopped: it is cut off, and that is said. Any other
  /// line that cannot be read is an error: what follows it was paid for.
  mutating func resume() throws(Failure) {
    guard var reader = try journal?.reader() else { return }
    let name = settings.journal ?? ""
    var size = 0
    var isTorn = false
    while true {
      let line: Line?
      do throws(LineError) {
        line = try reader.next()
      } catch .truncated {
        isTorn = true
        break
      } catch {
        throw Failure(error)
      }
      guard let line else { break }
      try take(line.bytes, from: .journal, place: "\(name):\(line.number)")
      size += line.bytes.count + 1
    }
    if isTorn {
      warn(command.name, "\(name): the last line is torn: cut off")
      try journal?.cut(to: size)
    }
    resumedRecords = totals.accepted
    resumedRounds = totals.rounds
    if settings.retriesFailed { retryFailed() }
    guard loop.kind == .fifo else { return }
    for group in groups.all.indices { try sendWaiting(group) }
  }

  /// Tells ts-prefill that it knows all groups that are known here.
  mutating func endResuming() throws(Failure) {
    guard loop.kind == .fifo else { return }
    var line = JSONWriter()
    line.beginObject()
    line.member(.type, string: "resumed")
    line.endObject()
    try sendLine(line.bytes)
  }

  /// Takes up the groups that failed, with all patience before them.
  ///
  /// The line says so, and so does the journal then: a run that reads it judges as this one does.
  private mutating func retryFailed() {
    groups.keepsFailedStates = false
    for group in groups.all.indices where groups[group].isFailed {
      guard let ended = groups[group].active else { continue }
      var state = ended.state
      state.failed = false
      state.lowValidFractionCount = 0
      state.noProgressCount = 0
      var line = StreamLine()
      let last = ended.waitingLine
      // What was written here can be read; a group that is not in a loop has no line.
      let carried = (try? line.scan(last.span)) == nil ? nil : line
      var next = JSONWriter()
      state.write(carrying: carried, of: last.span, mark: .retried, into: &next)
      groups.takeUp(group, at: state)
      groups[group].active?.waitingLine = next.bytes
    }
  }
}
