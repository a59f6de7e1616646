import Testing
import TimeSeries

@Suite struct TimestampFormatTests {
  struct Refusal: Sendable {
    let format: String
    let words: String
  }

  @Test(arguments: [
    Refusal(format: "%Y-%m-%d-%Y", words: "%Y is there twice"),
    Refusal(format: "%c %H", words: "%H is there twice"),
    Refusal(format: "%Y %Q", words: "%Q is not a directive"),
    Refusal(format: "%F", words: "%F is not a directive (for this, %Y-%m-%d)"),
    Refusal(format: "%-d %Y", words: "%- is not a directive"),
    Refusal(format: "%é", words: "%é is not a directive"),
    Refusal(format: "% Y", words: "%  is not a directive"),
    Refusal(format: "%Y %", words: "it ends in a stray % (a percent sign itself is %%)"),
    Refusal(format: "%a", words: "no directive of it puts records in order of time"),
    Refusal(format: "%p %Z", words: "no directive of it puts records in order of time"),
    Refusal(format: "%U", words: "no directive of it puts records in order of time"),
    Refusal(format: "plain", words: "no directive of it puts records in order of time"),
    Refusal(format: "", words: "no directive of it puts records in order of time"),
    Refusal(format: "%Y %O", words: "%O is not a directive"),
    Refusal(format: "%Y %:z", words: "%: is not a directive (for this, %z, or %:::z for hours)"),
    Refusal(format: "%G-%u", words: "%G needs %V"),
    Refusal(format: "%q", words: "%q needs %Y, and no other part of the date"),
    Refusal(format: "%Y-%m %q", words: "%q needs %Y, and no other part of the date"),
    Refusal(format: "%G-%V-%u %j", words: "%j needs %Y, not %G"),
    Refusal(format: "%Y-%V-%u", words: "%V needs %G, and no other year"),
  ])
  func formatsThatCannotWorkAreRefusedOnce(row: Refusal) {
    let error = #expect(throws: TimestampFormatError.self) { try TimestampFormat(row.format) }
    #expect(error?.description == "time format \(row.format.debugDescription): \(row.words)")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let format: String
    let text: String
    /// Seconds since 1970, or since midnight.
    let seconds: Double?
    var testDescription: String { "\(format) \(text)" }
  }

  @Test(arguments: [
    Row(format: "%Y-%m-%d %H:%M:%S", text: "2024-02-29 23:59:59", seconds: 1_709_251_199),
    Row(format: "%Y-%m-%d %H:%M:%S", text: "2024-2-29  23:59:59", seconds: 1_709_251_199),
    Row(format: "%Y-%m-%d %H:%M:%S", text: "2023-02-29 23:59:59", seconds: nil),
    Row(format: "%Y-%m-%dT%H:%M:%S", text: "2024-02-29t23:59:59", seconds: 1_709_251_199),
    Row(format: "%Y-%m-%dT%H:%M:%S.%f", text: "1969-12-31T23:59:59.75", seconds: -0.25),
    Row(format: "%Y-%m-%d %H:%M%z", text: "2024-01-01 05:30+05:30", seconds: 1_704_067_200),
    Row(format: "%Y-%m-%d %H:%M%z", text: "2024-01-01 00:00Z", seconds: 1_704_067_200),
    Row(format: "%Y-%m-%d %H:%M%z", text: "2024-01-01 00:00z", seconds: nil),
    Row(format: "%Y-%m-%d %H:%M%z", text: "2024-01-01 00:00+0530:15", seconds: nil),
    Row(format: "%Y-%m-%d %H:%M%z", text: "2024-01-01 00:00+24:00", seconds: nil),
    Row(format: "%Y-%m-%d %Z", text: "2024-01-01 z", seconds: 1_704_067_200),
    Row(format: "%Y-%m-%d %Z", text: "2024-01-01 gmt", seconds: 1_704_067_200),
    Row(format: "%Y-%m-%d %Z", text: "2024-01-01 CET", seconds: nil),
    Row(format: "%Y%m%d", text: "2024101", seconds: 1_727_740_800),
    Row(format: "%H%M", text: "111", seconds: 39_660),
    Row(format: "%H%M%S", text: "1111", seconds: 39_661),
    Row(format: "%d%H%M", text: "311", seconds: -2_208_812_340),
    Row(format: "%I:%M %p", text: "12:30 am", seconds: 1_800),
    Row(format: "%p %I", text: "PM 12", seconds: 43_200),
    Row(format: "%H:%M %p", text: "03:00 PM", seconds: 10_800),
    Row(format: "%H %I %p", text: "03 05 PM", seconds: 61_200),
    Row(format: "%d %b %Y", text: "1 SEP 2024", seconds: 1_725_148_800),
    Row(format: "%d %b %Y", text: "1 Sept 2024", seconds: nil),
    Row(format: "%d %b %Y", text: "1 \u{17F}ep 2024", seconds: nil),
    Row(format: "%c", text: "Mon Jan  1 00:00:00 2024", seconds: 1_704_067_200),
    Row(format: "%c", text: "Sun Jan  1 00:00:00 2024", seconds: 1_704_067_200),
    Row(format: "%Y-W%W-%w", text: "2024-W00-0", seconds: 1_704_585_600),
    Row(format: "%G-W%V-%u", text: "2024-W53-1", seconds: 1_735_516_800),
    Row(format: "%G-W%V-%u", text: "0001-W00-1", seconds: nil),
    Row(format: "%Y-%j", text: "2023-366", seconds: 1_704_067_200),
    Row(format: "%Y-%j", text: "9999-366", seconds: nil),
    Row(format: "%m-%d", text: "02-29", seconds: nil),
    Row(format: "%y", text: "68", seconds: 3_092_601_600),
    Row(format: "%y", text: "69", seconds: -31_536_000),
    Row(format: "%Y-%m-%d", text: "0000-01-01", seconds: nil),
    Row(format: "%Y-%m-%d", text: "２０２４-01-01", seconds: 1_704_067_200),
    Row(format: "%Y-%m-%d", text: "2024-０1-01", seconds: nil),
    Row(format: "%Y\u{a0}%H", text: "2024 \u{3000} 01", seconds: 1_704_070_800),
    Row(format: "%YÉ%m", text: "2024é01", seconds: 1_704_067_200),
    Row(format: "elapsed_seconds", text: " +6_0.5e0 ", seconds: 60.5),
    Row(format: "elapsed_seconds", text: "٦٠", seconds: 60),
    Row(format: "elapsed_seconds", text: "6__0", seconds: nil),
    Row(format: "elapsed_seconds", text: "nan", seconds: nil),
    Row(format: "elapsed_seconds", text: "-Infinity", seconds: nil),
  ])
  func textsAreReadAsPythonReadsThem(row: Row) throws {
    let format = try TimestampFormat(row.format)
    let time = format.parse(row.text)
    #expect(time?.microseconds == row.seconds.map { Int64($0 * 1_000_000) })
    #expect(format.parse(row.text, kind: .string) == time)
    #expect((format.refusalReason(row.text) == nil) == (row.seconds != nil))
  }

  @Test(arguments: [
    ("%Y-%m-%d", "2024-13-01", "not %Y-%m-%d"),
    ("%Y-%m-%d", "2024-01-01\n", "not %Y-%m-%d: \"\\n\" is left over"),
    ("%Y-%m-%d", "2023-02-29", "no date: day 29 is past the end of February 2023"),
    ("%d %b", "29 Feb", "no date: 29 February needs a year"),
    ("%H:%M:%S", "23:59:60", "no time: second 60 is above 59"),
    ("%Y", "0000", "no date: the year is not within 1 to 9999"),
    ("%H:%M%z", "23:59+99:00", "no time: the offset from UTC is not below 24 hours"),
    ("elapsed_seconds", "1e99", "not a finite number of seconds within range"),
  ])
  func refusalsSayWhatIsWrong(format: String, text: String, words: String) throws {
    #expect(try TimestampFormat(format).refusalReason(text) == words)
  }

  @Test(
    arguments: [
      ("%Y%m%d", "20240229", 1_709_164_800),
      ("%Y%m%d", "20240229.0", nil),
      ("%H", "-0", 0),
      ("%H.%M", "12.30", 43_380),
      ("%Y", "2024e0", nil),
      ("elapsed_seconds", "0.5e1", 5),
      ("elapsed_seconds", "6_0", nil),
    ] as [(String, String, Int64?)])
  func numbersAreReadAsPythonPrintsThem(format: String, text: String, seconds: Int64?) throws {
    let time = try TimestampFormat(format).parse(text, kind: .number)
    #expect(time == seconds.flatMap { Timestamp(seconds: $0) })
  }

  @Test(arguments: [
    ("%Y-%m-%d", true), ("%H:%M", false), ("%H:%M %%d", false), ("%a %H", false), ("%c", true),
    ("%G-W%V-%u", true), ("%X", false), ("elapsed_seconds", false),
  ])
  func aDateIsOneOfTheDirectives(text: String, hasDate: Bool) throws {
    let format = try TimestampFormat(text)
    #expect(format.hasDate == hasDate)
    #expect(format.isTimeOfDay == (!hasDate && !format.isElapsed))
  }

  @Test func splitsOfLongTextsDoNotBlowUp() throws {
    let format = try TimestampFormat("%d%H%I%j%m%M%S%f%U%W%z x")
    let digits = String(repeating: "1", count: 40)
    let spaces = String(repeating: " ", count: 100_000)
    let clock = ContinuousClock()
    let spent = clock.measure {
      for _ in 0..<20 {
        #expect(format.parse("\(digits)+1111:11.111111 y") == nil)
        #expect(format.parse(spaces) == nil)
      }
    }
    #expect(spent < .seconds(5))
  }
}
