import NDJSON
import TimeSeries

/// Where the groups of a saved stream begin and end, as the lines of their first round tell.
///
/// Memory is what the groups take, however long the stream is.
struct SavedGroups {
  /// The rules that the spec makes.
  let rules: RecordRules
  /// Whether the records are counted, so that the lines tell nothing of their own time, which may
  /// stay the same but never goes back.
  let isCounted: Bool
  /// The columns that the group is made of; empty where it is one.
  let keys: [String]
  private let endsAtStop: Bool
  private let specLine: [UInt8]
  private var line = StreamLine()
  private var bounds: [GroupKey: SeriesBounds] = [:]
  /// How many groups were met in their first round.
  private var begun = 0

  /// Reads the first line of a stream, which must be a spec.
  init(specLine bytes: Span<UInt8>) throws(StreamError) {
    try line.scan(bytes)
    guard line.kind == .spec else { throw .missing(.schema) }
    let spec = try Spec(line, bytes)
    isCounted = spec.indexColumn != nil
    endsAtStop = spec.endColumn == nil
    var output = try spec.ofOutput
    keys = spec.groupParts?.parts.map(\.name) ?? []
    if !keys.isEmpty { output.groupColumn = nil }
    do throws(SpecError) { rules = try RecordRules(output) } catch { throw .spec(error) }
    specLine = bytes.copy(0..<bytes.count)
  }

  /// Whether each group that the spec counts was met, so that no later line tells more.
  var isWhole: Bool { isCounted || rules.spec.groups.map { begun >= $0 } ?? false }

  /// Takes a later line of the stream in.
  mutating func take(_ bytes: Span<UInt8>) throws(StreamError) {
    try line.scan(bytes)
    switch line.kind {
    case .spec:
      if let error = StreamError.difference(of: line, bytes, from: specLine.span) { throw error }
    case .group: try takeGroup(bytes)
    case .stop, .resumed, .other: break
    }
  }

  private mutating func takeGroup(_ bytes: Span<UInt8>) throws(StreamError) {
    guard let id = line[.groupID], let key = GroupKey(bytes.extracting(id.range)) else {
      throw .missing(.groupID)
    }
    let round = try line.count(.round, of: bytes) ?? 0
    if let known = bounds[key], known.isOfFirstRound || round > 0 { return }
    var state = try GroupState(line, bytes)
    if !endsAtStop { state.stopTimestamp = nil }
    do throws(SpecError) {
      bounds[key] = try SeriesBounds(of: state, rules)
    } catch {
      throw .spec(error)
    }
    if round == 0 { begun += 1 }
  }

  /// Where the groups begin that a single series was split into, whose records do not name them.
  var startsOfPieces: [(start: Timestamp, key: GroupKey)] {
    guard rules.groupColumn == nil, keys.isEmpty else { return [] }
    return bounds.compactMap { key, bounds in bounds.start.map { ($0, key) } }
  }

  /// The bounds of a group: those that its lines tell, or else what the spec alone does.
  func bounds(of key: GroupKey) -> SeriesBounds { bounds[key] ?? SeriesBounds(rules) }
}

/// Where the records of one group begin and end.
struct SeriesBounds: Sendable {
  /// The group's start, where it has one.
  var start: Timestamp?
  /// The time at which it is complete, where there is one.
  var stop: Timestamp?
  /// How its time moves.
  var chronology: Chronology
  /// The time of the last seed, which the first record follows; nil where it is not known.
  var lastSeed: Timestamp?
  /// The time that the first record must have; nil where it is not known.
  var first: Timestamp?
  /// Whether they are those of the group's first round.
  var isOfFirstRound = false

  /// What a spec alone tells: in history mode seeds come first, and not how many.
  init(_ rules: RecordRules) {
    (start, stop, chronology) = (rules.start, rules.stop, rules.chronology)
    first = rules.spec.mode == .prefix && chronology.step.isExact ? start : nil
  }

  /// What a line of a group tells; where it is not of the first round, not what came first.
  init(of state: GroupState, _ rules: RecordRules) throws(SpecError) {
    start = try rules.start(of: state)
    stop = try rules.stop(of: state)
    chronology = try rules.chronology(of: state)
    isOfFirstRound = state.round == 0
    guard isOfFirstRound else { return }
    lastSeed = state.lastTimestamp
    first = try rules.firstTime(of: state)
  }
}

extension SeriesBounds {
  /// Where the first record stands on the absolute line.
  func place(_ time: Timestamp) -> Timestamp {
    if let lastSeed { return chronology.absolute(time, after: lastSeed) }
    guard let start, time < start else { return time }
    return chronology.absolute(time, after: start)
  }
}
