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

    /// The number of the month on a line of months.
    var month: Int { date.monthNumber }

    /// Whether the day is the one that a series begun on `anchor` has in this month.
    func isOn(_ anchor: Int) -> Bool {
      date.day == min(anchor, CivilDate.daysInMonth(date.month, of: date.year))
    }
  }

  /// A step in microseconds, or in months.
  enum Kind: Sendable {
    case fixed(Int64)
    case months(Int)
  }

  let kind: Kind

  /// The rule of a step; nil where none is known.
  init?(_ step: Step) {
    switch step {
    case .fixed(let microseconds): kind = .fixed(microseconds)
    case .calendar(let months): kind = .months(months)
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
    case .months(let months):
      guard let start = Clock(first, offset: offset),
        let end = Clock(second, offset: secondOffset)
      else { return false }
      return end.month - start.month == months && end.microsecondOfDay == start.microsecondOfDay
        && start.isOn(anchor) && end.isOn(anchor)
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
    case .months(let months):
      return calendarGrid(times, offsets, months)
    }
  }

  private func calendarGrid(
    _ times: ArraySlice<Int64>, _ offsets: ArraySlice<Int32>, _ months: Int
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
      let distance = clock.month - start.month
      if distance % months == 0, clock.isOn(start.date.day),
        clock.microsecondOfDay == start.microsecondOfDay
      {
        found.insert(distance)
      }
    }
    let whole = (end.month - start.month) / months
    let day = min(start.date.day, CivilDate.daysInMonth(end.date.month, of: end.date.year))
    let isReached =
      whole * months < end.month - start.month
      || (end.date.day, end.microsecondOfDay) >= (day, start.microsecondOfDay)
    return (found.count, isReached ? whole + 1 : whole)
  }
}
