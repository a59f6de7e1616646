import NDJSON

/// What one line of a completion turned out to be.
public enum LineVerdict: Equatable, Sendable {
  /// No record: blank, prose, or the half of an object.
  case noRecord
  /// A record that holds, and the absolute time where it stands.
  case valid(Range<Int>, at: Timestamp)
  /// A record that does not hold, and why.
  case invalid(Range<Int>, Fault)
  /// A line after a record that could not be read: it is not looked at.
  case notCounted
}

/// Walks the lines of one completion: a response is a valid prefix of records.
///
/// After a JSON, schema or timestamp fault the rest of the text is not counted; after a wrong step
/// or a foreign group every later record is invalid. Where the first record does not follow the
/// group's last one, all its records are invalid. As rules R23 to R29 of the reference, with the
/// project's own rules for groups and midnight.
public struct ResponseWalk {
  private enum Phase {
    case start, following, afterStep, afterEnd, ended
  }

  private var checker: RecordChecker
  private var phase = Phase.start
  private var chronology: Chronology
  private var last: Timestamp?
  private var lastOfGroup: Timestamp?
  private var due: Timestamp?
  /// The id of the group, as JSON.
  private(set) var groupID: [UInt8] = []
  private var group: JSONConstant?
  /// Whether the first record did not follow the group's last one.
  private var isOutOfOrder = false
  /// When a series whose end the model decides ends at the latest.
  private var stop: Timestamp?
  /// The time beside the index of the group's last record, and of the last one here.
  private var sourceOfGroup: Timestamp?
  private var source: Timestamp?
  /// Whether the group's last record was met.
  public private(set) var isAtEnd = false

  /// A walker by the given rules; `begin` names the group.
  public init(_ rules: RecordRules) {
    checker = RecordChecker(rules)
    chronology = rules.chronology
  }

  /// The rules walked by.
  public var rules: RecordRules { checker.rules }

  /// Starts on the completions of a group; `restart` starts on its next one.
  public mutating func begin(_ state: GroupState) throws(SpecError) {
    chronology = try rules.chronology(of: state)
    lastOfGroup = state.lastTimestamp
    due = try rules.firstTime(of: state)
    if let sequence = rules.sequence {
      stop = try rules.stop(of: state)
      sourceOfGroup = sequence.sourceTime(in: state.currentPrefill.span)
    }
    if state.groupID != groupID || group == nil {
      groupID = state.groupID
      group = try? JSONConstant(groupID.span)
    }
    restart()
  }

  /// Starts on the next completion of the same group.
  public mutating func restart() {
    phase = .start
    last = nil
    isOutOfOrder = false
    source = sourceOfGroup
    isAtEnd = false
  }

  /// Judges the line at `range`, which ends before its line feed or at the end of the text.
  public mutating func judge(_ range: Range<Int>, of text: Span<UInt8>) -> LineVerdict {
    if phase == .ended { return .notCounted }
    guard let record = text.record(in: range) else { return .noRecord }
    if phase == .afterStep {
      return .invalid(record, Fault(.timeSeries, "follows a record that is out of order"))
    }
    let reading: RecordReading
    do throws(Fault) {
      reading = try checker.check(record, of: text)
    } catch {
      phase = .ended
      return .invalid(record, error)
    }
    if phase == .afterEnd { return refuse(record, reading.time, Self.afterEnd(isAtEnd)) }
    if let fault = groupFault(reading.group, in: text) {
      if rules.sequence != nil { return refuse(record, reading.time, fault) }
      phase = .afterStep
      return .invalid(record, fault)
    }
    let verdict = place(record, reading.time, in: text)
    guard let sequence = rules.sequence, case .valid(_, let placed) = verdict else {
      return verdict
    }
    return judge(record, at: placed, by: sequence, in: text)
  }

  /// Judges a record whose time is due by what holds for series whose end the model decides.
  private mutating func judge(
    _ range: Range<Int>, at time: Timestamp, by sequence: SequenceRules, in text: Span<UInt8>
  ) -> LineVerdict {
    let record = text.extracting(range)
    do throws(Fault) {
      try sequence.check(record, after: &source)
    } catch {
      phase = .afterEnd
      return .invalid(range, error)
    }
    isAtEnd = sequence.isLast(record) || stop.map { time >= $0 } ?? false
    if isAtEnd { phase = .afterEnd }
    return .valid(range, at: time)
  }

  /// Refuses a record and with it all after it, of which one that is not even a record ends the
  /// count, as it does before the end.
  private mutating func refuse(
    _ record: Range<Int>, _ time: Timestamp, _ fault: Fault
  ) -> LineVerdict {
    let placed = chronology.absolute(time, after: last ?? lastOfGroup)
    let follows = last.map { chronology.follows(placed, after: $0) } ?? true
    phase = follows ? .afterEnd : .afterStep
    last = placed
    return .invalid(record, fault)
  }

  private static func afterEnd(_ isAtEnd: Bool) -> Fault {
    Fault(
      .timeSeries,
      isAtEnd ? "follows the last record of its group" : "follows a record that does not hold")
  }

  /// Judges a record by its time.
  private mutating func place(
    _ record: Range<Int>, _ time: Timestamp, in text: Span<UInt8>
  ) -> LineVerdict {
    if let placed = follow(time) { return .valid(record, at: placed) }
    let placed = chronology.absolute(time, after: phase == .start ? lastOfGroup : last)
    if phase == .start {
      phase = .following
      isOutOfOrder = true
    } else if let last, !chronology.follows(placed, after: last) {
      phase = .afterStep
      let complaint = rules.stepComplaint(
        placed, written: checker.writtenTime(in: text), after: last, by: chronology)
      return .invalid(record, Fault(.timeSeries, complaint))
    }
    last = placed
    return .invalid(record, orderFault(placed, written: checker.writtenTime(in: text)))
  }

  /// Whether a record may be valid that comes next.
  var acceptsRecords: Bool { phase == .start || phase == .following && !isOutOfOrder }

  /// Accepts a record that is valid but for its time, where the time is due.
  ///
  /// Gives its absolute time; nil, and nothing has changed, where it is not due.
  @inline(__always)
  mutating func follow(_ time: Timestamp) -> Timestamp? {
    guard acceptsRecords else { return nil }
    let placed = chronology.absolute(time, after: phase == .start ? lastOfGroup : last)
    if phase == .start {
      guard isDue(placed) else { return nil }
      phase = .following
    } else if let last, !chronology.follows(placed, after: last) {
      return nil
    }
    last = placed
    return placed
  }

  @inline(__always)
  private func isDue(_ time: Timestamp) -> Bool {
    if let lastOfGroup { return chronology.follows(time, after: lastOfGroup) }
    if let due { return time == due }
    return true
  }

  @inline(__always)
  private mutating func groupFault(_ value: JSONValue?, in text: Span<UInt8>) -> Fault? {
    guard rules.groupColumn != nil else { return nil }
    if let value, text.matches(groupID, at: value.range.lowerBound),
      value.range.count == groupID.count
    {
      return nil
    }
    return foreignGroup(value, in: text)
  }

  @inline(never)
  private func foreignGroup(_ value: JSONValue?, in text: Span<UInt8>) -> Fault? {
    let name = rules.quotedName(rules.groupColumn ?? 0)
    let wanted = groupID.span.shown(0..<groupID.count)
    guard let value else { return Fault(.timeSeries, "\(name) is missing, wanted \(wanted)") }
    if let group, (try? JSONConstant(value, in: text)) == group { return nil }
    return Fault(.timeSeries, "\(name) is \(text.shown(value.range)), wanted \(wanted)")
  }

  private func orderFault(_ time: Timestamp, written: String) -> Fault {
    if let lastOfGroup, !chronology.follows(time, after: lastOfGroup) {
      return Fault(
        .timeSeries,
        rules.stepComplaint(time, written: written, after: lastOfGroup, by: chronology))
    }
    let subject = rules.timeSubject(time, written: written)
    if lastOfGroup == nil, let due, due != time {
      return Fault(.timeSeries, "\(subject), must be \(rules.shown(due))")
    }
    return Fault(.timeSeries, "\(subject): its response began out of order")
  }
}

extension Step {
  /// Whether the next time is known from the last one.
  public var isExact: Bool {
    switch self {
    case .fixed, .calendar: true
    case .increasing, .any: false
    }
  }
}

extension Span where Element == UInt8 {
  /// Where the record of a line stands; nil where the line has none.
  ///
  /// A record runs from the line's first `{` to its last `}`, after which only spaces, tabs,
  /// carriage returns and one comma may stand; `{}` alone is none. As rules R2 to R7 of the
  /// reference, with what may follow a record added.
  public func record(in line: Range<Int>) -> Range<Int>? {
    var start = line.lowerBound
    while start < line.upperBound, self[start] != 0x7B { start &+= 1 }
    var end = line.upperBound
    end = endBeforeBlanks(end, from: start)
    if end > start, self[end &- 1] == 0x2C { end = endBeforeBlanks(end &- 1, from: start) }
    guard end &- start >= 3, self[end &- 1] == 0x7D else { return nil }
    return start..<end
  }

  private func endBeforeBlanks(_ end: Int, from start: Int) -> Int {
    var end = end
    while end > start {
      let byte = self[end &- 1]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { break }
      end &-= 1
    }
    return end
  }
}
