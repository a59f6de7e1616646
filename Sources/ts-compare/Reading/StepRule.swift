import Tables
import TimeSeries

/// Whether two records of a series are one step apart, in a table whose step is known.
struct StepRule: Sendable {
  /// A local date and the time of that day.
  struct Clock: Sendable {
    let date: CivilDate
    let microsecondOfDay: Int64

    /// The clock of a time as it is written; nil beyond the years 1 to 9999.
    init?(_ time: Int64, offset: Int32) {
      let local = time + Int64(offset) * 1_000_000
      let day = Timestamp.microsecondsPerDay
      let rest = (local % day + day) % day
      guard let date = CivilDate(daysSinceEpoch: Int((local - rest) / day)) else { return nil }
      self.date = date
      microsecondOfDay = rest
    }

    /// The number of the unit of a calendar that the day is in.
    func number(_ unit: CalendarUnit) -> Int { unit.number(ofDay: date.daysSinceEpoch) ?? 0 }

    /// Whether a series begun on the day `anchor` of a month can lie on the day.
    func isOn(_ unit: CalendarUnit, _ anchor: Int) -> Bool {
      unit.isOn(date.daysSinceEpoch, anchorDay: anchor)
    }
  }

  /// A step in microseconds, or of the calendar.
  enum Kind: Sendable {
    case fixed(Int64)
    case calendar(CalendarStep)
  }

  let kind: Kind

  /// The rule of a step; nil where none is known.
  init?(_ step: Step) {
    switch step {
    case .fixed(let microseconds): kind = .fixed(microseconds)
    case .calendar(let step): kind = .calendar(step)
    case .increasing, .any: return nil
    }
  }

  /// Whether the second time is one step after the first, in a series begun on a day of the month.
  @inline(__always)
  func isOneStep(
    from first: Int64, offset: Int32, to second: Int64, offset secondOffset: Int32, anchor: Int
  ) -> Bool {
    switch kind {
    case .fixed(let interval): return second &- first == interval
    case .calendar(let step):
      guard let start = Clock(first, offset: offset),
        let end = Clock(second, offset: secondOffset)
      else { return false }
      return end.number(step.unit) - start.number(step.unit) == step.count
        && end.microsecondOfDay == start.microsecondOfDay && start.isOn(step.unit, anchor)
        && end.isOn(step.unit, anchor)
    }
  }

  /// How many times of the grid lie from the first to the last time of a series, and how many of
  /// them it has; the times are in order.
  func grid(_ times: ArraySlice<Int64>, offsets: ArraySlice<Int32>) -> (has: Int, wants: Int) {
    guard let first = times.first, let last = times.last else { return (0, 0) }
    switch kind {
    case .fixed(let interval):
      var (has, before) = (0, Int64.min)
      for time in times where time != before {
        if (time - first) % interval == 0 { has += 1 }
        before = time
      }
      return (has, Int((last - first) / interval) + 1)
    case .calendar(let step):
      return calendarGrid(times, offsets, step)
    }
  }

  private func calendarGrid(
    _ times: ArraySlice<Int64>, _ offsets: ArraySlice<Int32>, _ step: CalendarStep
  ) -> (has: Int, wants: Int) {
    func clock(_ index: Int) -> Clock? {
      Clock(times[index], offset: offsets.isEmpty ? 0 : offsets[index])
    }
    guard let start = clock(times.startIndex), let end = clock(times.endIndex - 1) else {
      return (0, 0)
    }
    var found: Set<Int> = []
    for index in times.indices {
      guard let clock = clock(index) else { continue }
      let distance = clock.number(step.unit) - start.number(step.unit)
      if distance % step.count == 0, clock.isOn(step.unit, start.date.day),
        clock.microsecondOfDay == start.microsecondOfDay
      {
        found.insert(distance)
      }
    }
    let distance = end.number(step.unit) - start.number(step.unit)
    let whole = distance / step.count
    let day = step.unit.day(end.number(step.unit), anchorDay: start.date.day) ?? 0
    let isReached =
      whole * step.count < distance
      || (end.date.daysSinceEpoch, end.microsecondOfDay) >= (day, start.microsecondOfDay)
    return (found.count, isReached ? whole + 1 : whole)
  }
}
