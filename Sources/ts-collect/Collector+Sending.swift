import FilterTool
import NDJSON
import TimeSeries

/// What goes to the loop, and when.
extension Collector {
  /// Sends the group's next line, or keeps it until the journal has been read.
  mutating func send(
    _ decision: RoundDecision, of group: Int, _ line: StreamLine, _ bytes: Span<UInt8>,
    from source: Source
  ) throws {
    guard loop.kind != .none else { return }
    var next = JSONWriter()
    decision.state.write(carrying: line, of: bytes, into: &next)
    if source == .journal {
      groups[group].active?.waitingLine = next.bytes
    } else if stopStatus == nil || decision.state.hasEnded {
      groups[group].isSent = true
      groups[group].active?.waitingLine = []
      try sendLine(next.bytes)
    }
  }

  /// Sends the line of a group that waits, once; of an ended one, no more than its state.
  mutating func sendWaiting(_ group: Int) throws {
    guard !groups[group].isSent else { return }
    groups[group].isSent = true
    var next = JSONWriter()
    if let line = groups[group].active?.waitingLine, !line.isEmpty {
      next.append(line)
      groups[group].active?.waitingLine = []
    } else {
      groups[group].state.write(into: &next)
    }
    try sendLine(next.bytes)
  }

  /// Tells ts-prefill that no more rounds are wanted.
  mutating func sendStop(_ status: RunStatus) throws {
    var line = JSONWriter()
    line.beginObject()
    line.member(.type, string: "stop")
    line.member(.status, string: status.rawValue)
    line.endObject()
    try sendLine(line.bytes)
  }

  /// Sends a line to the loop.
  mutating func sendLine(_ line: [UInt8]) throws {
    try loop.send(line)
  }
}
