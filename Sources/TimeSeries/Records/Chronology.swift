/// How time moves in a series: where a record stands on the absolute line, and which one follows.
///
/// Formats without a date begin again at midnight: a time of day is taken to be the next one after
/// the record before. Elapsed seconds and dates are absolute as they are.
public struct Chronology: Sendable {
  /// How a record's time follows from the one before.
  public let step: Step
  /// Whether the column writes only the time of the day.
  public let isTimeOfDay: Bool
  /// The day of the month that calendar steps keep, of the series' start.
  public let anchorDay: Int?
  /// Microseconds that the column's local time is ahead of UTC, for calendar steps.
  public let offset: Int64

  /// The rule of a series.
  public init(step: Step, isTimeOfDay: Bool, anchorDay: Int? = nil, offset: Int64 = 0) {
    self.step = step
    self.isTimeOfDay = isTimeOfDay
    self.anchorDay = anchorDay
    self.offset = offset
  }

  /// The time that must follow; nil where the step leaves it open or the calendar ends.
  public func next(after last: Timestamp) -> Timestamp? {
    switch step {
    case .fixed(let microseconds): last.adding(microseconds: microseconds)
    case .calendar(let step):
      step.time(
        1, after: last, anchorDay: anchorDay ?? last.date(offset: offset)?.day ?? 1,
        offset: offset)
    case .increasing, .any: nil
    }
  }

  /// How many steps lie between two times, rounded down; nil where the step leaves it open.
  public func steps(from start: Timestamp, to end: Timestamp) -> Int? {
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
    guard isTimeOfDay, let last else { return time }
    let day = Timestamp.microsecondsPerDay
    var days = last.microseconds / day
    if last.microseconds % day < 0 { days -= 1 }
    var placed = time.microseconds + days * day
    if step != .any && placed <= last.microseconds { placed += day }
    return Timestamp(microseconds: placed)
  }

  /// Whether a record at `time`, absolute, may follow one at `last`.
  @inlinable
  public func follows(_ time: Timestamp, after last: Timestamp) -> Bool {
    switch step {
    case .fixed(let microseconds): time.microseconds &- last.microseconds == microseconds
    case .increasing: time > last
    case .any: true
    case .calendar: next(after: last) == time
    }
  }
}
