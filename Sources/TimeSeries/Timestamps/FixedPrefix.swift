/// The leading parts of a format that have one width where numbers have their leading zeros.
///
/// Such text (`2024-02-29 06:30:00`) is checked eight bytes at a time: literals must be equal,
/// digits must be digits. Text of any other shape is left to the general match, which decides.
struct FixedPrefix: Sendable {
  /// How eight bytes of a text must look, as masks and the values they must leave.
  fileprivate struct Check {
    var offset = 0
    /// The bits that are fixed, and what they are: a literal, or the high half of a digit.
    var mask: UInt64 = 0
    var expected: UInt64 = 0
    /// The low halves of the digits, and what makes a carry of those above nine.
    var digits: UInt64 = 0
    var carry: UInt64 = 0
  }

  /// Whether it is all of a format that has year, month and day, or none of them.
  private(set) var isWhole = false
  /// Whether none of its literals has an escape in JSON, so that no string it fits has.
  private(set) var isPlain = false
  /// How many bytes of the text it covers; 0 where they are fewer than 8 or more than 32.
  private(set) var length = 0
  /// How many parts of the format it covers.
  private(set) var partCount = 0
  private var checkCount = 0
  private var checks = [4 of Check](repeating: Check())
  private var year = -1
  private var month = -1
  private var day = -1
  private var hour = -1
  private var minute = -1
  private var second = -1

  private init() {}

  /// Finds the longest prefix of a format, up to a space, which could be longer in a text.
  init(of parts: [StrptimePattern.Part], literals: [UInt8]) {
    // What each byte must be; nil for a digit.
    var shape: [UInt8?] = []
    parts: for (index, part) in parts.enumerated() {
      switch part {
      case .literal(let range): shape += literals[range].map(Optional.some)
      case .space:
        shape.append(0x20)
        continue parts
      case .directive(.year):
        year = shape.count
        shape += [nil, nil]
      case .directive(.month): month = shape.count
      case .directive(.day): day = shape.count
      case .directive(.hour): hour = shape.count
      case .directive(.minute): minute = shape.count
      case .directive(.second): second = shape.count
      case .directive: break parts
      }
      if case .directive = part { shape += [nil, nil] }
      (length, partCount) = (shape.count, index + 1)
    }
    guard length >= 8, length <= 32 else {
      self = FixedPrefix()
      return
    }
    for start in stride(from: 0, to: length, by: 8) {
      checks[checkCount] = Check(of: shape[..<length], from: min(start, length - 8))
      checkCount += 1
    }
    isPlain = shape.allSatisfy { byte in byte.map { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C } ?? true
    }
    isWhole =
      partCount == parts.count
      && [year, month, day].allSatisfy { ($0 >= 0) == (year >= 0) }
  }

  /// Tells whether a text starts with that shape.
  @inline(__always)
  private func fits(_ text: Span<UInt8>) -> Bool {
    guard text.count >= length else { return false }
    var bad: UInt64 = 0
    for index in 0..<checkCount {
      let word = text.eightBytes(at: checks[index].offset)
      bad |= (word & checks[index].mask) ^ checks[index].expected
      bad |= ((word & checks[index].digits) &+ checks[index].carry) & 0x1010_1010_1010_1010
    }
    return bad == 0
  }

  /// Reads the fields at the start of a text; false where the text is not of that shape.
  @inline(__always)
  func read(_ text: Span<UInt8>, into fields: inout TimestampFields) -> Bool {
    guard partCount > 0, fits(text) else { return false }
    if year >= 0 { fields.year = text.pair(at: year) &* 100 &+ text.pair(at: year &+ 2) }
    if month >= 0 { fields.month = text.pair(at: month) }
    if day >= 0 { fields.day = text.pair(at: day) }
    if hour >= 0 { fields.hour = text.pair(at: hour) }
    if minute >= 0 { fields.minute = text.pair(at: minute) }
    if second >= 0 { fields.second = text.pair(at: second) }
    return 1...12 ~= fields.month && 1...31 ~= fields.day && fields.hour <= 23
      && fields.minute <= 59 && fields.second <= 59
  }

  /// Reads a date and time that is nothing but this prefix; nil where anything is unusual.
  @inline(__always)
  func timestamp(_ text: Span<UInt8>) -> Timestamp? {
    guard text.count == length, fits(text) else { return nil }
    var seconds = 0
    if hour >= 0 { seconds = text.pair(at: hour) &* 3_600 }
    guard seconds < 86_400 else { return nil }
    if minute >= 0 {
      let minute = text.pair(at: minute)
      guard minute <= 59 else { return nil }
      seconds &+= minute &* 60
    }
    if second >= 0 {
      let second = text.pair(at: second)
      guard second <= 59 else { return nil }
      seconds &+= second
    }
    if year >= 0 {
      let year = text.pair(at: year) &* 100 &+ text.pair(at: self.year &+ 2)
      let month = text.pair(at: month)
      let day = text.pair(at: day)
      guard month <= 12, month > 0, day > 0, year > 0,
        day <= 28 || day <= CivilDate.daysInMonth(month, of: year)
      else { return nil }
      seconds &+= CivilDate.daysSinceEpoch(year: year, month: month, day: day) &* 86_400
    }
    return Timestamp(microseconds: Int64(seconds) &* 1_000_000)
  }
}

extension FixedPrefix.Check {
  /// Makes the check of the eight bytes of a shape that start at a place.
  fileprivate init(of shape: ArraySlice<UInt8?>, from offset: Int) {
    self.offset = offset
    for index in 0..<8 {
      let shift = UInt64(index * 8)
      guard let byte = shape[offset + index] else {
        mask |= 0xF0 << shift
        expected |= 0x30 << shift
        digits |= 0x0F << shift
        carry |= 0x06 << shift
        continue
      }
      let isLetter = 0x41...0x5A ~= byte & 0xDF && byte < 0x80
      let fixed: UInt64 = isLetter ? 0xDF : 0xFF
      mask |= fixed << shift
      expected |= (UInt64(byte) & fixed) << shift
    }
  }
}

extension Span where Element == UInt8 {
  /// Eight bytes as one number, the first of them lowest.
  @inline(__always)
  fileprivate func eightBytes(at place: Int) -> UInt64 {
    // The load is checked against the bounds; any eight bytes are a number.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// The number that two digits make, which are known to be digits.
  @inline(__always)
  fileprivate func pair(at place: Int) -> Int {
    Int(self[place] & 0x0F) &* 10 &+ Int(self[place + 1] & 0x0F)
  }
}
