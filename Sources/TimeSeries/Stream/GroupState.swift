public import NDJSON

/// All that a run knows of one group: the state that travels with its lines.
///
/// As `group` in ts-stream(5).
public struct GroupState: Equatable, Sendable {
  /// The group's id as JSON, its type and spelling kept; `null` for a single series.
  public var groupID: [UInt8]
  /// How many rounds the group has had.
  public var round = 0
  /// The text that the group started from; written on round 0, and not read back.
  public var initialPrefill: [UInt8]?
  /// The text that the next prompt continues: whole records, each with its line feed, and perhaps
  /// the beginning of the next one.
  public var currentPrefill: [UInt8]
  /// How many records the group is to give, where that is known.
  public var expectedRecords: Int?
  /// The time of the last record, absolute, so that a time of day can cross midnight.
  public var lastTimestamp: Timestamp?
  /// Bad rounds in a row.
  public var lowValidFractionCount = 0
  /// Rounds in a row in which the group's time did not move.
  public var noProgressCount = 0
  /// Whether the group reached its stop.
  public var completed = false
  /// Whether the group ran out of patience.
  public var failed = false
  /// Records accepted so far.
  public var totalValidRecords = 0
  /// Invalid records of kept responses so far.
  public var totalInvalidRecords = 0
  /// The group's own step, where it is not the spec's.
  public var step: Step?
  /// The group's own start, as JSON, where it is not the spec's.
  public var startTimestamp: [UInt8]?
  /// The group's own stop, as JSON, where it is not the spec's.
  public var stopTimestamp: [UInt8]?

  /// Whether no more rounds are due.
  public var hasEnded: Bool { completed || failed }

  /// Whether the stop was reached with fewer records than expected, or with none.
  public var isShort: Bool { completed && totalValidRecords < expectedRecords ?? 1 }

  /// A group before its first round.
  public init(groupID: [UInt8], prefill: [UInt8]) {
    self.groupID = groupID
    initialPrefill = prefill
    currentPrefill = prefill
  }

  /// Reads the state out of a scanned line of kind `group`.
  public init(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    guard let id = line[.groupID] else { throw .missing(.groupID) }
    guard id.kind != .object, id.kind != .array else {
      throw line.unexpected(.groupID, id, bytes, "a string, a number, true, false or null")
    }
    guard let prefill = try line.text(.currentPrefill, of: bytes) else {
      throw .missing(.currentPrefill)
    }
    groupID = bytes.copy(id.range)
    currentPrefill = prefill
    round = try line.count(.round, of: bytes) ?? 0
    expectedRecords = try line.count(.expectedRecords, of: bytes)
    lastTimestamp = try line.timestamp(.lastTimestampSeconds, of: bytes)
    lowValidFractionCount = try line.count(.lowValidFractionCount, of: bytes) ?? 0
    noProgressCount = try line.count(.noProgressCount, of: bytes) ?? 0
    completed = try line.boolean(.completed, of: bytes)
    failed = try line.boolean(.failed, of: bytes)
    totalValidRecords = try line.count(.totalValidRecords, of: bytes) ?? 0
    totalInvalidRecords = try line.count(.totalInvalidRecords, of: bytes) ?? 0
    step = line[.step] == nil ? nil : try line.step(of: bytes)
    startTimestamp = line.scalar(.startTimestamp, of: bytes)
    stopTimestamp = line.scalar(.stopTimestamp, of: bytes)
  }

  /// Appends a `group` line with this state, without its line feed.
  ///
  /// - Parameters:
  ///   - mark: A member that is to be true in this line.
  ///   - line: The line that this state answers: members that no stage knows are carried over.
  ///   - bytes: Its text.
  public func write(
    carrying line: StreamLine? = nil, of bytes: Span<UInt8> = Span(), mark: Member? = nil,
    into writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member(.type, string: "group")
    writeMembers(into: &writer)
    if let line {
      let known = Member.ofState.union(Member.ofOneRound).union([.type])
      line.copyMembers(of: bytes, except: known, into: &writer)
    }
    if let mark { writer.member(mark, boolean: true) }
    writer.endObject()
  }

  /// Appends the members of the state to an object that is open.
  public func writeMembers(into writer: inout JSONWriter) {
    writer.member(.groupID, raw: groupID)
    writer.member(.round, integer: round)
    if let initialPrefill { writer.member(.initialPrefill, text: initialPrefill.span) }
    writer.member(.currentPrefill, text: currentPrefill.span)
    if let expectedRecords { writer.member(.expectedRecords, integer: expectedRecords) }
    writer.name(Member.lastTimestampSeconds.rawValue)
    if let lastTimestamp {
      writer.append { lastTimestamp.writeSeconds(into: &$0) }
    } else {
      writer.null()
    }
    writer.member(.lowValidFractionCount, integer: lowValidFractionCount)
    writer.member(.noProgressCount, integer: noProgressCount)
    writer.member(.completed, boolean: completed)
    writer.member(.failed, boolean: failed)
    writer.member(.totalValidRecords, integer: totalValidRecords)
    writer.member(.totalInvalidRecords, integer: totalInvalidRecords)
    step?.write(into: &writer)
    if let startTimestamp { writer.member(.startTimestamp, raw: startTimestamp) }
    if let stopTimestamp { writer.member(.stopTimestamp, raw: stopTimestamp) }
  }
}
