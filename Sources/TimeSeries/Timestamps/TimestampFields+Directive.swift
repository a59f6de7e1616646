/// How the text of one directive is matched, as the regular expressions of `_strptime` do it.
///
/// Where several lengths fit, `choice` 0 is the one that is tried first. The result is where the
/// matched text ends, or nil where this choice does not fit; the value goes into the fields.
extension TimestampFields {
  @inline(__always)
  mutating func match(
    _ directive: Directive, in text: Span<UInt8>, at place: Int, choice: Int = 0
  ) -> Int? {
    switch directive {
    case .year: store(text.fourDigits(at: place), in: &year)
    case .month: store(text.number(1...12, at: place, choice), in: &month)
    case .day: store(text.dayNumber(at: place, choice), in: &day)
    case .hour: store(text.number(0...23, at: place, choice), in: &hour)
    case .minute: store(text.number(0...59, at: place, choice), in: &minute)
    case .second: store(text.number(0...61, at: place, choice), in: &second)
    case .fraction: store(text.fraction(at: place, choice), in: &microsecond)
    default: matchRarer(directive, in: text, at: place, choice: choice)
    }
  }

  private mutating func matchRarer(
    _ directive: Directive, in text: Span<UInt8>, at place: Int, choice: Int
  ) -> Int? {
    switch directive {
    case .isoYear: store(text.fourDigits(at: place), in: &isoYear)
    case .twelveHour: store(text.number(1...12, at: place, choice), in: &hour)
    case .sundayWeek, .mondayWeek: store(text.number(0...53, at: place, choice), in: &week)
    case .isoWeek: store(text.isoWeek(at: place, choice), in: &isoWeek)
    case .dayOfYear: store(text.dayOfYear(at: place, choice), in: &dayOfYear)
    case .monthName: store(text.name(in: CalendarNames.months, at: place), in: &month, plus: 1)
    case .monthAbbreviation: store(text.monthAbbreviation(at: place), in: &month)
    case .weekdayName: store(text.name(in: CalendarNames.weekdays, at: place), in: &weekday)
    case .weekdayAbbreviation: store(text.weekdayAbbreviation(at: place), in: &weekday)
    case .weekdayNumber: matchWeekday(text.asciiDigit(at: place), 0...6, at: place)
    case .isoWeekday: matchWeekday(text.asciiDigit(at: place), 1...7, at: place)
    case .shortYear: matchShortYear(text, at: place)
    case .period: matchPeriod(text, at: place)
    case .quarter: matchQuarter(text, at: place)
    case .longFraction: store(text.longFraction(at: place, choice), in: &microsecond)
    case .offset: matchOffset(text, at: place, choice: choice)
    case .hourOffset: matchHourOffset(text, at: place, choice: choice)
    case .zoneName: text.name(in: CalendarNames.zones, at: place)?.end
    default: nil
    }
  }

  private mutating func matchWeekday(
    _ digit: Int?, _ range: ClosedRange<Int>, at place: Int
  ) -> Int? {
    guard let digit, range.contains(digit) else { return nil }
    weekday = (digit + 6) % 7
    return place + 1
  }

  private mutating func matchShortYear(_ text: Span<UInt8>, at place: Int) -> Int? {
    guard let tens = text.decimalDigit(at: place), let ones = text.decimalDigit(at: tens.end)
    else { return nil }
    let value = tens.value * 10 + ones.value
    year = value <= 68 ? 2000 + value : 1900 + value
    return ones.end
  }

  private mutating func matchPeriod(_ text: Span<UInt8>, at place: Int) -> Int? {
    guard let period = text.name(in: CalendarNames.periods, at: place) else { return nil }
    isAfternoon = period.value == 1
    return period.end
  }

  /// Matches a quarter, which stands for its first month.
  private mutating func matchQuarter(_ text: Span<UInt8>, at place: Int) -> Int? {
    guard let quarter = text.asciiDigit(at: place), 1...4 ~= quarter else { return nil }
    month = quarter * 3 - 2
    return place + 1
  }

  /// Matches what `matchOffset` does first, and `+hh`.
  private mutating func matchHourOffset(_ text: Span<UInt8>, at place: Int, choice: Int) -> Int? {
    let whole = matchOffset(text, at: place, choice: 0)
    if choice == 0, let whole { return whole }
    guard choice == (whole == nil ? 0 : 1), place < text.count,
      text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-"),
      let tens = text.asciiDigit(at: place + 1), let ones = text.asciiDigit(at: place + 2)
    else { return nil }
    let hours = tens * 10 + ones
    offset = Int64(text[place] == UInt8(ascii: "-") ? -hours : hours) * 3_600_000_000
    hasBadOffset = hours > 23
    return place + 3
  }

  /// Matches `Z`, `+hhmm` or `+hh:mm`, the latter two with seconds and their fraction or without.
  private mutating func matchOffset(_ text: Span<UInt8>, at place: Int, choice: Int) -> Int? {
    guard place < text.count else { return nil }
    if text[place] == UInt8(ascii: "Z") {
      (offset, hasBadOffset) = (0, false)
      return choice == 0 ? place + 1 : nil
    }
    guard text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-"),
      let reading = OffsetReading(text, at: place + 1, choice: choice)
    else { return nil }
    hasBadOffset = reading.isBad
    offset = text[place] == UInt8(ascii: "-") ? -reading.microseconds : reading.microseconds
    return reading.end
  }
}

/// The magnitude of an offset from UTC as a text spells it.
private struct OffsetReading {
  var microseconds: Int64 = 0
  var end = 0
  /// Whether one pair is parted by a colon and another is not, or it is a day or more.
  var isBad = false

  /// Reads `hh:?mm`, then seconds and up to six digits of fraction; each choice is a shorter one.
  init?(_ text: Span<UInt8>, at place: Int, choice: Int) {
    guard let tens = text.decimalDigit(at: place), let ones = text.decimalDigit(at: tens.end),
      let minutes = OffsetReading.sixty(text, at: ones.end)
    else { return nil }
    var seconds = (tens.value * 10 + ones.value) * 3600 + minutes.value * 60
    var (remaining, fraction) = (choice, 0)
    end = minutes.end
    if let pair = OffsetReading.sixty(text, at: minutes.end) {
      let digits = OffsetReading.fractionDigits(text, at: pair.end)
      if remaining <= digits.count {
        let kept = digits.prefix(digits.count - remaining)
        fraction = kept.reduce(0) { $0 * 10 + $1.value }
        for _ in kept.count..<6 { fraction *= 10 }
        seconds += pair.value
        end = kept.last?.end ?? pair.end
        isBad = pair.hasColon != minutes.hasColon
        remaining = 0
      } else {
        remaining -= digits.count + 1
      }
    }
    guard remaining == 0 else { return nil }
    isBad = isBad || seconds >= 86_400
    microseconds = Int64(seconds) * 1_000_000 + Int64(fraction)
  }

  /// Reads a number below 60, with a colon before it or not.
  private static func sixty(
    _ text: Span<UInt8>, at place: Int
  ) -> (value: Int, hasColon: Bool, end: Int)? {
    let hasColon = place < text.count && text[place] == UInt8(ascii: ":")
    guard let tens = text.asciiDigit(at: hasColon ? place + 1 : place), tens < 6,
      let ones = text.decimalDigit(at: hasColon ? place + 2 : place + 1)
    else { return nil }
    return (tens * 10 + ones.value, hasColon, ones.end)
  }

  private static func fractionDigits(
    _ text: Span<UInt8>, at place: Int
  ) -> [(value: Int, end: Int)] {
    var digits: [(value: Int, end: Int)] = []
    guard place < text.count, text[place] == UInt8(ascii: ".") else { return digits }
    while digits.count < 6, let digit = text.decimalDigit(at: digits.last?.end ?? place + 1) {
      digits.append(digit)
    }
    return digits
  }
}

/// Stores the value that was read; gives where it ends, or nil where nothing was read.
@inline(__always)
private func store(
  _ reading: (value: Int, end: Int)?, in field: inout Int, plus shift: Int = 0
) -> Int? {
  guard let reading else { return nil }
  field = reading.value + shift
  return reading.end
}
