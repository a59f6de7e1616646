import NDJSON
import Tables
import Testing
import TimeSeries

@Suite struct InferenceTimestampShapeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let formats: [String]
    var testDescription: String { text }
  }

  static let table = [
    Row(text: "2024-01-31", formats: ["%Y-%m-%d"]),
    Row(text: "2024-01-31 23:45", formats: ["%Y-%m-%d %H:%M"]),
    Row(text: "2024-01-31 23:45:00", formats: ["%Y-%m-%d %H:%M:%S"]),
    Row(text: "2024-01-31T23:45:00Z", formats: ["%Y-%m-%dT%H:%M:%S%z"]),
    Row(text: "2024-01-31T23:45:00.250+02:00", formats: ["%Y-%m-%dT%H:%M:%S.%f%z"]),
    Row(text: "2024-01-31 23:45:00 UTC", formats: ["%Y-%m-%d %H:%M:%S %Z"]),
    Row(text: "2024/01/31 23", formats: ["%Y/%m/%d %H"]),
    Row(text: "01/31/2024", formats: ["%d/%m/%Y", "%m/%d/%Y"]),
    Row(text: "1/2/24", formats: ["%d/%m/%y", "%m/%d/%y"]),
    Row(text: "01.02.03", formats: ["%d.%m.%y", "%m.%d.%y", "%y.%m.%d"]),
    Row(text: "1/31/2024 9:05 PM", formats: ["%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"]),
    Row(text: "1/31/2024 9:05:00am", formats: ["%d/%m/%Y %I:%M:%S%p", "%m/%d/%Y %I:%M:%S%p"]),
    Row(text: "20240131T234500", formats: ["%Y%m%dT%H%M%S"]),
    Row(text: "31 Jan 2024", formats: ["%d %b %Y"]),
    Row(text: "31-Jan-24", formats: ["%d-%b-%y"]),
    Row(text: "January 31, 2024", formats: ["%B %d, %Y"]),
    Row(text: "May 1, 2024", formats: ["%b %d, %Y", "%B %d, %Y"]),
    Row(text: "Wed, 31 Jan 2024 23:45:00 GMT", formats: ["%a, %d %b %Y %H:%M:%S %Z"]),
    Row(text: "Jan 2024", formats: ["%b %Y"]),
    Row(text: "2024-01", formats: ["%Y-%m"]),
    Row(text: "2024-031", formats: ["%Y-%j"]),
    Row(text: "2024-W05-3", formats: ["%G-W%V-%u"]),
    Row(text: "2024W053", formats: ["%GW%V%u"]),
    Row(text: "2024-W05", formats: ["%G-W%V"]),
    Row(text: "2024Q1", formats: ["%YQ%q"]),
    Row(text: "2024-q1", formats: ["%Y-q%q"]),
    Row(text: "Q1 2024", formats: ["Q%q %Y"]),
    Row(text: "Q12024", formats: []),
    Row(text: "A1 2024", formats: []),
    Row(text: "2024-01-31 23:45:00.123456789+00", formats: ["%Y-%m-%d %H:%M:%S.%N%:::z"]),
    Row(text: "23:45", formats: ["%H:%M"]),
    Row(text: "11:45:00 PM", formats: ["%I:%M:%S %p"]),
    Row(text: "20240131", formats: ["%Y%m%d", "elapsed_seconds"]),
    Row(text: "202401", formats: ["%Y%m", "%y%m%d", "elapsed_seconds"]),
    Row(text: "1577836800", formats: ["%Y%m%d%H", "elapsed_seconds"]),
    Row(text: "99999999999", formats: ["elapsed_seconds"]),
    Row(text: "631152000000", formats: ["%Y%m%d%H%M", "epoch_milliseconds"]),
    Row(text: "1704067200000.0", formats: ["epoch_milliseconds"]),
    Row(text: "1704067200000000", formats: ["epoch_microseconds"]),
    Row(text: "1704067200000000000", formats: ["epoch_nanoseconds"]),
    Row(text: "0.25", formats: ["elapsed_seconds"]),
    Row(text: "-3", formats: ["elapsed_seconds"]),
    Row(text: "100% 10:00", formats: []),
    Row(text: "Boston", formats: []),
    Row(text: "12 Foo 2024", formats: []),
    Row(text: "1-2-3-4", formats: []),
    Row(text: "10:00:00 local", formats: []),
    Row(text: "1e5", formats: []),
    Row(text: "", formats: []),
  ]

  @Test(arguments: table)
  func tellsTheFormats(_ row: Row) {
    #expect(TimestampShape(row.text).formats == row.formats)
  }
}
