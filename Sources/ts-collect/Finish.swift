internal import FilterTool
internal import Glibc
internal import NDJSON
internal import TimeSeries

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
  mutating func deliver(_ group: Int) throws(Failure) {
    guard output != nil else { return }
    let chain = groups[group].chain
    let sortsByTime = spec?.sortsByTime ?? false
    try spool.deliver(chain, to: &output, sortedByTime: sortsByTime)
  }

  /// How the run stands, or how it ended.
  var status: RunStatus {
    if isBroken { return .incomplete }
    if let stopStatus { return stopStatus }
    let isMissing = unseen > 0 || unanswered > 0
    return groups.failed == 0 && groups.unfinished == 0 && !isMissing ? .complete : .incomplete
  }

  /// How many of the groups that the spec tells of did not come.
  private var unseen: Int { max(0, (spec?.spec.groups ?? 0) - groups.all.count) }

  /// What progress tells, while the run goes on or at its end.
  func standing(isFinal: Bool) -> RunStanding {
    RunStanding(
      status: isFinal ? status : stopStatus ?? .inProgress, records: totals.accepted,
      newRecords: totals.accepted - resumedRecords,
      expected: settings.numRecords ?? spec?.spec.expectedRecords,
      done: groups.completed, active: groups.unfinished, failed: groups.failed,
      seconds: seconds, validFraction: totals.validFraction)
  }

  /// Tells how the run stands, where that is wanted.
  mutating func tellProgress() {
    guard progress.isTold else { return }
    let standing = standing(isFinal: false)
    progress.show(standing)
  }

  private var seconds: Double { (monotonicTime() - started) / .seconds(1) }

  /// Ends the run: what waits leaves, files are put in their places, the summary is written.
  mutating func finish() throws(Failure) {
    for group in sortsGroups ? groups.sorted : Array(groups.all.indices) {
      let isLate = sortsGroups || !groups[group].hasEnded
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
  private mutating func finishLoop() throws(Failure) {
    guard loop.kind == .file else { return }
    for group in groups.all.indices { try sendWaiting(group) }
    for line in try loop.linesOfLastPass() where groups.place(of: line.key) == nil {
      if !line.hasEnded { unanswered += 1 }
      try sendLine(line.bytes)
    }
    // Without a spec nothing came: what the last pass left stays as it is.
    guard spec != nil else { return }
    try io { () throws(IOError) in try loop.commit() }
  }

  /// Writes the summary to its file, or for a person to stderr.
  mutating func summarise() throws(Failure) {
    let summary = Summary(
      status: status, totals: totals, groups: groups,
      groupCount: max(groups.all.count, spec?.spec.groups ?? 0), delivered: output?.count ?? 0,
      newRecords: totals.accepted - resumedRecords, seconds: seconds)
    guard let path = settings.summary else {
      // An empty input is nothing to tell about.
      if spec != nil { for line in summary.lines { warn(command.name, line) } }
      return
    }
    var file = try io { () throws(IOError) in try AtomicFile(path: path) }
    var writer = LineWriter(descriptor: file.descriptor, name: path)
    try summary.write(into: &writer) { (writer) throws(Failure) in
      try spool.writeFractions(into: &writer)
    }
    try io { () throws(IOError) in try writer.flush() }
    try io { () throws(IOError) in try file.commit() }
  }

  /// Names what did not end well; the status that the tool ends with.
  func verdict() -> ExitStatus {
    if repeatedRounds > Collector.shownOfAKind {
      warn(command.name, "\(repeatedRounds) rounds in all came before and were left out")
    }
    if divergences > Collector.shownOfAKind {
      warn(command.name, "\(divergences) lines in all do not follow from the ones before")
    }
    if divergences > 0, settings.isStrict { return .dataError }
    if unanswered > 0 {
      warn(command.name, "<stdin>: ended before \(unanswered) groups of the loop came back")
      return totals.rounds > 0 ? .temporaryFailure : .faultFound
    }
    if status == .complete { return .success }
    let unfinished = groups.unfinished + unseen
    guard unfinished > 0, stopStatus == nil else { return .faultFound }
    let names = groups.sorted.filter { !groups[$0].hasEnded }
    var shown = names.prefix(5).map { "\(groups[$0].name) (round \(groups[$0].round))" }
    if names.count > shown.count { shown.append("…") }
    if unseen > 0 { shown.append("\(unseen) that did not come") }
    warn(
      command.name,
      "<stdin>: ended with \(unfinished) \(unfinished == 1 ? "group" : "groups") unfinished: "
        + shown.joined(separator: ", "))
    return loop.kind == .file ? .temporaryFailure : .faultFound
  }
}

extension Spool {
  /// Writes the valid share of each round as the elements of an open array.
  mutating func writeFractions(into writer: inout LineWriter) throws(Failure) {
    var offset = 0
    while offset < end {
      let chunk = try io { () throws(IOError) in try header(at: offset) }
      // After a flush the writer cannot see that the array has elements already.
      if writer.pendingCount == 0 { writer.pending.append(byte: UInt8(ascii: ",")) }
      writer.pending.double(chunk.kept.validFraction)
      if writer.pendingCount >= 1 << 18 { try io { () throws(IOError) in try writer.flush() } }
      offset = chunk.end
    }
  }
}
