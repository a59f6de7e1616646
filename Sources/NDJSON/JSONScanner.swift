/// A strict RFC 8259 cursor over bytes: it hands out ranges, copies nothing and never backs up.
///
/// The bytes are taken to be UTF-8; `Span.isWellFormedUTF8` tells.
public struct JSONScanner: ~Escapable {
  /// How deep arrays and objects may nest.
  public static let deepestNesting = 128

  /// The text.
  public let bytes: Span<UInt8>
  /// Where the cursor stands.
  public var position: Int
  /// Whether an escape may be half a surrogate pair, as in text that a model wrote.
  public var allowsLoneSurrogates = false

  /// A cursor at `position` of a text.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Checks that the text is one JSON value and nothing else, in UTF-8.
  public mutating func validate() throws(JSONError) {
    guard bytes.isWellFormedUTF8 else { throw JSONError(.notUTF8, at: 0) }
    _ = try value()
    try expectEnd()
  }

  /// Throws where anything but white space is left.
  @inlinable
  public mutating func expectEnd() throws(JSONError) {
    skipWhitespace()
    if position < bytes.count { throw JSONError(.trailingBytes, at: position) }
  }

  /// Moves over white space.
  @inlinable @inline(__always)
  public mutating func skipWhitespace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte <= 0x20, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else {
        return
      }
      position &+= 1
    }
  }

  /// Moves over `byte` if it stands here.
  @inlinable @inline(__always)
  public mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position &+= 1
    return true
  }

  /// Moves over the value that stands here, white space before it included.
  public mutating func value() throws(JSONError) -> JSONValue {
    skipWhitespace()
    let start = position
    switch bytes.byte(at: start) {
    case 0x22:
      return try string()
    case 0x7B:
      try skipContainer()
      return JSONValue(kind: .object, range: start..<position)
    case 0x5B:
      try skipContainer()
      return JSONValue(kind: .array, range: start..<position)
    case 0x74:
      try skipWord(0x6575_7274, count: 4)
      return JSONValue(kind: .boolean, range: start..<position)
    case 0x66:
      try skipWord(0x65_736C_6166, count: 5)
      return JSONValue(kind: .boolean, range: start..<position)
    case 0x6E:
      try skipWord(0x6C6C_756E, count: 4)
      return JSONValue(kind: .null, range: start..<position)
    default:
      try skipNumber()
      return JSONValue(kind: .number, range: start..<position)
    }
  }

  /// Moves over the string that stands here.
  @inlinable @inline(__always)
  public mutating func string() throws(JSONError) -> JSONValue {
    let start = position
    position &+= 1
    var hasEscapes = false
    while true {
      let markers = bytes.word(at: position).stringEndMarkers
      if markers == 0 {
        position &+= 8
        continue
      }
      position &+= markers.trailingZeroBitCount &>> 3
      guard position < bytes.count else { throw JSONError(.unterminatedString, at: start) }
      let byte = bytes[position]
      if byte == 0x22 {
        position &+= 1
        return JSONValue(kind: .string, hasEscapes: hasEscapes, range: start..<position)
      }
      guard byte == 0x5C else { throw JSONError(.controlCharacter, at: position) }
      hasEscapes = true
      try skipEscape(stringStart: start)
    }
  }

  /// Moves over a backslash and what it escapes.
  @usableFromInline @inline(never)
  mutating func skipEscape(stringStart: Int) throws(JSONError) {
    let start = position
    guard start &+ 1 < bytes.count else { throw JSONError(.unterminatedString, at: stringStart) }
    switch bytes[start &+ 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
      position &+= 2
    case 0x75:
      guard let unit = bytes.hexadecimal(at: start &+ 2) else {
        throw JSONError(.badEscape, at: start)
      }
      position &+= 6
      guard unit & 0xF800 == 0xD800 else { return }
      if unit < 0xDC00, bytes.byte(at: position) == 0x5C, bytes.byte(at: position &+ 1) == 0x75,
        let low = bytes.hexadecimal(at: position &+ 2), low & 0xFC00 == 0xDC00
      {
        position &+= 6
      } else if !allowsLoneSurrogates {
        throw JSONError(.loneSurrogate, at: start)
      }
    default:
      throw JSONError(.badEscape, at: start)
    }
  }

  /// Moves over a number.
  @inlinable
  public mutating func skipNumber() throws(JSONError) {
    let start = position
    _ = skip(0x2D)
    let firstDigit = position
    let digits = skipDigits()
    if digits == 0 {
      throw JSONError(firstDigit == start ? .expectedValue : .badNumber, at: start)
    }
    if digits > 1 && bytes[firstDigit] == 0x30 { throw JSONError(.badNumber, at: start) }
    if skip(0x2E), skipDigits() == 0 { throw JSONError(.badNumber, at: start) }
    if bytes.byte(at: position) | 0x20 == 0x65 {
      position &+= 1
      let sign = bytes.byte(at: position)
      if sign == 0x2B || sign == 0x2D { position &+= 1 }
      if skipDigits() == 0 { throw JSONError(.badNumber, at: start) }
    }
  }

  /// Moves over digits and counts them.
  @inlinable @inline(__always)
  mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] &- 0x30 <= 9 { position &+= 1 }
    return position &- start
  }

  private mutating func skipWord(_ word: UInt64, count: Int) throws(JSONError) {
    let mask = (1 as UInt64) &<< UInt64(8 &* count) &- 1
    guard bytes.word(at: position) & mask == word, position &+ count <= bytes.count else {
      throw JSONError(.expectedValue, at: position)
    }
    position &+= count
  }
}

extension Span where Element == UInt8 {
  /// The number that four hexadecimal digits stand for; nil where they are not such.
  @usableFromInline
  func hexadecimal(at offset: Int) -> UInt32? {
    guard offset &+ 4 <= count else { return nil }
    var result: UInt32 = 0
    for index in offset..<offset &+ 4 {
      let byte = self[index]
      switch byte {
      case 0x30...0x39: result = result &<< 4 | UInt32(byte &- 0x30)
      case 0x41...0x46: result = result &<< 4 | UInt32(byte &- 0x37)
      case 0x61...0x66: result = result &<< 4 | UInt32(byte &- 0x57)
      default: return nil
      }
    }
    return result
  }
}
