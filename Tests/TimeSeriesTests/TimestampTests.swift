import Testing
import TimeSeries

@Suite struct TimestampTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let microseconds: Int64?
    var testDescription: String { text }
  }

  @Test(arguments: [
    Row(text: "0", microseconds: 0),
    Row(text: "-0", microseconds: 0),
    Row(text: "3600", microseconds: 3_600_000_000),
    Row(text: "0.1", microseconds: 100_000),
    Row(text: "-0.25", microseconds: -250_000),
    Row(text: "1577838600.000001", microseconds: 1_577_838_600_000_001),
    Row(text: "1.5e3", microseconds: 1_500_000_000),
    Row(text: "15E-1", microseconds: 1_500_000),
    Row(text: "1e-6", microseconds: 1),
    Row(text: "0.0000005", microseconds: 0),
    Row(text: "0.0000015", microseconds: 2),
    Row(text: "0.00000050000000000000000000001", microseconds: 1),
    Row(text: "0.30000000000000004", microseconds: 300_000),
    Row(text: "1000000000000", microseconds: 1_000_000_000_000_000_000),
    Row(text: "-1000000000000.0000004", microseconds: -1_000_000_000_000_000_000),
    Row(text: "1000000000000.0000006", microseconds: nil),
    Row(text: "-1000000000000.000001", microseconds: nil),
    Row(text: "184467440737.095516195", microseconds: 184_467_440_737_095_516),
    Row(text: "9223372036854.7758075", microseconds: nil),
    Row(text: "18446744073709.5516159", microseconds: nil),
    Row(text: "-18446744073709551615.5", microseconds: nil),
    Row(text: "1e300", microseconds: nil),
    Row(text: "1e999999999999999999999", microseconds: nil),
    Row(text: "0e999999999999999999999", microseconds: 0),
    Row(text: "1e-999999999999999999999", microseconds: 0),
    Row(text: "00000000000000000000000000000001", microseconds: 1_000_000),
    Row(text: "", microseconds: nil),
    Row(text: ".", microseconds: nil),
    Row(text: "-", microseconds: nil),
    Row(text: "e5", microseconds: nil),
    Row(text: "5e", microseconds: nil),
    Row(text: " 5", microseconds: nil),
    Row(text: "5s", microseconds: nil),
    Row(text: "inf", microseconds: nil),
  ])
  func decimalSecondsAreReadExactly(row: Row) {
    #expect(Timestamp(seconds: Array(row.text.utf8).span)?.microseconds == row.microseconds)
  }

  @Test(arguments: [
    Row(text: "0", microseconds: 0),
    Row(text: "0.1", microseconds: 100_000),
    Row(text: "-0.000001", microseconds: -1),
    Row(text: "1577838600", microseconds: 1_577_838_600_000_000),
    Row(text: "1577838600.25", microseconds: 1_577_838_600_250_000),
    Row(text: "-9223372036854.775808", microseconds: .min),
  ])
  func secondsAreWrittenWithTheDecimalsTheyNeed(row: Row) throws {
    var bytes: [UInt8] = []
    Timestamp(microseconds: try #require(row.microseconds)).writeSeconds(into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == row.text)
  }

  @Test func sumsBeyondRangeAreNil() {
    #expect(Timestamp(microseconds: .max).adding(microseconds: 1) == nil)
    #expect(Timestamp(seconds: Int64.max) == nil)
    #expect(Timestamp(seconds: -5)?.microseconds == -5_000_000)
    #expect(Timestamp(microseconds: -1) < Timestamp(microseconds: 0))
  }
}
