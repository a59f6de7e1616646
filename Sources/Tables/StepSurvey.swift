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
  /// Whether there were more distances than are counted.
  package private(set) var isExhausted = false
  /// How many neighbours there were.
  package private(set) var count = 0
  /// The months from each record to the next, where all agree so far; nil before the first.
  package private(set) var months: Int?
  /// The first line whose distance is no whole number of months, or not the one of all before.
  package private(set) var lineOffCalendar: Int?

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
    if lineOffCalendar == nil {
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
      isExhausted = true
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
      lineOffCalendar = line
      return
    }
    let step = after.monthNumber - before.monthNumber
    let expected = Timestamp(microseconds: first).adding(
      months: after.monthNumber - start.monthNumber, anchorDay: start.day, offset: offset)
    if expected?.microseconds != next || step != months ?? step { lineOffCalendar = line }
    months = step
  }

  /// The step that all neighbours have in common; nil where they have none, or there are none.
  ///
  /// Whole months count before days, since a month's end is no accident.
  package var common: Step? {
    if lineOffCalendar == nil, let months, months > 0 { return .calendar(months: months) }
    if distances.count == 1, !isExhausted {
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
    guard let commonest, !isExhausted else { return nil }
    let others = count - commonest.lines.count
    guard others * 10 <= count || (others <= 2 && others * 2 < count) else { return nil }
    let step = commonest.microseconds
    let fits = distances.allSatisfy { $0.microseconds >= step && $0.microseconds % step == 0 }
    return fits ? .fixed(microseconds: step) : nil
  }
}

extension CivilDate {
  /// The number of the month on a line of months.
  package var monthNumber: Int { year * 12 + month }
}
