import FilterTool
import NDJSON
import TimeSeries

extension Collector {
  /// Takes a group's line: judges its round, keeps its records, sends its next line.
  mutating func takeGroup(
    _ line: StreamLine, _ bytes: Span<UInt8>, from source: Source, place: String
  ) throws {
    guard let spec else { throw Failure("\(place): \(StreamError.groupBeforeSpec)", .dataError) }
    let state = try at(place) { try GroupState(line, bytes) }
    guard let key = GroupKey(state.groupID.span) else {
      throw Failure("\(place): member \"group_id\" is not a group's id", .dataError)
    }
    let known = groups.place(of: key)
    let group = known ?? groups.add(state, key: key)
    if state.hasEnded { return try takeEnded(state, bytes, group, isNew: known == nil) }
    let failedBefore = groups[group].isFailed && state.round == groups[group].round
    if failedBefore, line.isTrue(.retried, bytes) { groups.takeUp(group, at: state) }
    guard !groups[group].hasEnded, let active = groups[group].active,
      state.round >= active.state.round
    else { return try takeRepeated(state, group, place: place) }
    guard !active.isHalted else { return }
    if known != nil { noteDivergence(of: state, from: active.state, group, place: place) }
    if bytes.isUnasked(line) { return try takeUnasked(state, group, line, bytes) }
    guard line[.responses] != nil || line[.error] != nil else {
      let missing =
        line[.completions] == nil
        ? "neither completions nor responses: wanted a model stage and ts-validate in front"
        : "completions but no responses: wanted ts-validate in front"
      throw Failure(
        "\(place): \(groups[group].title) round \(state.round) has \(missing)", .dataError)
    }
    let decision = try spec.decide(line, bytes, state: state, place: place)
    if source == .live { try journal?.append(bytes, spec: spec.line) }
    try keep(decision, of: group)
    try count(decision, of: group, line, bytes)
    try send(decision, of: group, line, bytes, from: source)
    try endRound(decision, of: group, from: source)
  }

  /// Passes on that a group has ended: in a file loop the next pass must hear of it as well.
  private mutating func takeEnded(
    _ state: GroupState, _ bytes: Span<UInt8>, _ group: Int, isNew: Bool
  ) throws {
    if isNew { groups.move(group, to: state, failure: nil) }
    // One that had failed and was taken up again goes to the next pass as it stands now.
    guard groups[group].hasEnded, isNew || loop.kind == .file, !groups[group].isSent else { return }
    groups[group].isSent = true
    try sendLine(bytes.copy(0..<bytes.count))
  }

  /// Leaves out a round that has been judged already; in a file loop, sends what follows from it.
  private mutating func takeRepeated(
    _ state: GroupState, _ group: Int, place: String
  ) throws {
    repeatedRounds += 1
    if repeatedRounds <= Collector.shownOfAKind {
      warn(
        command.name,
        "\(place): \(groups[group].title) round \(state.round): "
          + "duplicate of a round already judged; ignored")
    }
    if loop.kind == .file { try sendWaiting(group) }
  }

  /// Leaves a group as it was that could not be asked for: it is no round, and the next run asks.
  ///
  /// On a loop ts-prefill hears that it is not to wait for it; a file goes to the next pass.
  private mutating func takeUnasked(
    _ state: GroupState, _ group: Int, _ line: StreamLine, _ bytes: Span<UInt8>
  ) throws {
    unasked += 1
    countRequest(of: group, line, bytes, unnumbered: 0)
    if settings.isVerbose {
      let reason = groups[group].lastFault ?? "unfinished"
      warn(command.name, "\(groups[group].title) round \(state.round): not answered: \(reason)")
    }
    guard loop.kind != .none else { return }
    var state = state
    state.initialPrefill = line[.initialPrefill].flatMap { try? bytes.text(of: $0) }
    var next = JSONWriter()
    state.write(
      carrying: line, of: bytes, mark: loop.kind == .fifo ? .unfinished : nil, into: &next)
    groups[group].isSent = true
    try sendLine(next.bytes)
  }

  private mutating func noteDivergence(
    of found: GroupState, from computed: GroupState, _ group: Int, place: String
  ) {
    guard let divergence = Divergence.between(found: found, computed: computed) else { return }
    divergences += 1
    guard divergences <= Collector.shownOfAKind else { return }
    warn(
      command.name,
      "\(place): \(groups[group].title) round \(found.round): "
        + "\(divergence.member.rawValue) is \(divergence.found), computed \(divergence.computed)")
  }

  /// Puts the accepted records where they wait, and out at once with `--stream`.
  private mutating func keep(_ decision: RoundDecision, of group: Int) throws {
    let waits = !settings.streams || snapshots?.isWanted == true
    try spool.append(
      waits ? decision.records : [], times: waits ? decision.times : [],
      kept: decision.keptCount, group: group, to: &groups[group].chain)
    guard settings.streams else { return }
    for record in decision.records { try output?.write(record.span) }
  }

  /// Adds a round to the totals and to what is known of its group.
  private mutating func count(
    _ decision: RoundDecision, of group: Int, _ line: StreamLine, _ bytes: Span<UInt8>
  ) throws {
    totals.add(decision.counts, kept: decision.kept, judgement: decision.judgement)
    for fault in decision.faults { totals.faults[fault.category, default: 0] += 1 }
    if decision.isCut, decision.records.isEmpty {
      groups[group].active?.lastFault = Self.cutFault(decision, line, bytes)
    } else if let fault = decision.faults.last {
      groups[group].active?.lastFault = "\(fault.category): \(fault.message)"
    } else if decision.records.isEmpty {
      groups[group].active?.lastFault = "no record in the text of a response"
    }
    countRequest(of: group, line, bytes, unnumbered: 1)
    if decision.judgement.failure == .tooFewRecords {
      let state = decision.state
      let expected = state.expectedRecords.map { " of \($0)" } ?? ""
      groups[group].active?.lastFault =
        "the stop was reached with \(state.totalValidRecords)\(expected) records"
    }
    groups.move(group, to: decision.state, failure: decision.judgement.failure)
  }

  /// Adds what a line says of its requests: an error, the tokens, and how many there were, which is
  /// `unnumbered` where it does not say.
  private mutating func countRequest(
    of group: Int, _ line: StreamLine, _ bytes: Span<UInt8>, unnumbered: Int
  ) {
    if let error = line[.error] {
      totals.errors += 1
      groups[group].active?.lastFault = bytes.message(of: error)
    }
    if let usage = line[.usage] {
      totals.promptTokens.add(count: bytes.count("prompt_tokens", of: usage) ?? 0)
      totals.completionTokens.add(count: bytes.count("completion_tokens", of: usage) ?? 0)
      totals.cachedTokens.add(count: bytes.count("cached_tokens", of: usage) ?? 0)
      if let cost = bytes.amount("cost", of: usage) { totals.cost = (totals.cost ?? 0) + cost }
    }
    totals.requests.add(
      count: line[.request].flatMap { bytes.count("attempts", of: $0) } ?? unnumbered)
  }

  /// What to say of a text that was cut off before its first record was whole; how long it was is
  /// known where it is the only one.
  private static func cutFault(
    _ decision: RoundDecision, _ line: StreamLine, _ bytes: Span<UInt8>
  ) -> String {
    let tokens = line[.usage].flatMap { bytes.count("completion_tokens", of: $0) }
    let length = decision.counts.count == 1 ? tokens.map { " after \($0) tokens" } ?? "" : ""
    return "the text was cut off\(length) before its first record was whole: "
      + "see --max-tokens of ts-complete"
  }

  /// After a round: the group's records leave if it has ended, snapshots are written, the run
  /// stops.
  private mutating func endRound(
    _ decision: RoundDecision, of group: Int, from source: Source
  ) throws {
    if settings.isVerbose { tellRound(decision, of: group) }
    if decision.state.hasEnded {
      if !sortsGroups, decision.state.completed, isDelivered(groups[group]) { try deliver(group) }
      if source == .live { try journal?.groupEnded() }
    }
    snapshots?.roundEnded(
      accepted: totals.accepted, inChunk: decision.records.count, at: groups[group].chain.last,
      groups: groups, spool: &spool)
    if stopStatus != nil {
      groups[group].active?.isHalted = true
    } else if let status = stop.add(decision.keptCount, acceptedSoFar: totals.accepted) {
      stopStatus = status
      try sendStop(status)
    }
    tellProgress()
  }

  private func tellRound(_ decision: RoundDecision, of group: Int) {
    let share = (decision.keptCount.validFraction * 1000).rounded() / 10
    let state = decision.state
    var ending = ""
    if state.completed { ending = ", complete" }
    if let failure = decision.judgement.failure { ending = ", failed: \(failure.rawValue)" }
    warn(
      command.name,
      "\(groups[group].title) round \(state.round - 1): "
        + "+\(counted(decision.records.count, "record")), "
        + "\(share) % valid, \(state.totalValidRecords) of "
        + (state.expectedRecords.map { "\($0)" } ?? "an unknown number") + ending)
  }
}

extension Span where Element == UInt8 {
  /// Whether a line says that its group was not asked for, and is to be another time.
  fileprivate func isUnasked(_ line: StreamLine) -> Bool {
    if line.isTrue(.unfinished, self) { return true }
    guard line[.responses] == nil, let error = line[.error],
      let value = member("retryable", at: error.range.lowerBound), value.kind == .boolean
    else { return false }
    return self[value.range.lowerBound] == UInt8(ascii: "t")
  }

  /// An error as a fault in words.
  fileprivate func message(of error: JSONValue) -> String {
    "error: \(string("message", of: error) ?? "no message")"
  }

  /// A count that is a member of an object; nil where there is none.
  fileprivate func count(_ name: String, of object: JSONValue) -> Int? {
    member(name, at: object.range.lowerBound).flatMap { count(of: $0) }
  }

  /// A number from 0 on that is a member of an object; nil where there is none.
  fileprivate func amount(_ name: String, of object: JSONValue) -> Double? {
    guard let value = member(name, at: object.range.lowerBound), value.kind == .number else {
      return nil
    }
    return decimal(String(decoding: copy(value.range), as: UTF8.self)).flatMap { $0 < 0 ? nil : $0 }
  }

  /// A text that is a member of an object; nil where there is none.
  fileprivate func string(_ name: String, of object: JSONValue) -> String? {
    guard let value = member(name, at: object.range.lowerBound), value.kind == .string else {
      return nil
    }
    return try? string(of: value)
  }
}
