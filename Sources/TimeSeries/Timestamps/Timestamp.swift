/// An instant in whole microseconds: since 1970-01-01 00:00 UTC, or since the start of a series.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// The microseconds since 1970-01-01 00:00 UTC; for elapsed time those since zero.
  public var microseconds: Int64

  /// The times that are read, in microseconds: 10^12 seconds before and after zero, the years
  /// -29,719 to 33,658.
  ///
  /// The distance between any two, and as much again, fits into 64 bits.
  public static let range: ClosedRange<Int64> =
    -1_000_000_000_000_000_000...1_000_000_000_000_000_000

  /// What a message says was wanted of a number of seconds.
  public static let wanted = "a number of seconds from -1000000000000 to 1000000000000"

  /// The microseconds of a day.
  public static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Makes an instant from microseconds.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Makes an instant from whole seconds; nil beyond `range`.
  public init?(seconds: Int64) {
    let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, Self.range.contains(microseconds) else { return nil }
    self.init(microseconds: microseconds)
  }

  /// Reads a decimal number of seconds, such as a JSON number; nil for other text or beyond range.
  ///
  /// Digits beyond the sixth decimal are rounded to the nearest microsecond, ties to even.
  public init?(seconds text: Span<UInt8>) {
    guard let microseconds = DecimalSeconds.microseconds(text) else { return nil }
    self.init(microseconds: microseconds)
  }

  /// Appends the instant as a JSON number of seconds, with no more decimals than it needs.
  public func writeSeconds(into bytes: inout [UInt8]) {
    DecimalSeconds.write(microseconds, decimals: 0, into: &bytes)
  }

  /// Tells which of two instants is the earlier.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Adds microseconds; nil where the sum is beyond `range`.
  public func adding(microseconds duration: Int64) -> Timestamp? {
    let (sum, overflow) = microseconds.addingReportingOverflow(duration)
    return overflow || !Self.range.contains(sum) ? nil : Timestamp(microseconds: sum)
  }

  /// The date that a calendar shows at this instant; nil beyond the years 1 to 9999.
  ///
  /// - Parameter offset: Microseconds that local time is ahead of UTC.
  public func date(offset: Int64 = 0) -> CivilDate? { LocalTime(self, offset: offset)?.date }
}

/// An instant as a date and the time of that day.
struct LocalTime {
  let date: CivilDate
  let microsecondOfDay: Int64

  /// Splits an instant; nil beyond the years 1 to 9999.
  init?(_ timestamp: Timestamp, offset: Int64) {
    guard let local = timestamp.adding(microseconds: offset) else { return nil }
    let (days, rest) = local.microseconds.flooredDivision(by: Timestamp.microsecondsPerDay)
    guard let date = CivilDate(daysSinceEpoch: Int(days)) else { return nil }
    self.date = date
    microsecondOfDay = rest
  }
}

extension Int64 {
  /// Divides rounding down, so that the remainder is never negative; the divisor is positive.
  func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
