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
      try unsafe source.unescape(from: &at, into: target, loneSurrogates: allowed)
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

/// What one escape stands for, and where the text goes on behind it.
private struct Escape {
  /// Up to four bytes of UTF-8, the first one lowest.
  var text: UInt32
  var length: Int
  var end: Int
}

extension Span where Element == UInt8 {
  /// Un-escapes the string whose quote stands at `place`, and moves `place` behind it; returns how
  /// many bytes were written.
  fileprivate func unescape(
    from place: inout Int, into target: UnsafeMutableRawBufferPointer,
    loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> Int {
    try unsafe withUnsafeBytes { (source: UnsafeRawBufferPointer) throws(JSONError) -> Int in
      let start = place
      var output = unsafe TextOutput(target, source: source)
      var at = start &+ 1
      var block = at
      // Every load of such a block, and what is copied past a run, lies within the text.
      while block &+ 80 <= count {
        var mask = unsafe output.stringEndMask(at: block)
        if at > block { mask &= ~0 &<< UInt64(truncatingIfNeeded: at &- block) }
        while mask != 0 {
          let bit = UInt64(truncatingIfNeeded: mask.trailingZeroBitCount)
          let end = block &+ Int(truncatingIfNeeded: bit)
          unsafe output.copy(at, end)
          let pair = unsafe output.pair(at: end)
          if pair == 0x225C, bit < 63 {
            // An escaped quote, by far the most frequent: it begins the next run.
            at = end &+ 1
            mask &= ~(3 &<< bit)
          } else if pair & 0xFF == 0x22 {
            place = end &+ 1
            return unsafe output.count
          } else {
            let escape = try escape(at: end, loneSurrogates: loneSurrogates)
            unsafe output.append(escape)
            at = escape.end
            let used = at &- block
            mask = used >= 64 ? 0 : mask & (~0 &<< UInt64(truncatingIfNeeded: used))
          }
        }
        block &+= 64
        if at < block {
          unsafe output.copy(at, block)
          at = block
        }
      }
      while at < count {
        let byte = self[at]
        if byte == 0x22 {
          place = at &+ 1
          return unsafe output.count
        }
        let isPlain = byte != 0x5C && byte >= 0x20
        let piece =
          isPlain
          ? Escape(text: UInt32(byte), length: 1, end: at &+ 1)
          : try escape(at: at, loneSurrogates: loneSurrogates)
        unsafe output.append(piece)
        at = piece.end
      }
      throw JSONError(.unterminatedString, at: start)
    }
  }

  /// Reads the escape whose backslash stands at `offset`.
  @inline(never)
  private func escape(
    at offset: Int, loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> Escape {
    guard self[offset] == 0x5C else { throw JSONError(.controlCharacter, at: offset) }
    let plain = plainEscape(byte(at: offset &+ 1))
    if plain != 0 { return Escape(text: UInt32(plain), length: 1, end: offset &+ 2) }
    var end = offset
    var escape = Escape(text: 0, length: 0, end: offset)
    if let scalar = try unescapeUnit(from: &end, loneSurrogates: loneSurrogates) {
      for byte in UTF8.encode(scalar) ?? .init() {
        escape.text |= UInt32(byte) &<< UInt32(8 &* escape.length)
        escape.length &+= 1
      }
    }
    escape.end = end
    return escape
  }

  /// Moves over the `\u` that stands at `place`; nil for half a surrogate pair that is dropped.
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

  /// The two bytes of the source at `offset`, which the caller knows to be within.
  @inline(__always)
  func pair(at offset: Int) -> UInt16 {
    unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
  }

  /// One bit for each of 64 bytes that ends a plain run in a JSON string; the caller knows them to
  /// be within the source.
  @inline(__always)
  func stringEndMask(at offset: Int) -> UInt64 {
    unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self).stringEndMask
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
  mutating func append(_ escape: Escape) {
    unsafe base.storeBytes(of: escape.text, toByteOffset: count, as: UInt32.self)
    unsafe count &+= escape.length
  }
}

extension Span where Element == UInt8 {
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
