import NDJSON
import Testing

@testable import TimeSeries

@Suite struct ChronologyTests {
  /// A step, the time before, the time that comes, and whether it follows.
  struct Row: Sendable, CustomTestStringConvertible {
    let step: Step
    let format: String
    let last: String
    let time: String
    let follows: Bool
    var testDescription: String { "\(step) \(last) -> \(time)" }
    init(_ step: Step, _ format: String, _ last: String, _ time: String, _ follows: Bool) {
      (self.step, self.format, self.last, self.time, self.follows) = (
        step, format, last, time, follows
      )
    }
  }

  static let day = Step.fixed(microseconds: 86_400_000_000)
  static let quarter = Step.fixed(microseconds: 250_000)

  @Test(arguments: [
    Row(day, "%Y-%m-%d", "2024-02-28", "2024-02-29", true),
    Row(day, "%Y-%m-%d", "2024-02-28", "2024-03-01", false),
    Row(day, "%Y-%m-%d", "2024-02-28", "2024-02-28", false),
    Row(quarter, "elapsed_seconds", "0.75", "1", true),
    Row(quarter, "elapsed_seconds", "0.75", "1.1", false),
    Row(day, "elapsed_seconds", "86400", "0", false),
    Row(.calendar(months: 1), "%Y-%m-%d", "2024-01-31", "2024-02-29", true),
    Row(.calendar(months: 1), "%Y-%m-%d", "2024-02-29", "2024-03-31", true),
    Row(.calendar(months: 1), "%Y-%m-%d", "2024-02-29", "2024-03-29", false),
    Row(.calendar(months: 12), "%Y-%m-%d", "2024-02-29", "2025-02-28", true),
    Row(.calendar(CalendarStep(1, .monthEnd)), "%Y-%m-%d", "1990-02-28", "1990-03-31", true),
    Row(.calendar(CalendarStep(3, .monthEnd)), "%Y-%m-%d", "2023-11-30", "2024-02-29", true),
    Row(.calendar(CalendarStep(1, .monthEnd)), "%Y-%m-%d", "1990-03-31", "1990-04-28", false),
    Row(.calendar(CalendarStep(1, .businessDay)), "%Y-%m-%d", "2024-01-05", "2024-01-08", true),
    Row(.calendar(CalendarStep(1, .businessDay)), "%Y-%m-%d", "2024-01-05", "2024-01-06", false),
    Row(.calendar(CalendarStep(1, .businessDay)), "%Y-%m-%d", "2024-01-06", "2024-01-08", true),
    Row(.calendar(CalendarStep(2, .businessDay)), "%Y-%m-%d", "2024-01-05", "2024-01-09", true),
    Row(.increasing, "%Y-%m-%d", "2024-01-01", "2024-01-02", true),
    Row(.increasing, "%Y-%m-%d", "2024-01-01", "2024-01-01", false),
    Row(.any, "%Y-%m-%d", "2024-01-02", "2024-01-01", true),
    Row(.fixed(microseconds: 3_600_000_000), "%H:%M", "23:00", "00:00", true),
    Row(.fixed(microseconds: 3_600_000_000), "%H:%M", "23:00", "23:00", false),
    Row(day, "%H:%M", "23:00", "23:00", true),
  ])
  func judgesAStep(_ row: Row) throws {
    let format = try TimestampFormat(row.format)
    let anchorDay: Int? =
      row.last.hasSuffix("02-29") ? (row.step == .calendar(months: 1) ? 31 : 29) : nil
    let chronology = Chronology(
      step: row.step, isTimeOfDay: format.isTimeOfDay, anchorDay: anchorDay)
    let last = try time(row.last, format)
    let parsed = try time(row.time, format)
    let time = chronology.absolute(parsed, after: last)
    #expect(chronology.follows(time, after: last) == row.follows)
    if row.step.isExact { #expect((chronology.next(after: last) == time) == row.follows) }
  }

  func time(_ text: String, _ format: TimestampFormat) throws -> Timestamp {
    let bytes = Array(text.utf8)
    let time = format.parse(bytes.span)
    return try #require(time)
  }

  @Test func aTimeOfDayKeepsItsDayFromRoundToRound() {
    let chronology = Chronology(
      step: .fixed(microseconds: 3_600_000_000), isTimeOfDay: true)
    let last = Timestamp(microseconds: 3 * Timestamp.microsecondsPerDay - 3_600_000_000)
    let midnight = chronology.absolute(Timestamp(microseconds: 0), after: last)
    #expect(midnight.microseconds == 3 * Timestamp.microsecondsPerDay)
    #expect(chronology.follows(midnight, after: last))
  }
}
