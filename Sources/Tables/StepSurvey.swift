package import TimeSeries

/// How far the times of a column lie apart, gathered in one pass over all groups.
package struct StepSurvey: Sendable {
  /// One distance between neighbours, and how often it comes.
  package struct Distance: Sendable {
    /// The distance.
    package let microseconds: Int64
    /// The lines of the later record.
    package internal(set) var lines: FaultLines
  }

  /// One number of months between neighbours, and how often it comes.
  package struct MonthDistance: Sendable {
    /// The number of months; the day of the month is that of the group's first time.
    package let months: Int
    /// The lines of the later record.
    package internal(set) var lines: FaultLines
  }

  /// More distances than this have no step in common.
  package static let limit = 64

  /// The distances met, in the order in which they came; each is above 0.
  package private(set) var distances: [Distance] = []
  /// The lines of distances that are none of these, since they were too many.
  package private(set) var uncounted = FaultLines()
  /// How many neighbours there were.
  package private(set) var count = 0
  /// The distances in whole months.
  package private(set) var monthly: [MonthDistance] = []
  /// The lines whose distance is no whole number of months.
  package private(set) var offCalendar = FaultLines()

  private var latest = 0
  private var shortest = Int64.max
  private var longest = Int64.min

  /// No distance seen yet.
  package init() {}

  /// Takes the distance between two neighbours in, both after `first`, the group's own first time.
  ///
  /// - Parameter offset: Microseconds that the column's local time is ahead of UTC: months are
  ///   counted in local time.
  @inline(__always)
  package mutating func observe(
    from last: Int64, to next: Int64, first: Int64, offset: Int64, line: Int
  ) {
    let distance = next &- last
    count &+= 1
    shortest = min(shortest, distance)
    longest = max(longest, distance)
    if latest < distances.count, distances[latest].microseconds == distance {
      distances[latest].lines.add(line)
    } else {
      observeOther(distance, line)
    }
    if !monthly.isEmpty || offCalendar.count < Self.limit {
      observeMonths(from: last, to: next, first: first, offset: offset, line: line)
    }
  }

  private mutating func observeOther(_ distance: Int64, _ line: Int) {
    if let known = distances.firstIndex(where: { $0.microseconds == distance }) {
      latest = known
    } else if distances.count < Self.limit {
      latest = distances.count
      distances.append(Distance(microseconds: distance, lines: FaultLines()))
    } else {
      uncounted.add(line)
      return
    }
    distances[latest].lines.add(line)
  }

  private mutating func observeMonths(
    from last: Int64, to next: Int64, first: Int64, offset: Int64, line: Int
  ) {
    guard next - last >= 28 * Timestamp.microsecondsPerDay,
      let start = Timestamp(microseconds: first).date(offset: offset),
      let before = Timestamp(microseconds: last).date(offset: offset),
      let after = Timestamp(microseconds: next).date(offset: offset)
    else {
      return offCalendar.add(line)
    }
    let step = after.monthNumber - before.monthNumber
    let expected = Timestamp(microseconds: first).adding(
      months: after.monthNumber - start.monthNumber, anchorDay: start.day, offset: offset)
    guard expected?.microseconds == next, step > 0 else { return offCalendar.add(line) }
    if let known = monthly.firstIndex(where: { $0.months == step }) {
      monthly[known].lines.add(line)
    } else if monthly.count < Self.limit {
      monthly.append(MonthDistance(months: step, lines: FaultLines()))
      monthly[monthly.count - 1].lines.add(line)
    } else {
      offCalendar.add(line)
    }
  }

  /// The step that all neighbours have in common; nil where they have none, or there are none.
  ///
  /// Whole months count before days, since a month's end is no accident.
  package var common: Step? {
    if offCalendar.count == 0, monthly.count == 1 { return .calendar(months: monthly[0].months) }
    if distances.count == 1 {
      return .fixed(microseconds: distances[0].microseconds)
    }
    return nearlyCommon
  }

  /// The whole seconds that all neighbours lie apart but for the tolerance; nil where they do not.
  private var nearlyCommon: Step? {
    guard count > 0, longest - shortest <= 2 * Self.tolerance else { return nil }
    let middle = shortest + (longest - shortest) / 2
    let interval = (middle + 500_000) / 1_000_000 * 1_000_000
    guard interval > 0, interval - shortest <= Self.tolerance, longest - interval <= Self.tolerance
    else { return nil }
    return .fixed(microseconds: interval)
  }

  /// How far the times of a step of whole seconds may lie off it in a table, in microseconds, as
  /// clocks have it; the records that are generated stand exactly one step apart.
  package static let tolerance: Int64 = 100_000

  /// What a distance may be off a step: the tolerance for whole seconds, else nothing.
  package static func slack(of interval: Int64) -> Int64 {
    interval % 1_000_000 == 0 ? tolerance : 0
  }

  /// The distance that comes most often, the first of equals; nil where there are no neighbours.
  package var commonest: Distance? {
    distances.max { $0.lines.count < $1.lines.count }
  }

  /// The step that all but few neighbours have, where the others are whole multiples of it: gaps.
  ///
  /// Few are a tenth, or two in a short table; a week of five days has more, and no one step.
  package var withGaps: Step? {
    if offCalendar.count == 0, let month = commonestMonths, areFew(month.lines.count),
      monthly.allSatisfy({ $0.months % month.months == 0 })
    {
      return .calendar(months: month.months)
    }
    guard let commonest, uncounted.count == 0, areFew(commonest.lines.count) else { return nil }
    let step = commonest.microseconds
    let fits = distances.allSatisfy { $0.microseconds >= step && $0.microseconds % step == 0 }
    return fits ? .fixed(microseconds: step) : nil
  }
}

extension StepSurvey {
  /// Whether all neighbours but few are among so many.
  private func areFew(_ most: Int) -> Bool {
    let others = count - most
    return others * 10 <= count || (others <= 2 && others * 2 < count)
  }

  /// The number of months that comes most often.
  private var commonestMonths: MonthDistance? {
    monthly.max { $0.lines.count < $1.lines.count }
  }

  /// The step that comes most often, how often, and where it does not; nil without neighbours.
  package var main: (step: Step, count: Int, others: FaultLines)? {
    if let month = commonestMonths, month.lines.count >= commonest?.lines.count ?? 0 {
      var others = offCalendar
      for other in monthly where other.months != month.months { others.merge(other.lines) }
      return (.calendar(months: month.months), month.lines.count, others)
    }
    guard let commonest else { return nil }
    var others = uncounted
    for other in distances where other.microseconds != commonest.microseconds {
      others.merge(other.lines)
    }
    return (.fixed(microseconds: commonest.microseconds), commonest.lines.count, others)
  }
}

extension CivilDate {
  /// The number of the month on a line of months.
  package var monthNumber: Int { year * 12 + month }
}
