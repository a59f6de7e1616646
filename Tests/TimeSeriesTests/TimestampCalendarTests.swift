import Testing
import TimeSeries

@Suite struct TimestampCalendarTests {
  @Test func everyDayNumberIsTheDateItCameFrom() throws {
    var expected = -719_162
    for year in [1, 2, 4, 100, 400, 1899, 1900, 1970, 2000, 2023, 2024, 9999] {
      let first = try #require(CivilDate(year: year, month: 1, day: 1))
      #expect(first.daysSinceEpoch >= expected)
      expected = first.daysSinceEpoch
      for month in 1...12 {
        for day in 1...CivilDate.daysInMonth(month, of: year) {
          let date = try #require(CivilDate(year: year, month: month, day: day))
          #expect(date.daysSinceEpoch == expected)
          #expect(CivilDate(daysSinceEpoch: expected) == date)
          expected += 1
        }
      }
    }
    #expect(CivilDate(year: 9999, month: 12, day: 31)?.daysSinceEpoch == 2_932_896)
    #expect(CivilDate(daysSinceEpoch: 2_932_897) == nil)
    #expect(CivilDate(daysSinceEpoch: -719_163) == nil)
    #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
  }

  struct Week: Sendable {
    let date: [Int]
    let iso: [Int]
    let weekday: Int
  }

  @Test(arguments: [
    Week(date: [2024, 1, 1], iso: [2024, 1], weekday: 0),
    Week(date: [2021, 1, 3], iso: [2020, 53], weekday: 6),
    Week(date: [2024, 12, 30], iso: [2025, 1], weekday: 0),
    Week(date: [2026, 12, 31], iso: [2026, 53], weekday: 3),
    Week(date: [1, 1, 1], iso: [1, 1], weekday: 0),
    Week(date: [9999, 12, 31], iso: [9999, 52], weekday: 4),
    Week(date: [2010, 1, 3], iso: [2009, 53], weekday: 6),
  ])
  func isoWeeksHoldTheFourthOfJanuary(row: Week) throws {
    let date = try #require(CivilDate(year: row.date[0], month: row.date[1], day: row.date[2]))
    #expect([date.isoWeek.year, date.isoWeek.week] == row.iso)
    #expect(date.weekday == row.weekday)
  }

  struct Step: Sendable {
    let from: String
    let months: Int
    let anchor: Int
    let to: String?
  }

  @Test(arguments: [
    Step(from: "2024-01-31", months: 1, anchor: 31, to: "2024-02-29"),
    Step(from: "2024-02-29", months: 1, anchor: 31, to: "2024-03-31"),
    Step(from: "2023-01-31", months: 1, anchor: 31, to: "2023-02-28"),
    Step(from: "2024-02-29", months: 12, anchor: 29, to: "2025-02-28"),
    Step(from: "2025-02-28", months: 36, anchor: 29, to: "2028-02-29"),
    Step(from: "2024-03-15", months: -3, anchor: 15, to: "2023-12-15"),
    Step(from: "2024-12-15", months: 3, anchor: 15, to: "2025-03-15"),
    Step(from: "9999-12-01", months: 1, anchor: 1, to: nil),
    Step(from: "0001-01-01", months: -1, anchor: 1, to: nil),
    Step(from: "2024-01-01", months: .max, anchor: 1, to: nil),
  ])
  func monthsClampFromTheAnchorDay(row: Step) throws {
    let format = try TimestampFormat("%Y-%m-%d")
    let from = format.parse(row.from)
    let to = from?.adding(row.months, .month, anchorDay: row.anchor)
    #expect(from != nil)
    #expect(to == row.to.flatMap { format.parse($0) })
  }

  @Test func monthsAreThoseOfTheLocalCalendar() throws {
    let format = try TimestampFormat("%Y-%m-%dT%H:%M%z")
    let offset: Int64 = 2 * 3_600_000_000
    let from = format.parse("2024-01-31T00:30+02:00")
    #expect(from?.date(offset: offset)?.day == 31)
    #expect(
      from?.adding(1, .month, anchorDay: 31, offset: offset)
        == format.parse("2024-02-29T00:30+02:00"))
  }
}
