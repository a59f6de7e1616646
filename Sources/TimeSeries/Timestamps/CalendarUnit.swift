/// What a step of the calendar counts: each day that it can lie on has a number, and steps go from
/// number to number.
public enum CalendarUnit: String, Sendable {
  /// Months; the day is the one that the series began on, or the last of a shorter month.
  case month = "mo"
  /// Months, always on their last day.
  case monthEnd = "mo-end"
  /// The days from Monday to Friday.
  case businessDay = "bd"

  /// The number of the unit that a day is in; a weekend is in its Friday.
  ///
  /// Days are counted from 1970-01-01; nil beyond the years 1 to 9999.
  public func number(ofDay day: Int) -> Int? {
    guard self == .businessDay else { return CivilDate(daysSinceEpoch: day)?.monthNumber }
    guard CivilDate.dayNumbers.contains(day) else { return nil }
    let fromMonday = day - CivilDate.dayNumbers.lowerBound
    return fromMonday / 7 * 5 + min(fromMonday % 7, 4)
  }

  /// The day that has a number; nil beyond the years 1 to 9999.
  ///
  /// - Parameter anchorDay: The day of the month that a series of months began on.
  public func day(_ number: Int, anchorDay: Int) -> Int? {
    if self == .businessDay {
      guard number >= 0, number < 5_000_000 else { return nil }
      let day = number / 5 * 7 + number % 5 + CivilDate.dayNumbers.lowerBound
      return CivilDate.dayNumbers.contains(day) ? day : nil
    }
    guard number >= 13, CivilDate.years.contains((number - 1) / 12) else { return nil }
    let (year, month) = ((number - 1) / 12, (number - 1) % 12 + 1)
    let last = CivilDate.daysInMonth(month, of: year)
    let day = self == .monthEnd ? last : min(max(anchorDay, 1), last)
    return CivilDate.daysSinceEpoch(year: year, month: month, day: day)
  }

  /// Whether a series of such steps can lie on a day.
  public func isOn(_ day: Int, anchorDay: Int) -> Bool {
    number(ofDay: day).map { self.day($0, anchorDay: anchorDay) == day } ?? false
  }
}

extension CivilDate {
  /// The number of the month on a line of months.
  public var monthNumber: Int { year * 12 + month }
}

extension Timestamp {
  /// Adds so many units of the calendar, keeping the time of day; nil beyond the years 1 to 9999.
  ///
  /// 31 January and one month is 29 February 2024, and one month on it is 31 March again.
  ///
  /// - Parameters:
  ///   - anchorDay: The day of the month that the series began on; a shorter month clamps it.
  ///   - offset: Microseconds that local time is ahead of UTC; days are counted in local time.
  public func adding(_ count: Int, _ unit: CalendarUnit, anchorDay: Int, offset: Int64 = 0)
    -> Timestamp?
  {
    guard let local = adding(microseconds: offset) else { return nil }
    let (day, rest) = local.microseconds.flooredDivision(by: Timestamp.microsecondsPerDay)
    guard let number = unit.number(ofDay: Int(day)) else { return nil }
    let (sum, overflow) = number.addingReportingOverflow(count)
    guard !overflow, let next = unit.day(sum, anchorDay: anchorDay) else { return nil }
    return Timestamp(microseconds: Int64(next) * Timestamp.microsecondsPerDay + rest)
      .adding(microseconds: -offset)
  }

  /// The days from 1970-01-01 to this instant, rounded down.
  public func day(offset: Int64) -> Int {
    Int((microseconds &+ offset).flooredDivision(by: Timestamp.microsecondsPerDay).quotient)
  }
}
