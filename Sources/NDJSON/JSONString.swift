/// What becomes of an escape that is half a surrogate pair.
public enum LoneSurrogates: Sendable {
  /// The text is refused.
  case refused
  /// The escape is left out, as the reference does with what a model wrote.
  case dropped
}

extension JSONScanner {
  /// Un-escapes the string that stands here into `text`, replacing what was there, in one pass.
  ///
  /// The ends of plain runs are found 64 bytes at a time, as a mask with one bit a byte.
  public mutating func unescape(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) {
    text.removeAll(keepingCapacity: true)
    guard bytes.byte(at: position) == 0x22 else { throw JSONError(.expectedValue, at: position) }
    let start = position
    position &+= 1
    var block = position
    while block < bytes.count {
      var mask = bytes.stringEndMask(at: block)
      if position > block { mask &= ~0 &<< UInt64(position &- block) }
      while mask != 0 {
        let end = block &+ mask.trailingZeroBitCount
        if end >= bytes.count { break }
        copy(position..<end, to: &text)
        position = end
        switch bytes[end] {
        case 0x22:
          position &+= 1
          return
        case 0x5C:
          try unescapeOne(into: &text, loneSurrogates: loneSurrogates)
        default:
          throw JSONError(.controlCharacter, at: end)
        }
        let used = position &- block
        mask = used >= 64 ? 0 : mask & (~0 &<< UInt64(used))
      }
      block &+= 64
      if position < block {
        let end = min(block, bytes.count)
        copy(position..<end, to: &text)
        position = end
      }
    }
    throw JSONError(.unterminatedString, at: start)
  }

  @inline(__always)
  private func copy(_ range: Range<Int>, to text: inout [UInt8]) {
    if range.isEmpty { return }
    unsafe bytes.extracting(range).withUnsafeBufferPointer {
      unsafe text.append(contentsOf: $0)
    }
  }

  @inline(__always)
  private mutating func unescapeOne(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates
  ) throws(JSONError) {
    let plain: UInt8
    switch bytes.byte(at: position &+ 1) {
    case 0x22: plain = 0x22
    case 0x6E: plain = 0x0A
    case 0x5C: plain = 0x5C
    case 0x2F: plain = 0x2F
    case 0x74: plain = 0x09
    case 0x72: plain = 0x0D
    case 0x62: plain = 0x08
    case 0x66: plain = 0x0C
    case 0x75: return try unescapeUnit(into: &text, loneSurrogates: loneSurrogates)
    default: throw JSONError(.badEscape, at: position)
    }
    text.append(plain)
    position &+= 2
  }

  @inline(never)
  private mutating func unescapeUnit(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates
  ) throws(JSONError) {
    let start = position
    guard var scalar = bytes.hexadecimal(at: start &+ 2) else {
      throw JSONError(.badEscape, at: start)
    }
    position &+= 6
    if scalar & 0xF800 == 0xD800 {
      if scalar < 0xDC00, bytes.byte(at: position) == 0x5C, bytes.byte(at: position &+ 1) == 0x75,
        let low = bytes.hexadecimal(at: position &+ 2), low & 0xFC00 == 0xDC00
      {
        scalar = 0x10000 &+ (scalar & 0x3FF) &<< 10 &+ (low & 0x3FF)
        position &+= 6
      } else if loneSurrogates == .dropped {
        return
      } else {
        throw JSONError(.loneSurrogate, at: start)
      }
    }
    if let scalar = Unicode.Scalar(scalar) {
      text.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
  }
}

extension Span where Element == UInt8 {
  /// One bit for each of the 64 bytes from `offset` on that ends a plain run in a JSON string.
  ///
  /// The carry trick below is exact in every byte, which the mask needs: a bit above the lowest
  /// counts as well. Past the end all bits are set.
  @inline(__always)
  func stringEndMask(at offset: Int) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    var mask: UInt64 = 0
    var group = 0
    while group < 8 {
      let word = word(at: offset &+ group &* 8)
      let quote = word ^ 0x2222_2222_2222_2222
      let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let notQuote = ((quote & low) &+ low) | quote
      let notBackslash = ((backslash & low) &+ low) | backslash
      let notControl = ((word & low) &+ 0x6060_6060_6060_6060) | word
      let found = ~(notQuote & notBackslash & notControl) & 0x8080_8080_8080_8080
      let bits = ((found &>> 7) &* 0x0102_0408_1020_4080) &>> 56
      mask |= bits &<< UInt64(group &* 8)
      group &+= 1
    }
    return mask
  }

  /// The text of a JSON string, un-escaped; the value must have been found in these bytes.
  public func text(of value: JSONValue) throws(JSONError) -> [UInt8] {
    guard value.hasEscapes else { return copy(value.contents) }
    var text: [UInt8] = []
    var scanner = JSONScanner(self, at: value.range.lowerBound)
    try scanner.unescape(into: &text)
    return text
  }

  /// The text of a JSON string as a String; the value must have been found in these bytes.
  public func string(of value: JSONValue) throws(JSONError) -> String {
    String(decoding: try text(of: value), as: UTF8.self)
  }
}
