/// Numbers and names of a text as the directives of a strptime format spell them.
///
/// The second digit of a number may be of any script where every digit would do; the first may
/// not, as it decides which numbers there are. Each further choice is a shorter number.
extension Span where Element == UInt8 {
  /// Reads a number of one or two digits.
  @inline(__always)
  func number(
    _ range: ClosedRange<Int>, at place: Int, _ choice: Int
  ) -> (value: Int, end: Int)? {
    let pair = twoDigits(range, at: place)
    if choice == 0, let pair { return pair }
    guard choice == (pair == nil ? 0 : 1) else { return nil }
    guard range.lowerBound == 1 else { return decimalDigit(at: place) }
    guard let digit = asciiDigit(at: place), digit > 0 else { return nil }
    return (digit, place + 1)
  }

  @inline(__always)
  private func twoDigits(
    _ range: ClosedRange<Int>, at place: Int
  ) -> (value: Int, end: Int)? {
    guard let tens = asciiDigit(at: place), let ones = decimalDigit(at: place + 1) else {
      return nil
    }
    let value = tens * 10 + ones.value
    guard range.contains(value) else { return nil }
    let isWholeDecade = range.contains(tens * 10) && range.contains(tens * 10 + 9)
    return isWholeDecade || self[place + 1] < 0x80 ? (value, ones.end) : nil
  }

  /// Reads a day of the month; it may have a space in place of its zero.
  @inline(__always)
  func dayNumber(at place: Int, _ choice: Int) -> (value: Int, end: Int)? {
    if let number = number(1...31, at: place, choice) { return number }
    guard choice == 0, place < count, self[place] == 0x20,
      let digit = asciiDigit(at: place + 1), digit > 0
    else { return nil }
    return (digit, place + 2)
  }

  /// Reads a week of ISO 8601; a single digit may be 0, two may not be 00.
  func isoWeek(at place: Int, _ choice: Int) -> (value: Int, end: Int)? {
    let pair = twoDigits(1...53, at: place)
    if choice == 0, let pair { return pair }
    return choice == (pair == nil ? 0 : 1) ? decimalDigit(at: place) : nil
  }

  /// Reads a day of the year of up to three digits.
  func dayOfYear(at place: Int, _ choice: Int) -> (value: Int, end: Int)? {
    var remaining = choice
    for length in [3, 2, 1] {
      guard let number = dayOfYear(at: place, length: length) else { continue }
      if remaining == 0 { return number }
      remaining -= 1
    }
    return nil
  }

  private func dayOfYear(at place: Int, length: Int) -> (value: Int, end: Int)? {
    guard let first = asciiDigit(at: place) else { return nil }
    var (value, end, isForeign) = (first, place + 1, false)
    for _ in 1..<length {
      guard let digit = decimalDigit(at: end) else { return nil }
      // Digits of other scripts stand where each of the ten would do, never after a zero or 36.
      let isFixed = value == 0 || (length == 3 && (value == 36 || (value == 3 && end == place + 1)))
      isForeign = isForeign || (isFixed && self[end] >= 0x80)
      value = value * 10 + digit.value
      end = digit.end
    }
    return value >= 1 && value <= 366 && !isForeign ? (value, end) : nil
  }

  /// Reads exactly four digits.
  @inline(__always)
  func fourDigits(at place: Int) -> (value: Int, end: Int)? {
    var (value, end) = (0, place)
    for _ in 0..<4 {
      guard let digit = decimalDigit(at: end) else { return nil }
      value = value * 10 + digit.value
      end = digit.end
    }
    return (value, end)
  }

  /// Reads up to six digits after the point, as microseconds.
  @inline(__always)
  func fraction(at place: Int, _ choice: Int) -> (value: Int, end: Int)? {
    decimals(at: place, choice, most: 6)
  }

  /// Reads up to nine digits after the point, rounded to microseconds, ties to even.
  func longFraction(at place: Int, _ choice: Int) -> (value: Int, end: Int)? {
    guard let (value, end) = decimals(at: place, choice, most: 9) else { return nil }
    let (whole, rest) = (value / 1_000, value % 1_000)
    return (whole + (rest > 500 || (rest == 500 && whole % 2 == 1) ? 1 : 0), end)
  }

  /// Reads the digits after the point less the last `choice`, as if there were `most` of them.
  @inline(__always)
  private func decimals(at place: Int, _ choice: Int, most: Int) -> (value: Int, end: Int)? {
    var (value, end) = (0, place)
    while end < place + most, let digit = asciiDigit(at: end) {
      value = value * 10 + digit
      end += 1
    }
    guard end - place > choice else { return nil }
    for _ in 0..<choice { value /= 10 }
    end -= choice
    for _ in (end - place)..<most { value *= 10 }
    return (value, end)
  }

  /// Reads one of some words in any case and gives its number.
  func name(in names: [[UInt8]], at place: Int) -> (value: Int, end: Int)? {
    for index in names.indices {
      let size = names[index].count
      guard place + size <= count else { continue }
      var offset = 0
      while offset < size, self[place + offset] | 0x20 == names[index][offset] | 0x20 {
        offset += 1
      }
      if offset == size { return (index, place + size) }
    }
    return nil
  }

  /// Reads the first three letters of a month in any case and gives its number.
  func monthAbbreviation(at place: Int) -> (value: Int, end: Int)? {
    let number: Int
    switch threeLetters(at: place) {
    case 0x6A_61_6E: number = 1
    case 0x66_65_62: number = 2
    case 0x6D_61_72: number = 3
    case 0x61_70_72: number = 4
    case 0x6D_61_79: number = 5
    case 0x6A_75_6E: number = 6
    case 0x6A_75_6C: number = 7
    case 0x61_75_67: number = 8
    case 0x73_65_70: number = 9
    case 0x6F_63_74: number = 10
    case 0x6E_6F_76: number = 11
    case 0x64_65_63: number = 12
    default: return nil
    }
    return (number, place + 3)
  }

  /// Reads the first three letters of a day of the week in any case; Monday is 0.
  func weekdayAbbreviation(at place: Int) -> (value: Int, end: Int)? {
    let number: Int
    switch threeLetters(at: place) {
    case 0x6D_6F_6E: number = 0
    case 0x74_75_65: number = 1
    case 0x77_65_64: number = 2
    case 0x74_68_75: number = 3
    case 0x66_72_69: number = 4
    case 0x73_61_74: number = 5
    case 0x73_75_6E: number = 6
    default: return nil
    }
    return (number, place + 3)
  }

  /// Three bytes as one number, ASCII letters in lower case; 0 where there are fewer.
  @inline(__always)
  private func threeLetters(at place: Int) -> UInt32 {
    guard place + 3 <= count else { return 0 }
    let bytes = UInt32(self[place]) << 16 | UInt32(self[place + 1]) << 8 | UInt32(self[place + 2])
    return bytes | 0x20_20_20
  }
}
