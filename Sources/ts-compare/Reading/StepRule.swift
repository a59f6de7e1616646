import TimeSeries

/// Whether two records of a series are one step apart, in a table whose step is known.
///
/// A calendar is that of the clock of each record's own text, as its offset from UTC has it.
struct StepRule: Sendable {
  private let step: Step

  /// The rule of a step; nil where none is known.
  init?(_ step: Step) {
    switch step {
    case .fixed, .calendar: self.step = step
    case .increasing, .any: return nil
    }
  }

  /// The day of the month that a series keeps which begins at a time; 0 where the step has none.
  func anchor(_ time: Int64, offset: Int32) -> Int {
    guard case .calendar = step else { return 0 }
    return Timestamp(local: time, offset).date()?.day ?? 0
  }

  /// Whether the second time is one step after the first, in a series begun on a day of the month.
  @inline(__always)
  func isOneStep(
    from first: Int64, offset: Int32, to second: Int64, offset secondOffset: Int32, anchor: Int
  ) -> Bool {
    switch step {
    case .fixed(let interval): return second &- first == interval
    case .calendar(let step):
      let (start, end) = (Timestamp(local: first, offset), Timestamp(local: second, secondOffset))
      func point(_ count: Int) -> Timestamp? {
        step.time(count, after: start, anchorDay: anchor, offset: 0)
      }
      return point(0) == start && point(1) == end
    case .increasing, .any: return false
    }
  }

  /// How many times of the grid lie from the first to the last time of a series, and how many of
  /// them it has; the times are in order.
  func grid(_ times: ArraySlice<Int64>, offsets: ArraySlice<Int32>) -> (has: Int, wants: Int) {
    guard let first = times.first, let last = times.last else { return (0, 0) }
    switch step {
    case .fixed(let interval):
      var (has, before) = (0, Int64.min)
      for time in times where time != before {
        if (time - first) % interval == 0 { has += 1 }
        before = time
      }
      return (has, Int((last - first) / interval) + 1)
    case .calendar(let step):
      return calendarGrid(
        times.indices.map { Timestamp(local: times[$0], offsets.isEmpty ? 0 : offsets[$0]) }, step)
    case .increasing, .any: return (0, 0)
    }
  }

  private func calendarGrid(_ times: [Timestamp], _ step: CalendarStep) -> (has: Int, wants: Int) {
    guard let start = times.first, let end = times.last, let anchor = start.date()?.day else {
      return (0, 0)
    }
    func steps(to time: Timestamp) -> Int? {
      step.steps(from: start, to: time, anchorDay: anchor, offset: 0)
    }
    var found: Set<Int> = []
    for time in times {
      guard let count = steps(to: time) else { continue }
      if step.time(count, after: start, anchorDay: anchor, offset: 0) == time {
        found.insert(count)
      }
    }
    return (found.count, (steps(to: end) ?? -1) + 1)
  }
}

extension Timestamp {
  /// What a clock shows that is so many seconds ahead of UTC, as if it were UTC.
  fileprivate init(local time: Int64, _ offset: Int32) {
    self.init(microseconds: time + Int64(offset) * 1_000_000)
  }
}
