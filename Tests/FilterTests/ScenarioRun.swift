import NDJSON
import TimeSeries

@testable import ts_collect

/// One round of one group, as this package judges it.
struct JudgedRound {
  let group: Int
  let decision: RoundDecision
}

/// A scenario run round by round in the order of the reference, through the stages' own code.
///
/// Twenty groups are active, and a place that has become free is filled at the next round, so that
/// rounds and snapshots can be compared.
struct ScenarioRun {
  /// The rounds, each with its groups in order.
  private(set) var rounds: [[JudgedRound]] = []
  /// The stream that ts-collect would have read: spec, then lines with responses.
  private(set) var stream: [UInt8]

  /// Runs a scenario by the rules, or with the second version's markers for samples not kept.
  init(_ scenario: RunScenario, settings: Settings, countsMarkers: Bool = false) throws {
    let specLine = scenario.specLine
    stream = specLine + [UInt8(ascii: "\n")]
    var scanned = StreamLine()
    try scanned.scan(specLine.span)
    let known = try KnownSpec(scanned, specLine.span, place: "spec", settings: settings)
    var validator = StreamValidator()
    var ignored = JSONWriter()
    try validator.process(specLine.span, into: &ignored)
    let groups = scenario.groups
    var states = groups.map { scenario.firstState(of: $0, known) }
    var pending = Array(groups.indices)
    var active: [Int] = []
    while rounds.count < scenario.mostRounds {
      while active.count < 20, !pending.isEmpty { active.append(pending.removeFirst()) }
      if active.isEmpty { break }
      let told = scenario.expected["rounds"].elements
      let samples = rounds.count < told.count ? told[rounds.count]["n"].integer ?? 5 : 5
      var judged: [JudgedRound] = []
      for group in active {
        var line = try answer(
          states[group],
          scenario.completions(
            of: groups[group], attempt: states[group].round, samples: samples,
            after: states[group].currentPrefill), &validator)
        if countsMarkers { line = try marked(line, by: known.rules.sequence) }
        try scanned.scan(line.span)
        let decision = try known.decide(
          scanned, line.span, state: states[group], place: scenario.name)
        stream += line + [UInt8(ascii: "\n")]
        states[group] = decision.state
        judged.append(JudgedRound(group: group, decision: decision))
      }
      active.removeAll { states[$0].hasEnded }
      rounds.append(judged)
    }
  }

  /// The line that ts-validate makes of a state and completions.
  private func answer(
    _ state: GroupState, _ completions: [UInt8], _ validator: inout StreamValidator
  ) throws -> [UInt8] {
    var line = JSONWriter()
    line.beginObject()
    line.member(.type, string: "group")
    state.writeMembers(into: &line)
    line.member(.completions, raw: completions)
    line.endObject()
    var answered = JSONWriter()
    try validator.process(line.bytes.span, into: &answered)
    return answered.bytes
  }

  /// The line with the kept response alone, and an invalid record more for each of the others.
  private func marked(_ line: [UInt8], by sequence: SequenceRules?) throws -> [UInt8] {
    var scanned = StreamLine()
    try scanned.scan(line.span)
    let responses = try scanned.responses(of: line.span) ?? []
    guard let kept = bestResponse(of: responses, in: line.span, by: sequence) else { return line }
    var marked = JSONWriter()
    marked.beginObject()
    scanned.copyMembers(of: line.span, except: [.responses], into: &marked)
    marked.name(Member.responses.rawValue)
    marked.beginArray()
    marked.beginObject()
    marked.name("index")
    marked.integer(kept)
    for (name, ranges, extra) in [
      ("records", responses[kept].records, 0),
      ("invalid", responses[kept].invalid, responses.count - 1),
    ] {
      marked.name(name)
      marked.beginArray()
      for range in ranges { marked.raw(line.span.copy(range)) }
      for _ in 0..<extra { marked.raw(Array("{}".utf8)) }
      marked.endArray()
    }
    marked.endObject()
    marked.endArray()
    marked.endObject()
    return marked.bytes
  }
}
