/// What becomes of an escape that is half a surrogate pair.
public enum LoneSurrogates: Sendable {
  /// The text is refused.
  case refused
  /// The escape is left out, as the reference does with what a model wrote.
  case dropped
}

extension JSONScanner {
  /// Un-escapes the string at the cursor into `text`, replacing what was there.
  public mutating func unescape(
    into text: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) {
    let start = position
    guard skip(0x22) else { throw JSONError(.expectedValue, at: start) }
    text.removeAll(keepingCapacity: true)
    while try !appendLine(of: start, to: &text, loneSurrogates: loneSurrogates) {
      text.append(0x0A)
    }
  }

  /// Un-escapes text within the string whose quote is at `string`, up to the next line feed or the
  /// end of the string, and appends it to `text`; true at the end of the string.
  ///
  /// The cursor moves past the line feed or the quote.
  public mutating func appendLine(
    of string: Int, to text: inout [UInt8], loneSurrogates: LoneSurrogates = .refused
  ) throws(JSONError) -> Bool {
    var end = LineEnd.none
    var place = position
    let source = bytes
    // A piece at a time: an escape is longer than what it stands for.
    while end == .none {
      guard place < source.count else { throw JSONError(.unterminatedString, at: string) }
      let start = place
      try text.append(addingCapacity: 1024 + 16) {
        (output: inout OutputSpan<UInt8>) throws(JSONError) in
        try unsafe output.withUnsafeMutableBufferPointer { (target, count) throws(JSONError) in
          end = try unsafe source.unescape(
            from: &place, to: min(source.count, start &+ 1024),
            into: UnsafeMutableRawBufferPointer(target), count: &count,
            loneSurrogates: loneSurrogates)
        }
      }
    }
    position = place
    return end == .quote
  }
}

/// What ends a piece of a string's text.
private enum LineEnd {
  case none, lineFeed, quote
}

/// What one escape stands for, and where the text goes on behind it.
private struct Escape {
  /// Up to four bytes of UTF-8, the first one lowest.
  var text: UInt32
  var length: Int
  var end: Int
}

extension Span where Element == UInt8 {
  /// Un-escapes the text of a string from `place` on, up to `limit` or what ends a line.
  ///
  /// Eight bytes are copied at once, and those before the first that needs a look count.
  fileprivate func unescape(
    from place: inout Int, to limit: Int, into target: UnsafeMutableRawBufferPointer,
    count written: inout Int, loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> LineEnd {
    precondition(target.count >= written &+ (limit &- place) &+ 16)
    guard let base = target.baseAddress else { return .none }
    while place < limit {
      let word = word(at: place)
      unsafe base.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
      let plain = word.stringEndMarkers.trailingZeroBitCount &>> 3
      place &+= plain
      written &+= plain
      if plain == 8 { continue }
      switch byte(at: place) {
      case 0x5C where byte(at: place &+ 1) == 0x22:
        unsafe base.storeBytes(of: 0x22, toByteOffset: written, as: UInt8.self)
        place &+= 2
        written &+= 1
      case 0x5C:
        let escape = try escape(at: place, loneSurrogates: loneSurrogates)
        place = escape.end
        if escape.text == 0x0A { return .lineFeed }
        unsafe base.storeBytes(of: escape.text, toByteOffset: written, as: UInt32.self)
        written &+= escape.length
      case 0x22:
        place &+= 1
        return .quote
      default:
        // Zeros are read past the end.
        if place >= count { return .none }
        throw JSONError(.controlCharacter, at: place)
      }
    }
    return .none
  }

  /// Reads the escape whose backslash stands at `offset`.
  @inline(never)
  private func escape(
    at offset: Int, loneSurrogates: LoneSurrogates
  ) throws(JSONError) -> Escape {
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
