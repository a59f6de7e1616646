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

  /// More distances than this have no step in common.
  package static let limit = 64

  /// The distances met, in the order in which they came; each is above 0.
  package private(set) var distances: [Distance] = []
  /// The lines of distances that are none of these, since they were too many.
  package private(set) var uncounted = FaultLines()
  /// How many neighbours there were.
  package private(set) var count = 0
  /// The distances in months, on the day of the group's first time.
  package private(set) var months = CalendarSurvey(.month)
  /// The distances in months, from the last day of one to that of another.
  package private(set) var monthEnds = CalendarSurvey(.monthEnd)
  /// The distances in business days.
  package private(set) var businessDays = CalendarSurvey(.businessDay)

  private var latest = 0
  private var shortest = Int64.max
  private var longest = Int64.min
  private let hasDates: Bool

  /// No distance seen yet.
  ///
  /// - Parameter hasDates: Whether the times are written with a date, by which a calendar goes.
  package init(hasDates: Bool = true) { self.hasDates = hasDates }

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
    if hasDates, businessDays.isOpen || months.isOpen || monthEnds.isOpen {
      observeDays(from: last, to: next, first: first, offset: offset, line: line)
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

  private mutating func observeDays(
    from last: Int64, to next: Int64, first: Int64, offset: Int64, line: Int
  ) {
    let distance = next - last
    let (before, after) = (
      Timestamp(microseconds: last).day(offset: offset),
      Timestamp(microseconds: next).day(offset: offset)
    )
    if distance % Timestamp.microsecondsPerDay == 0 {
      businessDays.observe(from: before, to: after, anchorDay: 0, line: line)
    } else {
      businessDays.addOff(line)
    }
    guard distance % Timestamp.microsecondsPerDay == 0, after - before >= 28,
      let anchorDay = Timestamp(microseconds: first).date(offset: offset)?.day
    else {
      months.addOff(line)
      return monthEnds.addOff(line)
    }
    months.observe(from: before, to: after, anchorDay: anchorDay, line: line)
    monthEnds.observe(from: before, to: after, anchorDay: anchorDay, line: line)
  }

  /// The step that all neighbours have in common; nil where they have none, or there are none.
  ///
  /// Whole months count before days, since a month's end is no accident.
  package var common: Step? {
    if likelyMonths.isCommon { return likelyMonths.step }
    if distances.count == 1 {
      return .fixed(microseconds: distances[0].microseconds)
    }
    return nearlyCommon ?? (businessDays.isCommon ? businessDays.step : nil)
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
  /// Few are a tenth, or two in a short table.
  package var withGaps: Step? {
    for calendar in [likelyMonths, businessDays] {
      guard let commonest = calendar.commonest, calendar.areMultiples(of: commonest.count),
        areFew(calendar.mainCount),
        calendar.unit != .businessDay || calendar.mainCount > self.commonest?.lines.count ?? 0
      else { continue }
      return calendar.step
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

  /// The survey of a unit, for one that was asked for.
  package func survey(of unit: CalendarUnit) -> CalendarSurvey {
    switch unit {
    case .month: months
    case .monthEnd: monthEnds
    case .businessDay: businessDays
    }
  }

  /// The survey by which the months go: by their ends where that fits more records, or as many and
  /// the step is not of years, as the 30th of two Junes would be by chance.
  package var likelyMonths: CalendarSurvey {
    guard let end = monthEnds.commonest else { return months }
    if monthEnds.mainCount != months.mainCount {
      return monthEnds.mainCount > months.mainCount ? monthEnds : months
    }
    return end.count % 12 == 0 ? months : monthEnds
  }

  /// The step that comes most often, how often, and where it does not; nil without neighbours.
  package var main: (step: Step, count: Int, others: FaultLines)? {
    let most = commonest?.lines.count ?? 0
    for (calendar, isLikely) in [
      (likelyMonths, likelyMonths.mainCount >= most), (businessDays, businessDays.mainCount > most),
    ] {
      guard isLikely, let distance = calendar.commonest, let step = calendar.step else { continue }
      return (step, distance.lines.count, calendar.others(than: distance.count))
    }
    guard let commonest else { return nil }
    var others = uncounted
    for other in distances where other.microseconds != commonest.microseconds {
      others.merge(other.lines)
    }
    return (.fixed(microseconds: commonest.microseconds), commonest.lines.count, others)
  }
}
