import NDJSON
import Tables
import Testing
import TimeSeries

@Suite struct InferenceStepTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    /// The times of each group.
    let groups: [[String]]
    let common: Step?
    var withGaps: Step?
    var format = "%Y-%m-%d"
    var testDescription: String { name }
  }

  static let day: Int64 = 86_400_000_000
  static let monthEnd = Step.calendar(CalendarStep(1, .monthEnd))
  static let businessDay = Step.calendar(CalendarStep(1, .businessDay))

  static let table = [
    Row(
      name: "days", groups: [["2024-01-01", "2024-01-02", "2024-01-03"]],
      common: .fixed(microseconds: day), withGaps: .fixed(microseconds: day)),
    Row(
      name: "the same in all groups",
      groups: [["2024-01-01", "2024-01-02"], ["2023-05-31", "2023-06-01"]],
      common: .fixed(microseconds: day), withGaps: .fixed(microseconds: day)),
    Row(
      name: "another in one group",
      groups: [["2024-01-01", "2024-01-02"], ["2024-01-01", "2024-01-03"]],
      common: nil),
    Row(
      name: "four weeks are no month", groups: [["2024-01-01", "2024-01-29", "2024-02-26"]],
      common: .fixed(microseconds: 28 * day), withGaps: .fixed(microseconds: 28 * day)),
    Row(
      name: "months", groups: [["2024-01-15", "2024-02-15", "2024-03-15"]],
      common: .calendar(months: 1), withGaps: .calendar(months: 1)),
    Row(
      name: "months from their end",
      groups: [["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]],
      common: monthEnd, withGaps: monthEnd),
    Row(
      name: "ends of months from a short one",
      groups: [["1990-02-28", "1990-03-31", "1990-04-30"]], common: monthEnd, withGaps: monthEnd),
    Row(
      name: "ends of quarters from a short month", groups: [["2023-06-30", "2023-09-30"]],
      common: .calendar(CalendarStep(3, .monthEnd)), withGaps: .calendar(CalendarStep(3, .monthEnd))
    ),
    Row(
      name: "ends of months from a long one and a short one",
      groups: [["2024-01-31", "2024-02-29"], ["2023-02-28", "2023-03-31"]],
      common: monthEnd, withGaps: monthEnd),
    Row(
      name: "the 28th of February is a day, and not the end of a month",
      groups: [["2021-02-28", "2022-02-28", "2023-02-28"]],
      common: .calendar(months: 12), withGaps: .calendar(months: 12)),
    Row(
      name: "ends of Februaries", groups: [["2023-02-28", "2024-02-29", "2025-02-28"]],
      common: .calendar(CalendarStep(12, .monthEnd)),
      withGaps: .calendar(CalendarStep(12, .monthEnd))),
    Row(
      name: "a clamped day that stays is no month's end",
      groups: [["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-29"]], common: nil),
    Row(
      name: "quarters", groups: [["2023-10-01", "2024-01-01", "2024-04-01"]],
      common: .calendar(months: 3), withGaps: .calendar(months: 3)),
    Row(
      name: "years", groups: [["2021-01-01", "2022-01-01", "2023-01-01"]],
      common: .calendar(months: 12), withGaps: .calendar(months: 12)),
    Row(
      name: "minutes of a clock that jitters",
      groups: [["2024-01-01 00:00:00.02", "2024-01-01 00:01:00.1", "2024-01-01 00:02:00.01"]],
      common: .fixed(microseconds: 60_000_000), format: "%Y-%m-%d %H:%M:%S.%f"),
    Row(
      name: "minutes that are too far off",
      groups: [["2024-01-01 00:00:00.0", "2024-01-01 00:01:00.2", "2024-01-01 00:02:00.0"]],
      common: nil, format: "%Y-%m-%d %H:%M:%S.%f"),
    Row(
      name: "tenths of a second that vary",
      groups: [["2024-01-01 00:00:00.0", "2024-01-01 00:00:00.1", "2024-01-01 00:00:00.3"]],
      common: nil, format: "%Y-%m-%d %H:%M:%S.%f"),
    Row(
      name: "one gap", groups: [["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-06"]],
      common: nil, withGaps: .fixed(microseconds: day)),
    Row(
      name: "a month is missing",
      groups: [["2024-01-31", "2024-02-29", "2024-03-31", "2024-05-31"]],
      common: nil, withGaps: monthEnd),
    Row(
      name: "weeks of five days",
      groups: [
        [
          "2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08",
          "2024-01-09", "2024-01-10", "2024-01-11", "2024-01-12", "2024-01-15", "2024-01-16",
          "2024-01-17", "2024-01-18", "2024-01-19", "2024-01-22",
        ]
      ], common: businessDay, withGaps: businessDay),
    Row(
      name: "business days with a holiday",
      groups: [
        [
          "2024-01-11", "2024-01-12", "2024-01-16", "2024-01-17", "2024-01-18", "2024-01-19",
          "2024-01-22", "2024-01-23",
        ]
      ], common: nil, withGaps: businessDay),
    Row(
      name: "a week of five days", groups: [["2024-01-01", "2024-01-02", "2024-01-03"]],
      common: .fixed(microseconds: day), withGaps: .fixed(microseconds: day)),
    Row(
      name: "a weekend among business days",
      groups: [["2024-01-11", "2024-01-12", "2024-01-15", "2024-01-16", "2024-01-20"]],
      common: nil),
    Row(
      name: "weekdays of seconds have no calendar", groups: [["86400", "345600", "432000"]],
      common: nil, format: "elapsed_seconds"),
    Row(
      name: "no common divisor",
      groups: [["2024-01-01", "2024-01-03", "2024-01-05", "2024-01-08"]],
      common: nil),
    Row(name: "nothing to tell by", groups: [["2024-01-01"]], common: nil),
  ]

  @Test(arguments: table)
  func tellsTheStep(_ row: Row) throws {
    var track = TimeTrack(format: try TimestampFormat(row.format))
    for (group, times) in row.groups.enumerated() {
      for time in times {
        try read(time, into: &track, group: group, line: 2)
      }
    }
    #expect(track.steps.common == row.common)
    #expect(track.steps.withGaps == row.withGaps)
  }

  /// A step for each group takes three records of a group to show, and the groups to differ.
  @Test(arguments: [
    (
      [["2024-01-01", "2024-01-02", "2024-01-03"], ["2024-01-01", "2024-01-08", "2024-01-15"]], 2
    ),
    ([["2024-01-01", "2024-01-02", "2024-01-03"], ["2024-01-01", "2024-01-08"]], 0),
    (
      [["2024-01-01", "2024-01-02", "2024-01-03"], ["2024-02-01", "2024-02-02", "2024-02-03"]], 0
    ),
    (
      [
        ["2024-01-31", "2024-02-29", "2024-03-31"], ["2024-01-05", "2024-01-08", "2024-01-09"],
        ["2024-01-05", "2024-01-08"],
      ], 0
    ),
    (
      [
        ["2024-01-31", "2024-02-29", "2024-03-31"], ["2024-01-04", "2024-01-05", "2024-01-08"],
        ["2024-01-01"],
      ], 3
    ),
    (
      [["2024-01-01", "2024-01-02", "2024-01-03"], ["2024-01-01", "2024-01-03", "2024-01-08"]], 0
    ),
  ])
  func tellsTheStepOfEachGroup(_ groups: [[String]], _ count: Int) throws {
    var track = TimeTrack(format: try TimestampFormat("%Y-%m-%d"))
    for (group, times) in groups.enumerated() {
      for time in times { try read(time, into: &track, group: group, line: 2) }
    }
    #expect(track.groupSteps?.each.count ?? 0 == count)
    if count == 3 {
      #expect(track.groupSteps?.each == [Self.monthEnd, Self.businessDay, Self.monthEnd])
    }
  }

  @Test func aTimeOfDayGoesOnPastMidnight() throws {
    var track = TimeTrack(format: try TimestampFormat("%H:%M"))
    for time in ["23:00", "23:30", "00:00", "00:30"] {
      try read(time, into: &track, group: 0, line: 2)
    }
    #expect(track.isIncreasing)
    #expect(track.clocks[0]?.last == Int64(88_200_000_000))
  }

  @Test func whatIsRepeatedOrBackwardIsToldByLine() throws {
    var track = TimeTrack(format: try TimestampFormat("%Y"))
    for (line, time) in ["2020", "2021", "2021", "2019", "2022"].enumerated() {
      try read(time, into: &track, group: 0, line: line + 2)
    }
    #expect(track.repeated.lines == [4])
    #expect(track.backward.lines == [5])
    #expect(!track.isIncreasing)
  }

  private func read(_ time: String, into track: inout TimeTrack, group: Int, line: Int) throws {
    let bytes = Array(time.utf8)
    let isRead = track.observe(bytes.span, 0..<bytes.count, group: group, line: line)
    try #require(isRead)
  }
}
