/// Characters of UTF-8 text as Python's `str` and regular expressions class them.
extension Span where Element == UInt8 {
  /// The value of the ASCII digit at a place; nil where there is none.
  @inline(__always)
  func asciiDigit(at place: Int) -> Int? {
    guard place < count else { return nil }
    let value = self[place] &- 0x30
    return value <= 9 ? Int(value) : nil
  }

  /// The value of the decimal digit of any script at a place, and where the next character is.
  @inline(__always)
  func decimalDigit(at place: Int) -> (value: Int, end: Int)? {
    guard place < count else { return nil }
    let value = self[place] &- 0x30
    if value <= 9 { return (Int(value), place + 1) }
    return self[place] < 0x80 ? nil : foreignDigit(at: place)
  }

  private func foreignDigit(at place: Int) -> (value: Int, end: Int)? {
    guard let (scalar, end) = scalar(at: place), let value = scalar.decimalValue else { return nil }
    return (value, end)
  }

  /// Where the run of white space that starts at a place ends; nil where there is none.
  func endOfSpaces(at place: Int) -> Int? {
    var end = place
    while end < count {
      if self[end] < 0x80 {
        guard Unicode.Scalar(self[end]).isPythonSpace else { break }
        end += 1
      } else {
        guard let (scalar, next) = scalar(at: end), scalar.isPythonSpace else { break }
        end = next
      }
    }
    return end > place ? end : nil
  }

  /// The character at a place and where the next one is; nil at the end and for bad UTF-8.
  func scalar(at place: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    guard place < count else { return nil }
    let lead = self[place]
    if lead < 0x80 { return (Unicode.Scalar(lead), place + 1) }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, place + length <= count else { return nil }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for index in place + 1..<place + length {
      guard self[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(self[index] & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, place + length) }
  }

  /// Numeric text in ASCII: digits of any script folded, outer white space and underscores gone.
  ///
  /// Nil where an underscore does not stand between two digits, and for bad UTF-8. As Python does,
  /// the separators U+001C to U+001F are white space only beside characters beyond ASCII.
  func foldedToASCII() -> [UInt8]? {
    var folded: [UInt8] = []
    var (place, hasForeign) = (0, false)
    while place < count {
      guard let (scalar, end) = scalar(at: place) else { return nil }
      hasForeign = hasForeign || !scalar.isASCII
      if let digit = scalar.decimalValue {
        folded.append(UInt8(ascii: "0") + UInt8(digit))
      } else {
        folded.append(scalar.isASCII ? self[place] : scalar.isPythonSpace ? 0x20 : 0x3F)
      }
      place = end
    }
    let isSpace = { (byte: UInt8) in
      byte == 0x20 || 0x09...0x0D ~= byte || (hasForeign && 0x1C...0x1F ~= byte)
    }
    guard let first = folded.firstIndex(where: { !isSpace($0) }),
      let last = folded.lastIndex(where: { !isSpace($0) })
    else { return nil }
    return folded[first...last].droppingDigitSeparators()
  }
}

extension ArraySlice<UInt8> {
  /// The bytes without underscores; nil where one does not stand between two digits.
  fileprivate func droppingDigitSeparators() -> [UInt8]? {
    let isDigit = { (index: Int) in indices.contains(index) && 0x30...0x39 ~= self[index] }
    for index in indices where self[index] == UInt8(ascii: "_") {
      guard isDigit(index - 1), isDigit(index + 1) else { return nil }
    }
    return filter { $0 != UInt8(ascii: "_") }
  }
}

extension Unicode.Scalar {
  /// The value of a decimal digit of any script; nil for other characters.
  var decimalValue: Int? {
    if isASCII { return 0x30...0x39 ~= value ? Int(value) - 0x30 : nil }
    guard properties.generalCategory == .decimalNumber, let number = properties.numericValue
    else { return nil }
    return Int(number)
  }

  /// Tells whether Python's `str.isspace` holds.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }

  /// The character that stands for all that differ from it in case alone.
  var caseFolded: Unicode.Scalar {
    let lower = properties.lowercaseMapping.unicodeScalars.first ?? self
    let upper = lower.properties.uppercaseMapping.unicodeScalars
    return upper.count == 1 ? upper.first ?? lower : lower
  }
}

extension [UInt8] {
  /// Appends a number that is not negative, with zeros before it up to a width.
  @inline(__always)
  mutating func append(number: Int, width: Int) {
    if width != 2 || number > 99 { return appendDigits(of: number, width: width) }
    append(UInt8(truncatingIfNeeded: 0x30 + number / 10))
    append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
  }

  private mutating func appendDigits(of number: Int, width: Int) {
    if number > 9 || width > 1 {
      appendDigits(of: number / 10, width: Swift.max(width - 1, 1))
    }
    append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
  }

  /// Appends the first digits of the six of a fraction in microseconds.
  mutating func append(fraction: Int, digits: Int) {
    var scale = 100_000
    for _ in 0..<digits {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / scale % 10))
      scale /= 10
    }
  }
}
