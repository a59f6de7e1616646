/// How time moves in a series: where a record stands on the absolute line, and which one follows.
///
/// Formats without a date begin again at midnight: a time of day is taken to be the next one after
/// the record before. Elapsed seconds and dates are absolute as they are.
///
/// In a zone, steps of whole days and more are counted by its clocks, which keep the time of the
/// day, and a local time that comes twice is the first one that may follow the record before.
public struct Chronology: Sendable {
  /// How a record's time follows from the one before.
  public let step: Step
  /// Whether the column writes only the time of the day.
  public let isTimeOfDay: Bool
  /// The day of the month that calendar steps keep, of the series' start.
  public let anchorDay: Int?
  /// Microseconds that the column's local time is ahead of UTC, for calendar steps.
  public let offset: Int64
  /// The zone whose clocks count days; nil for those of `offset`.
  private let zone: Zone?
  /// The time of the day that those steps keep, of the series' start.
  private let anchorTime: Int64?
  /// Whether where a time stands depends on the record before.
  @usableFromInline let isRelative: Bool
  /// The distance of a fixed step; below zero where a zone's clocks count its days.
  @usableFromInline let distance: Int64

  /// The rule of a series.
  public init(step: Step, isTimeOfDay: Bool, anchorDay: Int? = nil, offset: Int64 = 0) {
    self.step = step
    self.isTimeOfDay = isTimeOfDay
    self.anchorDay = anchorDay
    self.offset = offset
    (zone, anchorTime, isRelative) = (nil, nil, isTimeOfDay)
    if case .fixed(let microseconds) = step { distance = microseconds } else { distance = 0 }
  }

  /// The rule of a series whose times have a format, and that starts at a time where it is known.
  public init(step: Step, format: TimestampFormat, start: Timestamp?) {
    self.step = step
    isTimeOfDay = format.isTimeOfDay
    zone = format.zone
    let offset =
      start.flatMap { start in format.zone.map { $0.offset(at: start) } } ?? format.spelling.offset
    self.offset = offset
    let local = start.flatMap { LocalTime($0, offset: offset) }
    (anchorDay, anchorTime) = (local?.date.day, local?.microsecondOfDay)
    isRelative = format.isTimeOfDay || format.isLocal
    if case .fixed(let microseconds) = step {
      distance = format.zone != nil && step.countsDays ? -1 : microseconds
    } else {
      distance = 0
    }
  }

  /// The time that must follow; nil where the step leaves it open or the calendar ends.
  public func next(after last: Timestamp) -> Timestamp? {
    guard let zone, step.countsDays else { return next(after: last, offset: offset) }
    var local = zone.local(last)
    if let anchorTime {
      let day = Timestamp.microsecondsPerDay
      local.microseconds += anchorTime - local.microseconds.flooredDivision(by: day).remainder
    }
    return next(after: local, offset: 0).map(zone.nearestTime)
  }

  private func next(after last: Timestamp, offset: Int64) -> Timestamp? {
    switch step {
    case .fixed(let microseconds): last.adding(microseconds: microseconds)
    case .calendar(let step):
      step.time(
        1, after: last, anchorDay: anchorDay ?? last.date(offset: offset)?.day ?? 1,
        offset: offset)
    case .increasing, .any: nil
    }
  }

  /// Whether a series of such steps can begin at a time: business days do not on a weekend.
  public func isOnStep(_ time: Timestamp) -> Bool {
    guard case .calendar(let step) = step else { return true }
    let day = (zone?.local(time) ?? time).day(offset: zone == nil ? offset : 0)
    guard let date = CivilDate(daysSinceEpoch: day) else { return true }
    return step.unit.isOn(day, anchorDay: date.day)
  }

  /// How many steps lie between two times, rounded down; nil where the step leaves it open.
  public func steps(from start: Timestamp, to end: Timestamp) -> Int? {
    guard let zone, step.countsDays else { return steps(from: start, to: end, offset: offset) }
    return steps(from: zone.local(start), to: zone.local(end), offset: 0)
  }

  private func steps(from start: Timestamp, to end: Timestamp, offset: Int64) -> Int? {
    switch step {
    case .fixed(let microseconds):
      let (distance, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
      return overflow ? nil : Int(distance / microseconds)
    case .calendar(let step):
      return step.steps(
        from: start, to: end, anchorDay: anchorDay ?? start.date(offset: offset)?.day ?? 1,
        offset: offset)
    case .increasing, .any: return nil
    }
  }

  /// Where a parsed time stands on the absolute line, seen from the record before.
  @inlinable
  public func absolute(_ time: Timestamp, after last: Timestamp?) -> Timestamp {
    guard isRelative, let last else { return time }
    if !isTimeOfDay { return ofTwo(time, after: last) }
    let day = Timestamp.microsecondsPerDay
    var days = last.microseconds / day
    if last.microseconds % day < 0 { days -= 1 }
    var placed = time.microseconds + days * day
    if step != .any && placed <= last.microseconds { placed += day }
    return Timestamp(microseconds: placed)
  }

  /// The time that is meant where the clocks of the zone show it twice.
  @usableFromInline
  func ofTwo(_ time: Timestamp, after last: Timestamp) -> Timestamp {
    guard let again = zone?.repetition(of: time) else { return time }
    if time <= last, step != .any { return again }
    return step.isExact && next(after: last) == again ? again : time
  }

  /// Whether a record at `time`, absolute, may follow one at `last`.
  @inlinable
  public func follows(_ time: Timestamp, after last: Timestamp) -> Bool {
    switch step {
    case .fixed:
      time.microseconds &- last.microseconds == distance
        || distance < 0 && next(after: last) == time
    case .increasing: time > last
    case .any: true
    case .calendar: next(after: last) == time
    }
  }
}
