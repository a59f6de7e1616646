/// How a column spells its times where its format leaves a choice.
///
/// It starts as Python's `strftime` writes, and follows samples from the column as they come.
public struct TimestampSpelling: Hashable, Sendable {
  /// The letter case of a word.
  enum LetterCase: Hashable, Sendable {
    case title, upper, lower
  }

  /// The form of an offset from UTC.
  enum OffsetForm: Hashable, Sendable {
    /// As `+0530`.
    case basic
    /// As `+05:30`.
    case extended
    /// As `+05`, or `+05:30` where it has minutes.
    case hours
    /// As `Z`, for which the offset is zero.
    case letter
  }

  /// Microseconds that the local time that is written is ahead of UTC.
  public internal(set) var offset: Int64 = 0
  var offsetForm = OffsetForm.basic
  /// Numbers known to be written without, and with, the zero that makes them two digits.
  var unpadded = DirectiveSet()
  var padded = DirectiveSet()
  /// Whether a day below 10 has a space before it, as in `%c` of C.
  var hasSpacedDay = false
  /// The fewest digits of a fraction seen so far; nil where none was seen.
  var fractionDigits: Int?
  var monthCase = LetterCase.title
  var weekdayCase = LetterCase.title
  var periodCase = LetterCase.upper
  var zone = Array("UTC".utf8)

  /// Tells whether a number is written without leading zeros.
  ///
  /// What no sample told of a day or a month is as the other one is.
  func isUnpadded(_ directive: Directive) -> Bool {
    if unpadded.isEmpty || padded.contains(directive) { return false }
    if unpadded.contains(directive) { return true }
    return (directive == .day && unpadded.contains(.month))
      || (directive == .month && unpadded.contains(.day))
  }
}

extension TimestampFormat {
  /// Takes the spelling of a time of the column; false where the text is not of the format.
  ///
  /// What one sample leaves open (the month of `2024-11-05` tells nothing of leading zeros) a
  /// later one may tell.
  @discardableResult
  public mutating func adoptSpelling(of sample: Span<UInt8>) -> Bool {
    if let unit { return adoptDecimals(of: sample, in: unit) }
    var (fields, search) = (TimestampFields(), StrptimeSearch(pattern))
    guard search.match(sample, from: 0, at: 0, into: &fields) == sample.count else { return false }
    var (start, extraSpaces) = (0, 0)
    for (part, end) in zip(pattern.parts, search.ends) {
      switch part {
      case .directive(.day) where extraSpaces > 0 && end - start == 1:
        // The space in place of the zero went to the white space before the day.
        spelling.hasSpacedDay = true
      case .directive(let directive):
        spelling.adopt(directive, sample.extracting(start..<end), value: fields)
      case .space, .literal: break
      }
      if case .space(let range) = part {
        extraSpaces = end - start - range.count
      } else {
        extraSpaces = 0
      }
      start = end
    }
    return true
  }

  private mutating func adoptDecimals(of sample: Span<UInt8>, in unit: NumberUnit) -> Bool {
    guard DecimalSeconds.microseconds(sample, in: unit) != nil else { return false }
    var decimals: Int?
    for index in 0..<sample.count {
      if sample[index] == UInt8(ascii: ".") {
        decimals = 0
      } else if sample.asciiDigit(at: index) == nil {
        decimals = nil
      } else if let count = decimals {
        decimals = count + 1
      }
    }
    spelling.fractionDigits = min(spelling.fractionDigits ?? 6, decimals ?? 0)
    return true
  }
}

extension TimestampSpelling {
  fileprivate mutating func adopt(
    _ directive: Directive, _ text: Span<UInt8>, value: TimestampFields
  ) {
    switch directive {
    case .day, .month, .hour, .twelveHour, .minute, .second, .dayOfYear, .isoWeek, .sundayWeek,
      .mondayWeek:
      adoptPadding(directive, text)
    case .fraction, .longFraction: fractionDigits = min(fractionDigits ?? 9, text.count)
    case .monthName, .monthAbbreviation: monthCase = LetterCase(of: text)
    case .weekdayName, .weekdayAbbreviation: weekdayCase = LetterCase(of: text)
    case .period: periodCase = LetterCase(of: text)
    case .zoneName: zone = (0..<text.count).map { text[$0] }
    case .offset, .hourOffset:
      offset = value.offset
      offsetForm =
        text[0] == UInt8(ascii: "Z")
        ? .letter
        : text.count == 3 ? .hours : text[3] == UInt8(ascii: ":") ? .extended : .basic
    default: break
    }
  }

  private mutating func adoptPadding(_ directive: Directive, _ text: Span<UInt8>) {
    if text[0] == 0x20 {
      hasSpacedDay = true
    } else if text[0] == UInt8(ascii: "0"), text.count > 1 {
      padded.insert(directive)
    } else if text.count < (directive == .dayOfYear ? 3 : 2) {
      unpadded.insert(directive)
    }
  }
}

extension TimestampSpelling.LetterCase {
  /// The case of a word of the calendar.
  fileprivate init(of word: Span<UInt8>) {
    self = word[0] & 0x20 != 0 ? .lower : word[1] & 0x20 != 0 ? .title : .upper
  }

  /// Appends a word, which is given in title or upper case.
  func append(_ word: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    for (index, byte) in word.enumerated() {
      let isLower = self == .lower || (self == .title && index > 0)
      bytes.append(isLower ? byte | 0x20 : byte & ~0x20)
    }
  }
}
