/// Why a time format cannot be used.
public struct TimestampFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with a format.
  public enum Reason: Error, Hashable, Sendable {
    /// A percent sign ends the format.
    case strayPercent
    /// No directive is called so; `instead` is what says the same, where something does.
    case unknownDirective(String, instead: String?)
    /// A directive stands twice, perhaps inside `%c`, `%x` or `%X`.
    case repeatedDirective(String)
    /// Every text that fits the format would be the same instant.
    case ordersNothing
    /// No text could be read, as a directive lacks others or excludes them.
    case neverReads(String)
  }

  /// The format.
  public let format: String
  /// What is wrong with it.
  public let reason: Reason

  /// The error in words, on one line.
  public var description: String {
    "time format \(format.debugDescription): \(reason.words)"
  }
}

extension TimestampFormatError.Reason {
  fileprivate var words: String {
    switch self {
    case .strayPercent: "it ends in a stray % (a percent sign itself is %%)"
    case .unknownDirective(let name, nil): "\(name) is not a directive"
    case .unknownDirective(let name, let instead?):
      "\(name) is not a directive (for this, \(instead))"
    case .repeatedDirective(let name): "\(name) is there twice"
    case .ordersNothing: "no directive of it puts records in order of time"
    case .neverReads(let why): why
    }
  }
}

/// Why a text is not a timestamp of a format.
enum TimestampFault: Error, Equatable {
  /// The text does not begin as the format says.
  case mismatch
  /// Text is left from a place on after the format was satisfied.
  case unconverted(from: Int)
  /// The month has fewer days.
  case dayOutOfRange(day: Int, month: Int, year: Int?)
  /// Leap seconds have no timestamp.
  case secondOutOfRange(Int)
  /// The date is not in the years 1 to 9999.
  case yearOutOfRange
  /// The offset from UTC is a day or more, or its colons do not agree.
  case badOffset
  /// The clocks of a zone were put forward past the time.
  case skipped(zone: String)
  /// The text is no finite decimal number within range.
  case notNumber(NumberUnit)
  /// The JSON value is neither text nor a number.
  case notText
}

extension TimestampFault {
  /// The fault in words that go on from the value, such as `not %Y-%m-%d`.
  func words(text: Span<UInt8>, format: String) -> String {
    switch self {
    case .mismatch: return "not \(format)"
    case .unconverted(let place):
      let rest = String(decoding: (place..<text.count).map { text[$0] }, as: UTF8.self)
      return "not \(format): \(rest.debugDescription) is left over"
    case .dayOutOfRange(let day, let month, let year):
      let name = String(decoding: CalendarNames.months[month - 1], as: UTF8.self)
      guard let year else { return "no date: \(day) \(name) needs a year" }
      return "no date: day \(day) is past the end of \(name) \(year)"
    case .secondOutOfRange(let second): return "no time: second \(second) is above 59"
    case .yearOutOfRange: return "no date: the year is not within 1 to 9999"
    case .badOffset: return "no time: the offset from UTC is not below 24 hours"
    case .skipped(let zone): return "no time: the clocks of \(zone) skip it"
    case .notNumber(let unit): return "not a finite number of \(unit) within range"
    case .notText: return "not \(format): neither text nor a number"
    }
  }
}
