/// A step of whole units of the calendar, such as `1mo`, `3mo-end`, `1y` or `1bd`.
public struct CalendarStep: Equatable, Sendable {
  /// How many units.
  public let count: Int
  /// Of what.
  public let unit: CalendarUnit

  /// So many units.
  public init(_ count: Int, _ unit: CalendarUnit) {
    (self.count, self.unit) = (count, unit)
  }

  private static let suffixes: [(name: String, factor: Int, unit: CalendarUnit)] = [
    ("mo", 1, .month), ("q", 3, .month), ("y", 12, .month), ("mo-end", 1, .monthEnd),
    ("q-end", 3, .monthEnd), ("y-end", 12, .monthEnd), ("bd", 1, .businessDay),
  ]

  /// What a message says was wanted.
  public static let wanted = "such as 1mo, 3mo, 1y, 1mo-end or 1bd"

  /// Reads `1mo`, `1q`, `1y`, `1mo-end` or `1bd`; nil for other text.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
    guard let suffix = Self.suffixes.first(where: { $0.name == text.dropFirst(digits.count) }),
      let count = Int(digits), count > 0, count < 120_000
    else { return nil }
    self.init(count * suffix.factor, suffix.unit)
  }

  /// The step in the spelling that is read, with years where they are whole.
  public var text: String {
    guard unit != .businessDay, count % 12 == 0 else { return "\(count)\(unit.rawValue)" }
    return "\(count / 12)y\(unit == .monthEnd ? "-end" : "")"
  }

  /// The time so many steps after another; nil where the calendar ends.
  ///
  /// - Parameters:
  ///   - anchorDay: The day of the month that a series of months began on.
  ///   - offset: Microseconds that local time is ahead of UTC.
  public func time(_ steps: Int, after time: Timestamp, anchorDay: Int, offset: Int64)
    -> Timestamp?
  {
    let (units, overflow) = steps.multipliedReportingOverflow(by: count)
    return overflow ? nil : time.adding(units, unit, anchorDay: anchorDay, offset: offset)
  }

  /// How many steps lie between two times, rounded down; nil beyond the years 1 to 9999.
  public func steps(from start: Timestamp, to end: Timestamp, anchorDay: Int, offset: Int64)
    -> Int?
  {
    guard let first = unit.number(ofDay: start.day(offset: offset)),
      let last = unit.number(ofDay: end.day(offset: offset))
    else { return nil }
    let steps = (last - first) / count
    let reached = time(steps, after: start, anchorDay: anchorDay, offset: offset)
    return reached.map { $0 > end } ?? false ? steps - 1 : steps
  }
}

extension Step {
  /// Whole months later, on the day of the month that the series began on.
  public static func calendar(months: Int) -> Step { .calendar(CalendarStep(months, .month)) }
}
