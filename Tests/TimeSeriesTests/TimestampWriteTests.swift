import Testing
import TimeSeries

@Suite struct TimestampWriteTests {
  /// 2024-02-05 03:04:05.678900 UTC, a Monday.
  static let sample: Int64 = 1_707_102_245_678_900

  @Test(arguments: [
    ("%Y-%m-%d %H:%M:%S", "2024-02-05 03:04:05"),
    ("%Y-%m-%dT%H:%M:%S.%f%z", "2024-02-05T03:04:05.678900+0000"),
    ("%y%m%d", "240205"),
    ("%A, %d %B %Y %I:%M %p", "Monday, 05 February 2024 03:04 AM"),
    ("%c", "Mon Feb 05 03:04:05 2024"),
    ("%x %X", "02/05/24 03:04:05"),
    ("%G-W%V-%u", "2024-W06-1"),
    ("%Y %U %W %w %j", "2024 05 06 1 036"),
    ("%a %b %Z %%", "Mon Feb UTC %"),
    ("on %Y\t%m", "on 2024\t02"),
    ("elapsed_seconds", "1707102245.6789"),
  ])
  func timesAreWrittenAsStrftimeWrites(text: String, expected: String) throws {
    let format = try TimestampFormat(text)
    #expect(format.written(Self.sample) == expected)
  }

  struct Spelling: Sendable, CustomTestStringConvertible {
    let format: String
    let samples: [String]
    let expected: String
    var testDescription: String { "\(format) like \(samples)" }
  }

  @Test(arguments: [
    Spelling(format: "%m/%d/%Y %H:%M", samples: ["1/15/2024 00:00"], expected: "2/5/2024 03:04"),
    Spelling(format: "%m/%d/%Y %H:%M", samples: ["01/15/2024 0:00"], expected: "02/05/2024 3:04"),
    Spelling(format: "%m/%d/%Y", samples: ["10/15/2024"], expected: "02/05/2024"),
    Spelling(format: "%m/%d/%Y", samples: ["10/15/2024", "10/1/2024"], expected: "2/5/2024"),
    Spelling(format: "%m/%d/%Y", samples: ["01/1/2024"], expected: "02/5/2024"),
    Spelling(
      format: "%c", samples: ["Mon Jan  1 00:00:00 2024"], expected: "Mon Feb  5 03:04:05 2024"),
    Spelling(format: "%d %b %Y", samples: ["01 JAN 2024"], expected: "05 FEB 2024"),
    Spelling(
      format: "%A %d %B %Y", samples: ["monday 01 January 2024"],
      expected: "monday 05 February 2024"),
    Spelling(format: "%I:%M %p", samples: ["1:00 pm"], expected: "3:04 am"),
    Spelling(format: "%H:%M:%S.%f", samples: ["01:00:00.500"], expected: "03:04:05.6789"),
    Spelling(format: "%H:%M:%S%z", samples: ["01:00:00+02:00"], expected: "03:04:05+02:00"),
    Spelling(
      format: "%Y-%m-%d %H:%M%z", samples: ["2024-01-01 00:00Z"], expected: "2024-02-05 03:04Z"),
    Spelling(
      format: "%Y-%m-%d %H:%M%z", samples: ["2024-01-01 00:00-0330"],
      expected: "2024-02-04 23:34-0330"),
    Spelling(
      format: "%Y-%m-%d %H:%M%z", samples: ["2024-01-01 00:00+05:30:15.5"],
      expected: "2024-02-05 08:34+05:30:15.500000"),
    Spelling(format: "%Y %m %Z", samples: ["2024 01 gmt"], expected: "2024 02 gmt"),
    Spelling(format: "elapsed_seconds", samples: ["0.00", "1.50"], expected: "1707102245.6789"),
  ])
  func timesAreSpelledLikeTheSamples(row: Spelling) throws {
    var format = try TimestampFormat(row.format)
    for sample in row.samples {
      let isRead = format.adoptSpelling(of: sample)
      #expect(isRead)
    }
    #expect(format.written(Self.sample) == row.expected)
  }

  @Test func wholeSecondsKeepTheDecimalsOfTheSamples() throws {
    var elapsed = try TimestampFormat("elapsed_seconds")
    #expect(elapsed.written(60_000_000) == "60")
    _ = elapsed.adoptSpelling(of: "0.0")
    #expect(elapsed.written(60_000_000) == "60.0")
    var clock = try TimestampFormat("%S.%f")
    _ = clock.adoptSpelling(of: "01.500")
    #expect(clock.written(60_000_000) == "00.000")
    let isRead = clock.adoptSpelling(of: "x")
    #expect(!isRead)
  }

  @Test(
    arguments: [
      ("%Y%m%d", nil), ("%H:%M", nil), ("%I:%M %p", nil), ("%d %b %Y", nil), ("%G-W%V-%u", nil),
      ("%Y-%m-%dT%H:%M:%S%z", nil), ("%Y-%j", nil), ("%Y-W%W-%w", nil), ("%m-%d", nil), ("%c", nil),
      ("%x %X", nil), ("elapsed_seconds", nil), ("%y", nil),
      ("%I:%M", "%I:%M does not tell morning from afternoon: %I needs %p"),
      ("%H %I", "%H %I does not tell morning from afternoon: %I needs %p"),
      ("%Y %W", "%Y %W does not read a day: %U and %W need a day of the week"),
      ("%H:%S", "%H:%S reads a second but no minute"),
      ("%Y-%m %H", "%Y-%m %H reads a hour but no day"),
    ] as [(String, String?)])
  func formatsThatCannotBeReadAgainSayWhy(text: String, reason: String?) throws {
    #expect(try TimestampFormat(text).unwritableReason == reason)
  }

  @Test func timesThatAFormatCannotHoldSayWhy() throws {
    let day = try TimestampFormat("%Y-%m-%d")
    #expect(day.unwritableReason(of: Timestamp(microseconds: 86_400_000_000)) == nil)
    #expect(
      day.unwritableReason(of: Timestamp(microseconds: 86_400_000_001))
        == "\"1970-01-02\", as %Y-%m-%d writes it, is another time when read")
    #expect(
      day.unwritableReason(of: Timestamp(microseconds: .max))
        == "the year is not within 1 to 9999")
    let short = try TimestampFormat("%y-%m")
    #expect(short.unwritableReason(of: Timestamp(microseconds: -86_400_000_000_000)) != nil)
    let clock = try TimestampFormat("%H:%M")
    #expect(clock.unwritableReason(of: Timestamp(microseconds: 3 * 86_400_000_000)) == nil)
  }

  @Test(arguments: [
    "%Y-%m-%d %H:%M:%S.%f", "%Y%m%d%H%M%S%f", "%c %f", "%G-W%V-%u %I:%M:%S.%f %p",
    "%Y %U %a %H%M%S%f", "%Y-W%W-%w %X.%f", "%Y%j %H:%M:%S,%f", "%A, %d %B %Y %H:%M:%S.%f%z",
    "elapsed_seconds", "%H:%M:%S.%f", "%p %I:%M:%S.%f %Z",
  ])
  func whatIsWrittenIsReadAgain(text: String) throws {
    var format = try TimestampFormat(text)
    var random = SplitMix(state: 20_240_229)
    for round in 0..<2_000 {
      // From year 1 to 9999, to the microsecond.
      let span: UInt64 = 315_537_897_600_000_000
      let time = Timestamp(
        microseconds: Int64(random.next() % span) - 62_135_596_800_000_000)
      #expect(format.unwritableReason(of: time) == nil, "\(time.microseconds)")
      guard round % 20 == 0 else { continue }
      var bytes: [UInt8] = []
      format.write(time, into: &bytes)
      let before = bytes
      format.adoptSpelling(of: bytes.span)
      bytes = []
      format.write(time, into: &bytes)
      #expect(bytes == before)
    }
  }
}

/// A small generator with a seed, so that a failing run can be repeated.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
