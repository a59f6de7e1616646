/// A day of the proleptic Gregorian calendar, in the years 1 to 9999.
public struct CivilDate: Hashable, Sendable {
  /// The year, 1 to 9999.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// The years that have dates.
  public static let years = 1...9999

  /// The days from 1970-01-01 to the first and the last date that there is.
  static let dayNumbers = -719_162...2_932_896

  /// Makes a date; nil where the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard CivilDate.years.contains(year), 1...12 ~= month,
      day >= 1, day <= CivilDate.daysInMonth(month, of: year)
    else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  private init(uncheckedYear year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Makes the date that lies a number of days after 1970-01-01; nil beyond the years 1 to 9999.
  ///
  /// Years are counted from March, so that the leap day is the last of its year and the months
  /// before it have lengths that one division gives.
  public init?(daysSinceEpoch days: Int) {
    guard CivilDate.dayNumbers.contains(days) else { return nil }
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.init(
      uncheckedYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// The days from 1970-01-01 to this date.
  public var daysSinceEpoch: Int {
    CivilDate.daysSinceEpoch(year: year, month: month, day: day)
  }

  /// Counts the days from 1970-01-01 to a date; the month is 1 to 12, the day may be any number.
  static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let monthFromMarch = month <= 2 ? month + 9 : month - 3
    let leapDays = yearFromMarch / 4 - yearFromMarch / 100 + yearFromMarch / 400
    return 365 * yearFromMarch + leapDays + (153 * monthFromMarch + 2) / 5 + day - 719_469
  }

  /// Tells whether a year has a 29 February.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Counts the days of a month, which is 1 to 12.
  public static func daysInMonth(_ month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : 30 + ((month + month / 8) & 1)
  }

  /// The day of the week, 0 for Monday to 6 for Sunday.
  public var weekday: Int { CivilDate.weekday(ofDay: daysSinceEpoch) }

  /// Tells the day of the week of a day number, 0 for Monday; the number is of some date.
  static func weekday(ofDay days: Int) -> Int { (days + 719_162) % 7 }

  /// The day of the year, from 1.
  public var dayOfYear: Int {
    daysSinceEpoch - CivilDate.daysSinceEpoch(year: year, month: 1, day: 1) + 1
  }

  /// The ISO 8601 week and the year that it belongs to; week 1 holds 4 January.
  public var isoWeek: (year: Int, week: Int) {
    let week = (dayOfYear - weekday + 9) / 7
    if week < 1 {
      return (year - 1, CivilDate.isoWeeks(in: year - 1))
    }
    return week > CivilDate.isoWeeks(in: year) ? (year + 1, 1) : (year, week)
  }

  /// Counts the ISO weeks of a year: 53 where it begins or ends on a Thursday, else 52.
  private static func isoWeeks(in year: Int) -> Int {
    let first = weekday(ofDay: daysSinceEpoch(year: year, month: 1, day: 1) + 7 * 146_097)
    return first == 3 || (first == 2 && isLeap(year)) ? 53 : 52
  }

  /// The week of the year as `%U` and `%W` count: days before the first week start are in week 0.
  func week(startingMonday: Bool) -> Int {
    (dayOfYear + 6 - (startingMonday ? weekday : (weekday + 1) % 7)) / 7
  }
}
