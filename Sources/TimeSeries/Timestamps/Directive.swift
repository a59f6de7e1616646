/// A directive of a strptime format, by the letter after its percent sign.
enum Directive: UInt8, CaseIterable, Sendable {
  case weekdayName = 0x41  // A
  case monthName = 0x42  // B
  case isoYear = 0x47  // G
  case hour = 0x48  // H
  case twelveHour = 0x49  // I
  case minute = 0x4D  // M
  case longFraction = 0x4E  // N
  case hourOffset = 0x4F  // :::z
  case second = 0x53  // S
  case sundayWeek = 0x55  // U
  case isoWeek = 0x56  // V
  case mondayWeek = 0x57  // W
  case year = 0x59  // Y
  case zoneName = 0x5A  // Z
  case weekdayAbbreviation = 0x61  // a
  case monthAbbreviation = 0x62  // b
  case day = 0x64  // d
  case fraction = 0x66  // f
  case dayOfYear = 0x6A  // j
  case month = 0x6D  // m
  case period = 0x70  // p
  case quarter = 0x71  // q
  case isoWeekday = 0x75  // u
  case weekdayNumber = 0x77  // w
  case shortYear = 0x79  // y
  case offset = 0x7A  // z

  /// The directive as a format spells it.
  var text: String { self == .hourOffset ? "%:::z" : "%" + String(Unicode.Scalar(rawValue)) }

  /// What the C locale's `%c`, `%x` and `%X` stand for.
  static let composites: [UInt8: String] = [
    0x63: "%a %b %d %H:%M:%S %Y", 0x78: "%m/%d/%y", 0x58: "%H:%M:%S",
  ]

  /// What to write in place of a directive that C libraries know and strptime in Python does not.
  static let substitutes: [UInt8: String] = [
    0x46: "%Y-%m-%d", 0x54: "%H:%M:%S", 0x44: "%m/%d/%y", 0x52: "%H:%M", 0x65: "%d", 0x68: "%b",
    0x6B: "%H", 0x6C: "%I", 0x72: "%I:%M:%S %p", 0x6E: "a space", 0x74: "a space",
    0x73: "elapsed_seconds", 0x50: "%p", 0x4C: "%f", 0x3A: "%z, or %:::z for hours",
  ]

  /// How many ways there are to match it at one place; the first that fits is tried first.
  var choices: Int {
    switch self {
    case .day, .dayOfYear: 3
    case .hour, .twelveHour, .month, .minute, .second, .sundayWeek, .mondayWeek, .isoWeek: 2
    case .fraction: 6
    case .longFraction: 9
    case .offset: 8
    case .hourOffset: 2
    default: 1
    }
  }
}

/// A set of directives.
struct DirectiveSet: OptionSet, Hashable, Sendable {
  let rawValue: UInt64

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The set of these directives.
  init(_ directives: Directive...) {
    rawValue = directives.reduce(0) { $0 | DirectiveSet.bit($1) }
  }

  private static func bit(_ directive: Directive) -> UInt64 {
    1 << UInt64(directive.rawValue &- 0x41)
  }

  /// Tells whether a directive is in the set.
  func contains(_ directive: Directive) -> Bool { rawValue & DirectiveSet.bit(directive) != 0 }

  /// Puts a directive into the set.
  mutating func insert(_ directive: Directive) {
    self = DirectiveSet(rawValue: rawValue | DirectiveSet.bit(directive))
  }

  /// Directives by which a format has a date; others give times of the day.
  static let dates = DirectiveSet(
    .year, .shortYear, .quarter, .month, .monthAbbreviation, .monthName, .day, .dayOfYear,
    .sundayWeek, .mondayWeek, .isoWeek)
  static let years = DirectiveSet(.year, .shortYear)
  static let months = DirectiveSet(.month, .monthAbbreviation, .monthName)
  static let quarters = DirectiveSet(.quarter)
  static let fractions = DirectiveSet(.fraction, .longFraction)
  static let offsets = DirectiveSet(.offset, .hourOffset)
  static let weekdays = DirectiveSet(
    .weekdayName, .weekdayAbbreviation, .weekdayNumber, .isoWeekday)
  static let weeks = DirectiveSet(.sundayWeek, .mondayWeek)
  static let hours = DirectiveSet(.hour, .twelveHour)
}

/// The words of the C locale, in the order that numbers them.
enum CalendarNames {
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ].map { Array($0.utf8) }
  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ].map { Array($0.utf8) }
  static let zones = ["UTC", "GMT", "Z"].map { Array($0.utf8) }
  static let periods = ["AM", "PM"].map { Array($0.utf8) }
}
