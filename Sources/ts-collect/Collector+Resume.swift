import FilterTool
import NDJSON
import TimeSeries

extension Collector {
  /// Rebuilds the run from its journal, and sends each group's current line to the loop.
  ///
  /// The last line may be torn, by a machine that stopped: it is cut off, and that is said. Any
  /// other line that cannot be read is an error: what follows it was paid for. A file that does not
  /// begin as a journal does is another one, named by mistake: not a byte of it is changed.
  mutating func resume() throws {
    guard var reader = try journal?.reader() else { return }
    let name = settings.journal ?? ""
    var size = 0
    var isTorn = false
    while Interrupts.caught == nil {
      let line: Line?
      do throws(LineError) {
        line = try reader.next()
      } catch .truncated {
        isTorn = true
        break
      } catch {
        throw error
      }
      guard let line else { break }
      try take(line.bytes, from: .journal, place: "\(name):\(line.number)")
      if spec == nil { throw Self.noJournal(name) }
      size += line.bytes.count + 1
    }
    guard Interrupts.caught == nil else { return }
    if isTorn {
      guard spec != nil || reader.partialLine.beginsAsSpec else { throw Self.noJournal(name) }
      warn(command.name, "\(name): incomplete last line removed")
      try journal?.cut(to: size)
    }
    resumedRecords = totals.accepted
    resumedRounds = totals.rounds
    if settings.retriesFailed { retryFailed() }
    guard loop.kind == .fifo else { return }
    for group in groups.all.indices { try sendWaiting(group) }
  }

  private static func noJournal(_ name: String) -> Failure {
    Failure("\(name):1: not a journal: wanted a spec as the first line", .dataError)
  }

  /// Tells ts-prefill that it knows all groups that are known here.
  mutating func endResuming() throws {
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

extension Span where Element == UInt8 {
  /// Whether the bytes are those of a spec line that was cut off, blanks between its words aside.
  fileprivate var beginsAsSpec: Bool {
    var wanted = Array(#"{"type":"spec""#.utf8)[...]
    for index in indices where index == 0 || self[index] != UInt8(ascii: " ") {
      guard let next = wanted.popFirst() else { return true }
      if self[index] != next { return false }
    }
    return true
  }
}
