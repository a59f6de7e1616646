import FilterTool
import Libc
import NDJSON
import TimeSeries

extension Collector {
  /// Whether groups wait for the end, to leave sorted.
  var sortsGroups: Bool {
    (settings.order ?? (settings.format == .csv ? .group : .completion)) == .group
  }

  /// Whether a group's records are part of the output.
  func isDelivered(_ group: Group) -> Bool {
    if settings.streams { return false }
    if group.isFailed { return settings.keepsFailed }
    // A run that stops at a number of records wants those that it has counted.
    return group.isCompleted || stopStatus == .complete
  }

  /// Writes the records of a group.
  mutating func deliver(_ group: Int) throws {
    guard output != nil else { return }
    progress.makeRoom()
    let chain = groups[group].chain
    let sortsByTime = spec?.sortsByTime ?? false
    try spool.deliver(chain, to: &output, sortedByTime: sortsByTime)
  }

  /// How the run stands, or how it ended.
  var status: RunStatus {
    if isBroken { return .incomplete }
    if let stopStatus { return stopStatus }
    if spec == nil, unanswered == 0 { return .empty }
    let isMissing = unseen > 0 || unanswered > 0
    return groups.failed == 0 && groups.unfinished == 0 && !isMissing ? .complete : .incomplete
  }

  /// How many of the groups that the spec tells of did not come.
  var unseen: Int { max(0, (spec?.spec.groups ?? 0) - groups.all.count) }

  /// What progress tells, while the run goes on or at its end.
  func standing(isFinal: Bool) -> RunStanding {
    RunStanding(
      status: isFinal ? status : stopStatus ?? .inProgress, records: totals.accepted,
      newRecords: totals.accepted - resumedRecords,
      expected: settings.numRecords ?? spec?.spec.expectedRecords,
      done: groups.completed, active: groups.unfinished, failed: groups.failed,
      seconds: seconds, validFraction: totals.validFraction, cost: totals.cost)
  }

  /// Tells how the run stands, where that is wanted.
  mutating func tellProgress() {
    guard progress.isTold else { return }
    let standing = standing(isFinal: false)
    progress.show(standing)
  }

  private var seconds: Double { (Monotonic.now - started) / .seconds(1) }

  /// Ends the run: what waits leaves, files are put in their places, the summary is written.
  mutating func finish() throws {
    for group in sortsGroups ? groups.sorted : Array(groups.all.indices) {
      // A group that has failed may be tried again until the end.
      let isLate = sortsGroups || !groups[group].isCompleted
      if isLate, isDelivered(groups[group]) { try deliver(group) }
    }
    try output?.flush()
    snapshots?.finish(groups: groups, spool: &spool)
    try journal?.groupEnded()
    try finishLoop()
    let standing = standing(isFinal: true)
    progress.finish(standing)
    try summarise()
  }

  /// Leaves the next pass a whole file: also the groups that were not answered in this one.
  private mutating func finishLoop() throws {
    stopLoop()
    guard loop.kind == .file else { return }
    for group in groups.all.indices { try sendWaiting(group) }
    for line in try loop.linesOfLastPass() where groups.place(of: line.key) == nil {
      if !line.hasEnded { unanswered += 1 }
      try sendLine(line.bytes)
    }
    // Without a spec nothing came: what the last pass left stays as it is.
    guard spec != nil else { return }
    try loop.commit()
  }

  /// Writes the summary to its file, or for a person to stderr.
  mutating func summarise() throws {
    let summary = Summary(
      status: status, totals: totals, groups: groups,
      groupCount: max(groups.all.count, spec?.spec.groups ?? 0), delivered: output?.count ?? 0,
      newRecords: totals.accepted - resumedRecords, seconds: seconds)
    guard let path = settings.summary else {
      // Where nothing came, another stage has said why, and there is nothing to add up.
      if spec != nil, !cameNothing { for line in summary.lines { warn(command.name, line) } }
      return
    }
    var file = try AtomicFile(path: path)
    var writer = LineWriter(
      descriptor: file.descriptor, name: path, interruption: Interrupts.descriptor)
    try summary.write(into: &writer) { (writer) throws in
      try spool.writeFractions(into: &writer)
    }
    try writer.flush()
    try file.commit()
  }
}

extension Spool {
  /// Writes the valid share of each round as the elements of an open array.
  mutating func writeFractions(into writer: inout LineWriter) throws {
    var offset = 0
    while offset < end {
      let chunk = try header(at: offset)
      // After a flush the writer cannot see that the array has elements already.
      if writer.pendingCount == 0 { writer.pending.append(byte: UInt8(ascii: ",")) }
      writer.pending.double(chunk.kept.validFraction)
      if writer.pendingCount >= 1 << 18 { try writer.flush() }
      offset = chunk.end
    }
  }
}
