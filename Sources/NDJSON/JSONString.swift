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
    let room = bytes.count &- position &+ 80
    if storage.count < room {
      storage.append(contentsOf: repeatElement(0, count: room &- storage.count))
    }
    var at = position
    let (source, allowed) = (bytes, loneSurrogates)
    var span = storage.mutableSpan
    let count = try unsafe span.withUnsafeMutableBytes {
      (target: UnsafeMutableRawBufferPointer) throws(JSONError) -> Int in
      try unsafe source.withUnsafeBytes {
        (raw: UnsafeRawBufferPointer) throws(JSONError) -> Int in
        var output = unsafe TextOutput(target, source: raw)
        try unsafe source.unescape(from: &at, into: &output, loneSurrogates: allowed)
        return unsafe output.count
      }
    }
    position = at
    return count
  }

  /// Un-escapes the string that stands here into `text`, replacing what was there.
  public mutating func unescape(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) {
    let count = try unescape(toFrontOf: &text, loneSurrogates: loneSurrogates)
    text.removeLast(text.count - count)
  }
}

extension Span where Element == UInt8 {
  /// Un-escapes the string whose quote stands at `place`, and moves `place` behind it.
  fileprivate func unescape(
    from place: inout Int, into output: inout TextOutput, loneSurrogates: LoneSurrogates
  ) throws(JSONError) {
    let start = place
    var at = place &+ 1
    var block = at
    while block < count {
      // Whole: every load of this block, and what is copied past a run, lies within the text.
      let isWhole = block &+ 80 <= count
      var mask = unsafe isWhole ? output.stringEndMask(at: block) : stringEndMask(at: block)
      if at > block { mask &= ~0 &<< UInt64(truncatingIfNeeded: at &- block) }
      while mask != 0 {
        let bit = UInt64(truncatingIfNeeded: mask.trailingZeroBitCount)
        let end = block &+ Int(truncatingIfNeeded: bit)
        if !isWhole, end >= count { break }
        unsafe isWhole ? output.copy(at, end) : output.copy(self, at, end)
        let byte = unsafe isWhole ? output.byte(at: end) : self[end]
        guard byte == 0x5C else {
          place = end &+ 1
          if byte == 0x22 { return }
          throw JSONError(.controlCharacter, at: end)
        }
        let letter = unsafe isWhole ? output.byte(at: end &+ 1) : self.byte(at: end &+ 1)
        let plain = letter == 0x22 ? letter : plainEscape(letter)
        if plain != 0 {
          unsafe output.append(plain)
          at = end &+ 2
          mask &= ~(3 &<< bit)
        } else {
          at = end
          if let scalar = try unescapeUnit(from: &at, loneSurrogates: loneSurrogates) {
            unsafe output.append(scalar)
          }
          let used = at &- block
          mask = used >= 64 ? 0 : mask & (~0 &<< UInt64(used))
        }
      }
      block &+= 64
      if at < block {
        let end = min(block, count)
        unsafe isWhole ? output.copy(at, end) : output.copy(self, at, end)
        at = end
      }
    }
    throw JSONError(.unterminatedString, at: start)
  }

  /// Moves over the `\u` that stands at `place`; nil for half a surrogate pair that is dropped.
  @inline(never)
  private func unescapeUnit(
    from place: inout Int, loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> Unicode.Scalar? {
    let start = place
    guard byte(at: start &+ 1) == 0x75, let unit = hexadecimal(at: start &+ 2) else {
      throw JSONError(.badEscape, at: start)
    }
    place &+= 6
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, byte(at: place) == 0x5C, byte(at: place &+ 1) == 0x75,
      let low = hexadecimal(at: place &+ 2), low & 0xFC00 == 0xDC00
    {
      place &+= 6
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
///
/// An escape is longer than what it stands for, so that the text never outgrows the room that its
/// source has and the 80 bytes that are added; only the source is checked at each load.
@unsafe
private struct TextOutput {
  private let base: UnsafeMutableRawPointer
  private let source: UnsafeRawPointer
  var count = 0

  init(_ target: UnsafeMutableRawBufferPointer, source: UnsafeRawBufferPointer) {
    precondition(target.count >= 80 && source.count > 0)
    unsafe base = target.baseAddress.unsafelyUnwrapped
    unsafe self.source = source.baseAddress.unsafelyUnwrapped
  }

  /// The byte of the source at `offset`, which the caller knows to be within.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 { unsafe source.load(fromByteOffset: offset, as: UInt8.self) }

  /// As `Span.stringEndMask`, of 64 bytes that the caller knows to be within the source.
  @inline(__always)
  func stringEndMask(at offset: Int) -> UInt64 {
    var mask: UInt64 = 0
    var group = 0
    while group < 8 {
      let word = unsafe source.loadUnaligned(
        fromByteOffset: offset &+ group &* 8, as: UInt64.self)
      mask |= word.stringEndBits &<< UInt64(truncatingIfNeeded: group &* 8)
      group &+= 1
    }
    return mask
  }

  /// Copies a run, 16 bytes at a time; the last step may write past its end.
  @inline(__always)
  mutating func copy(_ source: Span<UInt8>, _ start: Int, _ end: Int) {
    var offset = start
    var target = unsafe base + count
    repeat {
      let (low, high) = source.words(at: offset)
      unsafe target.storeBytes(of: low, as: UInt64.self)
      unsafe target.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
      offset &+= 16
      unsafe target += 16
    } while offset < end
    unsafe count &+= end &- start
  }

  /// Copies a run that with 16 bytes after it is known to be within the source.
  @inline(__always)
  mutating func copy(_ start: Int, _ end: Int) {
    var offset = start
    var target = unsafe base + count
    repeat {
      let words = unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
      unsafe target.storeBytes(of: words, as: SIMD2<UInt64>.self)
      offset &+= 16
      unsafe target += 16
    } while offset < end
    unsafe count &+= end &- start
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    unsafe count &+= 1
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? .init() { unsafe append(byte) }
  }
}

extension Span where Element == UInt8 {
  /// One bit for each of the 64 bytes from `offset` on that ends a plain run in a JSON string; all
  /// are set past the end.
  func stringEndMask(at offset: Int) -> UInt64 {
    var mask: UInt64 = 0
    for group in 0..<8 {
      mask |= word(at: offset &+ group &* 8).stringEndBits &<< UInt64(group &* 8)
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

extension UInt64 {
  /// One bit for each of the eight bytes that ends a plain run in a JSON string: a quote, a
  /// backslash or a control character.
  ///
  /// The carry trick is exact in every byte, which the mask needs: bits above the lowest count too.
  @inline(__always)
  fileprivate var stringEndBits: UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let quote = self ^ 0x2222_2222_2222_2222
    let backslash = self ^ 0x5C5C_5C5C_5C5C_5C5C
    let notQuote = ((quote & low) &+ low) | quote
    let notBackslash = ((backslash & low) &+ low) | backslash
    let notControl = ((self & low) &+ 0x6060_6060_6060_6060) | self
    let found = ~(notQuote & notBackslash & notControl) & 0x8080_8080_8080_8080
    return ((found &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }
}
