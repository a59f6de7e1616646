/// What becomes of an escape that is half a surrogate pair.
public enum LoneSurrogates: Sendable {
  /// The text is refused.
  case refused
  /// The escape is left out, as the reference does with what a model wrote.
  case dropped
}

extension JSONScanner {
  /// Un-escapes the string that stands here into the front of `storage`; returns its length.
  ///
  /// One pass: the ends of plain runs are found 64 bytes at a time, as a mask with one bit a byte,
  /// and runs are copied 16 bytes at a time, so that up to 15 bytes past the end of the text are
  /// written as well. The storage grows to what may be needed and is not cut back, so that one
  /// array serves all strings.
  public mutating func unescape(
    toFrontOf storage: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) -> Int {
    guard bytes.byte(at: position) == 0x22 else { throw JSONError(.expectedValue, at: position) }
    let start = position
    position &+= 1
    let room = bytes.count &- position &+ 64
    if storage.count < room {
      storage.append(contentsOf: repeatElement(0, count: room &- storage.count))
    }
    var span = storage.mutableSpan
    var output = unsafe TextOutput(target: span.mutableBytes)
    var block = position
    while block < bytes.count {
      var mask = bytes.stringEndMask(at: block)
      if position > block { mask &= ~0 &<< UInt64(position &- block) }
      while mask != 0 {
        let end = block &+ mask.trailingZeroBitCount
        if end >= bytes.count { break }
        output.copy(bytes, position..<end)
        position = end
        let byte = bytes[end]
        if byte == 0x22 {
          position &+= 1
          return output.count
        }
        guard byte == 0x5C else { throw JSONError(.controlCharacter, at: end) }
        let plain = plainEscape(bytes.byte(at: end &+ 1))
        if plain != 0 {
          output.append(plain)
          position &+= 2
        } else {
          let scalar = try unescapeUnit(loneSurrogates: loneSurrogates)
          if let scalar { output.append(scalar) }
        }
        let used = position &- block
        mask = used >= 64 ? 0 : mask & (~0 &<< UInt64(used))
      }
      block &+= 64
      if position < block {
        let end = min(block, bytes.count)
        output.copy(bytes, position..<end)
        position = end
      }
    }
    throw JSONError(.unterminatedString, at: start)
  }

  /// Un-escapes the string that stands here into `text`, replacing what was there.
  public mutating func unescape(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) {
    let count = try unescape(toFrontOf: &text, loneSurrogates: loneSurrogates)
    text.removeLast(text.count - count)
  }

  /// Moves over the `\u` that stands here; nil for half a surrogate pair that is dropped.
  @inline(never)
  private mutating func unescapeUnit(
    loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> Unicode.Scalar? {
    let start = position
    guard bytes.byte(at: start &+ 1) == 0x75, let unit = bytes.hexadecimal(at: start &+ 2) else {
      throw JSONError(.badEscape, at: start)
    }
    position &+= 6
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, bytes.byte(at: position) == 0x5C, bytes.byte(at: position &+ 1) == 0x75,
      let low = bytes.hexadecimal(at: position &+ 2), low & 0xFC00 == 0xDC00
    {
      position &+= 6
      return Unicode.Scalar(0x10000 &+ (unit & 0x3FF) &<< 10 &+ (low & 0x3FF))
    }
    if loneSurrogates == .dropped { return nil }
    throw JSONError(.loneSurrogate, at: start)
  }
}

/// What the character after a backslash stands for; 0 where it is `u` or nothing of JSON.
@inline(__always)
private func plainEscape(_ letter: UInt8) -> UInt8 {
  switch letter {
  case 0x22, 0x5C, 0x2F: letter
  case 0x6E: 0x0A
  case 0x74: 0x09
  case 0x72: 0x0D
  case 0x62: 0x08
  case 0x66: 0x0C
  default: 0
  }
}

/// The un-escaped text on its way into the storage.
private struct TextOutput: ~Copyable, ~Escapable {
  var target: MutableRawSpan
  var count = 0

  @_lifetime(copy target)
  init(target: consuming MutableRawSpan) {
    self.target = target
  }

  /// Copies a run, 16 bytes at a time; the last step may write past its end.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func copy(_ source: Span<UInt8>, _ range: Range<Int>) {
    var offset = range.lowerBound
    var written = count
    while offset < range.upperBound {
      target.storeBytes(of: source.word(at: offset), toByteOffset: written, as: UInt64.self)
      target.storeBytes(
        of: source.word(at: offset &+ 8), toByteOffset: written &+ 8, as: UInt64.self)
      offset &+= 16
      written &+= 16
    }
    count &+= range.count
  }

  @inline(__always)
  @_lifetime(self: copy self)
  mutating func append(_ byte: UInt8) {
    target.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  @_lifetime(self: copy self)
  mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? .init() { append(byte) }
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
    var scanner = JSONScanner(extracting(0..<value.range.upperBound), at: value.range.lowerBound)
    try scanner.unescape(into: &text)
    return text
  }

  /// The text of a JSON string as a String; the value must have been found in these bytes.
  public func string(of value: JSONValue) throws(JSONError) -> String {
    String(decoding: try text(of: value), as: UTF8.self)
  }
}
