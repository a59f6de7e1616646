import FilterTool
import TimeSeries

/// What a run says at its end, and the status that the tool ends with.
extension Collector {
  /// Whether groups are missing and none of them came back in this run.
  var cameNothing: Bool { totals.rounds == resumedRounds && unasked == 0 && status != .complete }

  /// Names what did not end well; the status that the tool ends with.
  func verdict() -> ExitStatus {
    if repeatedRounds > Collector.shownOfAKind {
      warn(command.name, "\(repeatedRounds) duplicate rounds in all were ignored")
    }
    if divergences > Collector.shownOfAKind {
      warn(command.name, "\(divergences) lines in all do not follow from the previous ones")
    }
    tellShort()
    if divergences > 0, settings.isStrict { return .dataError }
    if unanswered > 0 {
      let groups = counted(unanswered, "group")
      warn(command.name, "<stdin>: ended before \(groups) of the loop came back")
      // A shell loop that waits for another status must end where a stage is broken.
      return cameNothing ? .faultFound : .temporaryFailure
    }
    if status == .complete || status == .empty {
      if spec != nil, groups.all.isEmpty {
        warn(command.name, "<stdin>: no group lines: no records")
      }
      return .success
    }
    let unfinished = groups.unfinished + unseen
    guard unfinished > 0, stopStatus == nil else { return .faultFound }
    tellUnfinished(unfinished)
    return .temporaryFailure
  }

  private func tellUnfinished(_ unfinished: Int) {
    let count = counted(unfinished, "group")
    if cameNothing, isStopTold { return }
    if cameNothing {
      return warn(
        command.name,
        "<stdin>: ended before a round came back, with \(count) unfinished: look at the stages"
          + " before it")
    }
    let names = groups.sorted.filter { !groups[$0].hasEnded }
    var shown = names.prefix(5).map { "\(groups[$0].name) (round \(groups[$0].round))" }
    if names.count > shown.count { shown.append("…") }
    if unseen > 0 { shown.append("\(unseen) that never arrived") }
    let list = shown.joined(separator: ", ")
    warn(command.name, "<stdin>: ended with \(count) unfinished: \(list)\(remedy)")
    tellLoss()
  }

  /// What takes up the groups that are unfinished.
  private var remedy: String {
    switch loop.kind {
    case .none: ": without a loop each has one round: ts-loop runs them all"
    case .file: ": the next pass continues"
    case .fifo where settings.journal != nil: ": the same command with --resume continues"
    case .fifo: ""
    }
  }

  /// Says how many accepted records are lost with the run, and what would have kept them.
  func tellLoss() {
    guard loop.kind == .fifo, settings.journal == nil, !settings.streams, stopStatus == nil else {
      return
    }
    let lost = groups.all.reduce(0) { $0 + ($1.hasEnded ? 0 : $1.chain.count) }
    guard lost > 0 else { return }
    warn(
      command.name,
      "\(counted(lost, "accepted record")) of unfinished groups lost: --journal FILE keeps them for"
        + " --resume, --stream delivers each at once")
  }

  /// Names the groups that reached their stop with fewer records than expected.
  private func tellShort() {
    // Those of earlier passes were named by them.
    let short = groups.sorted.filter { groups[$0].isShort && groups[$0].chain.first >= 0 }
    guard !short.isEmpty else { return }
    var shown = short.prefix(10).map { place in
      let group = groups[place]
      let expected = group.missedExpectation > 0 ? " of \(group.missedExpectation)" : ""
      return "\(group.name) (\(group.totalValidRecords)\(expected))"
    }
    if short.count > shown.count { shown.append("…") }
    warn(
      command.name,
      "\(counted(short.count, "group")) complete with fewer records than expected: "
        + shown.joined(separator: ", "))
  }

  /// Tells ts-prefill, where it still waits, that the run is over: it has no word to say then.
  mutating func stopLoop() {
    guard loop.kind == .fifo, stopStatus == nil, status != .complete || spec == nil else { return }
    // Where the loop does not take it, ts-prefill finds that its writer is gone.
    try? sendStop(.incomplete)
    try? loop.pump()
  }
}
