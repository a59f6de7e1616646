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
    guard loop.kind == .fifo else { return }
    for group in groups.all.indices { try sendWaiting(group) }
    var line = JSONWriter()
    line.beginObject()
    line.member(.type, string: "resumed")
    line.endObject()
    try sendLine(line.bytes)
  }
}
