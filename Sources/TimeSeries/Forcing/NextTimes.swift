internal import NDJSON

/// The times that the records of a group are to have, where the step says it.
public struct NextTimes: Sendable {
  /// The format of the time column.
  public let format: TimestampFormat
  private let step: Step
  private let start: Timestamp?
  private let stop: Timestamp?

  /// Prepares for the records of a spec; throws where the times to come cannot be known or written.
  public init(_ spec: Spec) throws(ForcingError) {
    switch spec.step {
    case .fixed, .calendar: break
    case .increasing, .any: throw .step(spec.step.name)
    }
    do throws(TimestampFormatError) {
      format = try TimestampFormat(spec.timeFormat)
    } catch {
      throw .format(error.description)
    }
    if let reason = format.unwritableReason { throw .format(reason) }
    step = spec.step
    start = Self.time(spec.startTimestamp, format)
    stop = Self.time(spec.stopTimestamp, format)
  }

  /// The texts of the next times of a group, at most `count`, none past its stop.
  ///
  /// Before the first record they begin with the group's start, if the group starts from the
  /// beginning of a record; else nothing is known of them. `format` holds the group's spelling.
  public func times(
    after group: GroupState, count: Int, format: TimestampFormat
  ) -> [[UInt8]] {
    guard var time = group.lastTimestamp else { return [] }
    var texts: [[UInt8]] = []
    while texts.count < count, let next = following(time, of: group, format) {
      var text: [UInt8] = []
      guard format.write(next, into: &text) else { break }
      texts.append(text)
      time = next
    }
    return texts
  }

  /// How many records a group still needs; nil where its stop or its last time is not known.
  ///
  /// It is 1 at least: a group that has not ended is to have another record.
  public func recordsLeft(_ group: GroupState) -> Int? {
    let ownStop = Self.time(group.stopTimestamp, format) ?? stop
    let ownStart = Self.time(group.startTimestamp, format) ?? start
    guard case .fixed(let interval) = step, interval > 0, var end = ownStop else { return nil }
    if format.isTimeOfDay, let ownStart, end < ownStart {
      end.microseconds += Timestamp.microsecondsPerDay
    }
    guard
      let last = group.lastTimestamp?.microseconds ?? ownStart.map({ $0.microseconds - interval })
    else { return nil }
    let (distance, overflow) = end.microseconds.subtractingReportingOverflow(last)
    return overflow ? nil : Int(max(1, (distance + interval - 1) / interval))
  }

  private func following(
    _ time: Timestamp, of group: GroupState, _ format: TimestampFormat
  ) -> Timestamp? {
    switch step {
    case .fixed(let interval): return time.adding(microseconds: interval)
    case .calendar(let months):
      let first = Self.time(group.startTimestamp, format) ?? start ?? time
      let offset = format.spelling.offset
      guard let day = first.date(offset: offset)?.day else { return nil }
      return time.adding(months: months, anchorDay: day, offset: offset)
    case .increasing, .any: return nil
    }
  }

  /// Reads a time that a spec or a state gives as JSON.
  private static func time(_ json: [UInt8]?, _ format: TimestampFormat) -> Timestamp? {
    guard let json else { return nil }
    var scanner = JSONScanner(json.span)
    guard let value = try? scanner.value() else { return nil }
    if value.kind == .number {
      return format.parse(json.span.extracting(value.range), kind: .number)
    }
    guard let text = try? json.span.text(of: value) else { return nil }
    return format.parse(text.span)
  }
}
