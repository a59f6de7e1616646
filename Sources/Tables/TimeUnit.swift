/// What the numbers of a time column are, where they are no seconds.
package enum TimeUnit: Equatable, Sendable {
  /// Years with a fraction: 1949.083.
  case decimalYears
  /// Days since the end of 1899, as spreadsheets count them: 45292.5.
  case spreadsheetDays
  /// A thousandth, a millionth or a billionth of a second since 1970, by so many digits.
  case partsOfSeconds(digits: Int)

  /// Quarters of years: 1974Q1.
  case quarters
  /// Weeks of years: 2020-W01.
  case weeks

  /// The unit of texts that no format reads, and of numbers that are too large for seconds; nil for others.
  init?(_ text: String) {
    let pieces = Piece.split(text).filter { $0.isDigits || $0.isLetters }
    if pieces.count == 3, pieces[0].isNumber(4...4), pieces[2].isNumber(1...2) {
      switch pieces[1].text.lowercased() {
      case "q" where pieces[2].text.utf8.count == 1: self = .quarters
      case "w" where pieces[2].text.utf8.count == 2: self = .weeks
      default: return nil
      }
      return
    }
    let digits = text.utf8.count
    guard [13, 16, 19].contains(digits), text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return nil
    }
    self = .partsOfSeconds(digits: digits)
  }

  /// The unit of numbers that may be seconds, but are not by their size and their fractions.
  init?(_ track: TimeTrack) {
    let clocks = track.clocks.compactMap(\.self)
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
    case .quarters: "a quarter; write it as the date of its first day, which makes steps of 3mo"
    case .weeks: "a week; write it as the date of its Monday, which makes steps of 7d"
    case .partsOfSeconds(let digits):
      "1/1\(String(repeating: "0", count: digits - 10)) s since 1970; divide it into seconds"
    }
  }
}
