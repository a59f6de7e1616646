/// What the directives of a text said, before a calendar makes an instant of it.
struct TimestampFields {
  var year = -1
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0
  var isAfternoon = false
  var dayOfYear = 1
  /// Monday is 0.
  var weekday = 0
  var week = 0
  var isoYear = 0
  var isoWeek = 0
  /// Microseconds that local time is ahead of UTC.
  var offset: Int64 = 0
  var hasBadOffset = false

  /// Makes the instant of a date and time, or of a time of the day where there is no date.
  @inline(__always)
  func timestamp(
    _ reading: StrptimePattern.Reading
  ) throws(TimestampFault) -> Timestamp {
    let days = try dayNumber(reading.dateRule)
    guard second <= 59 else { throw .secondOutOfRange(second) }
    guard !hasBadOffset else { throw .badOffset }
    var time = microsecondOfDay(twelveHour: reading.isTwelveHour)
    if reading.hasDate {
      time += Int64(days) * Timestamp.microsecondsPerDay - offset
    }
    return Timestamp(microseconds: time)
  }

  @inline(__always)
  private func microsecondOfDay(twelveHour: Bool) -> Int64 {
    let hour = twelveHour ? self.hour % 12 + (isAfternoon ? 12 : 0) : self.hour
    return Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
  }

  @inline(__always)
  private func dayNumber(_ rule: StrptimePattern.DateRule) throws(TimestampFault) -> Int {
    guard rule == .monthAndDay else { return try dayNumber(counting: rule) }
    let year = self.year < 0 ? 1900 : self.year
    guard CivilDate.years.contains(year) else { throw .yearOutOfRange }
    guard day <= 28 || day <= CivilDate.daysInMonth(month, of: year) else {
      // A 29 February of no year is refused: 1900, which stands in, is no leap year.
      throw .dayOutOfRange(
        day: day, month: month, year: self.year < 0 && day == 29 ? nil : year)
    }
    return CivilDate.daysSinceEpoch(year: year, month: month, day: day)
  }

  /// Counts days or weeks from the start of the year.
  private func dayNumber(
    counting rule: StrptimePattern.DateRule
  ) throws(TimestampFault) -> Int {
    let isLeapDay = self.year < 0 && month == 2 && day == 29
    let year = rule == .isoWeek ? isoYear : isLeapDay ? 1904 : self.year < 0 ? 1900 : self.year
    guard CivilDate.years.contains(year) else { throw .yearOutOfRange }
    let newYear = CivilDate.daysSinceEpoch(year: year, month: 1, day: 1)
    let firstWeekday = CivilDate.weekday(ofDay: newYear)
    var number: Int
    switch rule {
    case .monthAndDay, .dayOfYear:
      number = newYear + dayOfYear - 1
    case .isoWeek:
      // The first week is that of 4 January.
      let monday = newYear + 3 - (firstWeekday + 3) % 7
      number = monday + (isoWeek - 1) * 7 + weekday
    case .week(let startingMonday):
      let shift = startingMonday ? 0 : 1
      let first = (firstWeekday + shift) % 7
      // Where the year begins a week, week 0 is week 1 again, as in Python.
      let start = week == 0 ? -first : (7 - first) % 7 + (week - 1) * 7
      number = newYear + start + (weekday + shift) % 7
    }
    guard let date = CivilDate(daysSinceEpoch: number) else { throw .yearOutOfRange }
    if isLeapDay {
      guard date.day <= CivilDate.daysInMonth(date.month, of: 1900) else {
        throw .dayOutOfRange(day: date.day, month: date.month, year: nil)
      }
      number = CivilDate.daysSinceEpoch(year: 1900, month: date.month, day: date.day)
    }
    return number
  }
}
