internal import FilterTool
internal import NDJSON
internal import TimeSeries

extension Collector {
  /// Rebuilds the run from its journal, and sends each group's current line to the loop.
  ///
  /// The last line may be torn, by a machine that stopped: it is cut off, and that is said. Any other
  /// line that cannot be read is an error: what follows it was paid for.
  mutating func resume() throws(CollectError) {
    guard var reader = try journal?.reader() else { return }
    let name = settings.journal ?? ""
    var size = 0
    var torn: CollectError?
    while torn == nil {
      let line: Line?
      do throws(LineError) {
        line = try reader.next()
      } catch .truncated {
        torn = .line(.truncated(name: name, line: 0))
        break
      } catch {
        throw .line(error)
      }
      guard let line else { break }
      try take(line.bytes, from: .journal, place: "\(name):\(line.number)")
      size += line.bytes.count + 1
    }
    if torn != nil {
      warn(command.name, "\(name): the last line is torn: cut off")
      try journal?.cut(to: size)
    }
    resumedRecords = totals.accepted
    guard loop.kind == .fifo else { return }
    for group in groups.all.indices { try sendWaiting(group) }
    var line = JSONWriter()
    line.beginObject()
    line.member(.type, string: "resumed")
    line.endObject()
    try sendLine(line.bytes)
  }
}
