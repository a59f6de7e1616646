import Foundation
import Testing
import TimeSeries

/// Units, weeks, quarters and offsets, against `clocks/times.tsv`, which Python's datetime wrote.
@Suite struct TimestampClockTests {
  @Test func timesAreThoseOfPython() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "clocks/times.tsv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(rows.count > 500)
    for row in rows {
      let cells = row.split(separator: "\t").map(String.init)
      let name = cells[0].replacing(" read", with: "")
      var format = try TimestampFormat(name)
      let microseconds = try #require(Int64(cells[2]))
      #expect(format.parse(cells[1])?.microseconds == microseconds, "\(row)")
      let isRead = format.adoptSpelling(of: cells[1])
      #expect(isRead, "\(row)")
      if name == cells[0] { #expect(format.written(microseconds) == cells[1], "\(row)") }
    }
  }

  @Test(arguments: [
    ("%YQ%q", "2000Q5"), ("%YQ%q", "2000Q0"), ("%G-W%V", "2021-W53-1"), ("%G-W%V", "2021-W54"),
    ("%H:%M%:::z", "10:00+24"), ("%H:%M%:::z", "10:00+5"), ("%S.%N", "00.1234567890"),
    ("%S.%N", "00."), ("epoch_milliseconds", "1e18"), ("epoch_nanoseconds", "2024-01-01"),
  ])
  func textsOfNoTimeAreRefused(format: String, text: String) throws {
    #expect(try TimestampFormat(format).parse(text) == nil)
  }

  @Test(arguments: ["10:00+05", "10:00+0500", "10:00+05:00"])
  func anOffsetOfHoursIsReadInAllItsSpellings(text: String) throws {
    let format = try TimestampFormat("2024-01-01 %Y %H:%M%:::z")
    #expect(format.parse("2024-01-01 2024 \(text)")?.microseconds == 1_704_085_200_000_000)
  }

  @Test func numbersKeepTheDecimalsOfTheSamples() throws {
    var format = try TimestampFormat("epoch_milliseconds")
    #expect(format.written(1_704_067_200_000_500) == "1704067200000.5")
    let isRead = format.adoptSpelling(of: "1704067200000.0")
    #expect(isRead)
    #expect(format.written(1_704_067_200_000_000) == "1704067200000.0")
    #expect(format.written(-1_000) == "-1.0")
    let nanoseconds = try TimestampFormat("epoch_nanoseconds")
    #expect(nanoseconds.written(0) == "0")
    #expect(nanoseconds.written(-1) == "-1000")
  }

  @Test func calendarsKnowTheDatesOfNumbers() throws {
    #expect(try TimestampFormat("epoch_milliseconds").hasDate)
    #expect(try !TimestampFormat("epoch_milliseconds").isTimeOfDay)
  }
}
