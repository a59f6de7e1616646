package import TimeSeries

/// What the numbers of a time column are, where they are no seconds.
package enum TimeUnit: Equatable, Sendable {
  /// Years with a fraction: 1949.083.
  case decimalYears
  /// Days since the end of 1899, as spreadsheets count them: 45292.5.
  case spreadsheetDays
  /// A part of a second since 1970, in a column that began with numbers of seconds.
  case partsOfSeconds(NumberUnit)

  /// The unit of a number that is too large for seconds; nil for other texts.
  init?(_ text: String) {
    let unit = TimestampShape(text).formats.last.flatMap(NumberUnit.init(formatName:))
    guard let unit, unit != .seconds else { return nil }
    self = .partsOfSeconds(unit)
  }

  /// The unit of numbers that may be seconds, but are not by their size and their fractions.
  init?(_ track: TimeTrack) {
    let clocks = track.clocks.compactMap(\.self)
    if let last = clocks.map(\.last).max(), !NumberUnit.isLikely(Timestamp(microseconds: last)) {
      self = .partsOfSeconds(.milliseconds)
      return
    }
    let hasFractions =
      track.steps.uncounted.count > 0
      || track.steps.distances.contains { $0.microseconds % 1_000_000 != 0 }
    guard hasFractions, let first = clocks.map(\.first).min(), let last = clocks.map(\.last).max()
    else { return nil }
    switch (first / 1_000_000, last / 1_000_000) {
    case (1500..<2200, 1500..<2200): self = .decimalYears
    case (20_000..<70_000, 20_000..<70_000): self = .spreadsheetDays
    default: return nil
    }
  }

  /// What it is, and what to do.
  var words: String {
    switch self {
    case .decimalYears:
      "a year with a fraction; write it as YEAR-MONTH, or --time-column - --interval 1 counts records"
    case .spreadsheetDays: "a day as spreadsheets count it; export dates as text"
    case .partsOfSeconds(let unit):
      "\(unit) since 1970; --time-format \(unit.formatName) takes it so"
    }
  }
}
