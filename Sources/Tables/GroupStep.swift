package import TimeSeries

/// The step that all neighbours of one group have in common, as far as its records were read.
package struct GroupStep: Sendable, Equatable {
  /// One length that steps may have: 0 before the first, -1 where they have none, or several.
  private struct Length: Sendable, Equatable {
    private(set) var value: Int64 = 0
    var isOpen: Bool { value >= 0 }

    mutating func add(_ length: Int64?) {
      guard let length, length > 0, value == 0 || value == length else { return value = -1 }
      value = length
    }
  }

  private var interval = Length()
  private var months = Length()
  private var monthEnds = Length()
  private var businessDays = Length()

  package init() {}

  /// Takes the distance between two neighbours in, both after `first`, the group's own first time.
  ///
  /// - Parameter hasDates: Whether the times are written with a date, by which a calendar goes.
  @inline(__always)
  mutating func observe(
    from last: Int64, to next: Int64, first: Int64, offset: Int64, hasDates: Bool
  ) {
    if interval.isOpen { interval.add(next &- last) }
    if hasDates, businessDays.isOpen || months.isOpen || monthEnds.isOpen {
      observeDays(from: last, to: next, first: first, offset: offset)
    }
  }

  private mutating func observeDays(from last: Int64, to next: Int64, first: Int64, offset: Int64) {
    let isWhole = (next - last) % Timestamp.microsecondsPerDay == 0
    let before = Timestamp(microseconds: last).day(offset: offset)
    let after = Timestamp(microseconds: next).day(offset: offset)
    let anchorDay = Timestamp(microseconds: first).date(offset: offset)?.day ?? 1
    func count(_ unit: CalendarUnit) -> Int64? {
      guard isWhole, unit.isOn(before, anchorDay: anchorDay),
        unit.isOn(after, anchorDay: anchorDay),
        let last = unit.number(ofDay: before), let next = unit.number(ofDay: after)
      else { return nil }
      return Int64(next - last)
    }
    if businessDays.isOpen { businessDays.add(count(.businessDay) == 1 ? 1 : nil) }
    if months.isOpen { months.add(after - before < 28 ? nil : count(.month)) }
    if monthEnds.isOpen { monthEnds.add(after - before < 28 ? nil : count(.monthEnd)) }
  }

  /// Whether it may be of months that go by their ends, for what is not on the day of the first.
  var mayBeMonthEnds: Bool { monthEnds.value > 0 || months.value <= 0 }

  /// The step; nil where there is none, or no two records.
  package var step: Step? {
    if monthEnds.value > 0, monthEnds.value % 12 != 0 || months.value <= 0 {
      return .calendar(CalendarStep(Int(monthEnds.value), .monthEnd))
    }
    if months.value > 0 { return .calendar(months: Int(months.value)) }
    if interval.value > 0 { return .fixed(microseconds: interval.value) }
    return businessDays.value > 0 ? .calendar(CalendarStep(1, .businessDay)) : nil
  }
}

extension TimeTrack {
  /// The step of each group, where all groups have one and not the same; nil elsewhere.
  ///
  /// Only a group of three records shows a step; one of two has one of those, or all have none, and
  /// one of a single record has the one that most groups have, which comes first.
  package var groupSteps: (most: Step, each: [Step])? {
    var counted: [(step: Step, count: Int)] = []
    for clock in clocks.compactMap(\.self) where clock.count > 2 {
      guard let step = clock.step.step else { return nil }
      if let known = counted.firstIndex(where: { $0.step == step }) {
        counted[known].count += 1
      } else if counted.count < StepSurvey.limit {
        counted.append((step, 1))
      } else {
        return nil
      }
    }
    guard counted.count > 1, isIncreasing else { return nil }
    var most = counted[0]
    for next in counted where next.count > most.count { most = next }
    var each: [Step] = []
    for clock in clocks {
      guard let clock, clock.count > 1 else {
        each.append(most.step)
        continue
      }
      guard let step = clock.step.step, counted.contains(where: { $0.step == step }) else {
        return nil
      }
      each.append(step)
    }
    return (most.step, each)
  }
}

extension Step {
  /// How many steps lie between two times of a group; nil where it is no whole number of them.
  ///
  /// In a zone whole days are those of its clocks.
  ///
  /// - Parameter slack: Whether times may be as much off a step of seconds as clocks are.
  func whole(
    from start: Int64, to end: Int64, _ clock: TimeTrack.Clock, _ format: TimestampFormat,
    slack: Bool
  ) -> Int? {
    let zone = countsDays ? format.zone : nil
    func local(_ time: Int64) -> Timestamp {
      let time = Timestamp(microseconds: time)
      return zone?.local(time) ?? time
    }
    let (first, last) = (local(start), local(end))
    switch self {
    case .fixed(let interval):
      let (start, end) = (first.microseconds, last.microseconds)
      let slack = slack ? StepSurvey.slack(of: interval) : 0
      let count = (end - start + (end < start ? -slack : slack)) / interval
      return abs(end - start - count * interval) <= slack ? Int(count) : nil
    case .calendar(let step):
      let offset = zone == nil ? format.spelling.offset : 0
      let start = local(clock.first)
      let day = start.date(offset: offset)?.day ?? 1
      func whole(_ step: CalendarStep) -> Int? {
        guard let count = step.steps(from: first, to: last, anchorDay: day, offset: offset),
          step.time(count, after: first, anchorDay: day, offset: offset) == last
        else { return nil }
        return count
      }
      if let count = whole(step) { return count }
      // Months that begin at the end of one may go by ends: which they do is not known yet.
      let end = CalendarUnit.monthEnd
      guard step.unit == .month, clock.step.mayBeMonthEnds,
        end.isOn(start.day(offset: offset), anchorDay: day)
      else {
        return nil
      }
      return whole(CalendarStep(step.count, end))
    case .increasing, .any: return nil
    }
  }
}
