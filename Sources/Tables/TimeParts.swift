package import TimeSeries

/// The columns that together are a time: a year, a month and so on, or a date and a time of day.
package struct TimeParts: Equatable, Sendable {
  /// What a column is a part of a time as.
  private enum Part: Equatable {
    case year, quarter, month, day, date, hour, minute, second, time

    /// The part that a column of this name is.
    init?(_ name: String) {
      switch name.lowercased() {
      case "year", "yr", "yyyy": self = .year
      case "quarter", "qtr": self = .quarter
      case "month", "mo": self = .month
      case "day", "mday": self = .day
      case "date": self = .date
      case "hour", "hr": self = .hour
      case "minute": self = .minute
      case "second": self = .second
      case "time": self = .time
      default: return nil
      }
    }

    /// What it says of a time, from the years, 0, to the seconds, 5; nothing is below a quarter.
    var reach: Range<Int> {
      switch self {
      case .year: 0..<1
      case .quarter: 1..<6
      case .month: 1..<2
      case .day: 2..<3
      case .date: 0..<3
      case .hour: 3..<4
      case .minute: 4..<5
      case .second: 5..<6
      case .time: 3..<6
      }
    }
  }

  /// The name of the column that is made of them, where no other is given.
  package static let columnName = "time"

  /// The names of the columns, from the largest part to the smallest.
  package let names: [String]
  private let parts: [Part]

  /// The time that columns of these names make; nil where they make none.
  ///
  /// They do where each goes on where the one before ends, from the year or the month on, and there
  /// are two at least.
  package init?(_ names: [String]) {
    let found = names.compactMap { name in Part(name).map { (name, $0) } }
      .sorted { $0.1.reach.lowerBound < $1.1.reach.lowerBound }
    guard found.count == names.count, found.count >= 2, let first = found.first?.1 else {
      return nil
    }
    for (part, next) in zip(found, found.dropFirst())
    where part.1.reach.upperBound != next.1.reach.lowerBound {
      return nil
    }
    guard first.reach.lowerBound == 0 || first == .month else { return nil }
    self.names = found.map(\.0)
    parts = found.map(\.1)
  }

  /// The largest time that columns among these make; nil where they make none.
  package init?(among names: [String]) {
    let named = names.compactMap { name in Part(name).map { (name, $0) } }
    let wanted: [[Part]] = [
      [.date, .time], [.year, .month, .day, .time], [.date, .hour, .minute, .second],
      [.year, .month, .day, .hour, .minute, .second], [.year, .quarter],
      [.month, .day, .hour, .minute, .second],
    ]
    for wish in wanted {
      let found = wish.map { part in named.first { $0.1 == part }?.0 }
      let whole = found.prefix { $0 != nil }.compactMap(\.self)
      let isWhole = !wish.contains(.time) || whole.count == wish.count
      if isWhole, let parts = TimeParts(whole) {
        self = parts
        return
      }
    }
    return nil
  }

  /// Whether a time of day as a whole is one of them.
  var hasTimeOfDay: Bool { parts.contains(.time) }

  /// Whether a column of this name is a year or a month.
  static func isYearOrMonth(_ name: String) -> Bool {
    let part = Part(name)
    return part == .year || part == .month
  }

  /// Whether a text is the part of a time that the name of its column says, at a second of a day.
  static func isPart(_ name: String, _ text: String, of date: CivilDate, second: Int) -> Bool {
    switch Part(name) {
    case .year: number(wholeYear(text)) == date.year
    case .quarter: monthOfQuarter(text) == padded(String((date.month - 1) / 3 * 3 + 1), to: 2)
    case .month: number(monthNumber(text)) == date.month
    case .day: number(text) == date.day
    case .hour: number(text) == second / 3600
    case .minute: number(text) == second / 60 % 60
    case .second: number(text) == second % 60
    case .date, .time, nil: false
    }
  }

  /// Whether a column of this name, whose numbers are in a range, can say a part of each time.
  static func isPart(_ name: String, from least: Double, to greatest: Double) -> Bool {
    let limits: ClosedRange<Double> =
      switch Part(name) {
      case .year: 0...9999
      case .quarter: 1...4
      case .month: 1...12
      case .day: 1...31
      case .hour: 0...23
      case .minute, .second: 0...59
      case .date, .time, nil: 0...0
      }
    return isPart(name) && limits.contains(least) && limits.contains(greatest)
  }

  /// Whether a column of this name says of a time what others beside it would not leave open.
  package static func isPart(_ name: String) -> Bool {
    Part(name).map { $0 != .date && $0 != .time } ?? false
  }

  /// The format of the time that is made; nil where its texts are to tell.
  package var format: TimestampFormat? {
    if parts.contains(.date) || parts.contains(.time) { return nil }
    let time = parts.contains(.second) ? " %H:%M:%S" : parts.contains(.hour) ? " %H:%M" : ""
    let date = [
      parts.contains(.year) ? "%Y" : nil,
      parts.contains(.month) || parts.contains(.quarter) ? "%m" : nil,
      parts.contains(.day) ? "%d" : nil,
    ].compactMap(\.self).joined(separator: "-")
    return try? TimestampFormat(date + time)
  }

  /// The text of the time whose parts have these texts, in the order of `names`; what is no number
  /// stays as it is, and makes a text that is no time.
  func text(of values: [[UInt8]]) -> [UInt8] {
    var made = ""
    for (part, value) in zip(parts, values) {
      let text = String(decoding: value, as: UTF8.self)
      if part.reach.lowerBound == 3 { made += " " }
      if part.reach.lowerBound > 0, part.reach.lowerBound < 3, !made.isEmpty { made += "-" }
      if part.reach.lowerBound > 3 { made += ":" }
      switch part {
      case .date, .time: made += text
      case .year: made += Self.padded(Self.wholeYear(text), to: 4)
      case .quarter: made += Self.monthOfQuarter(text)
      case .month: made += Self.padded(Self.monthNumber(text), to: 2)
      case .day, .hour, .minute, .second: made += Self.padded(text, to: 2)
      }
    }
    if parts.last == .hour { made += ":00" }
    return Array(made.utf8)
  }

  /// A whole number with zeros in front of it, such as 5, 05 or 5.0.
  private static func padded(_ text: String, to width: Int) -> String {
    guard let number = number(text) else { return text }
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func number(_ text: String) -> Int? {
    let whole = text.hasSuffix(".0") ? text.dropLast(2) : Substring(text)
    guard let number = Int(whole), 0...9999 ~= number else { return nil }
    return number
  }

  private static func monthOfQuarter(_ text: String) -> String {
    let digits = text.hasPrefix("Q") || text.hasPrefix("q") ? String(text.dropFirst()) : text
    guard let quarter = number(digits), 1...4 ~= quarter else { return text }
    return padded(String(quarter * 3 - 2), to: 2)
  }

  /// A year of two digits in the century that `%y` takes it for: 69 is 1969, 68 is 2068.
  private static func wholeYear(_ text: String) -> String {
    let digits = text.prefix { $0 != "." }
    guard digits.utf8.count <= 2, let year = number(text), year >= 0 else { return text }
    return String(year + (year < 69 ? 2000 : 1900))
  }

  /// The number of a month that is written as its English name, whole or the first three letters.
  private static func monthNumber(_ text: String) -> String {
    let name = text.lowercased()
    let number = months.firstIndex { $0 == name || name.utf8.count == 3 && $0.hasPrefix(name) }
    return number.map { String($0 + 1) } ?? text
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
}
