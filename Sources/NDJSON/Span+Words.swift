import Libc

/// Words of eight bytes out of a span, and the few questions about bytes that the scanners ask.
///
/// Every load is bounds-checked; past the end a word is filled with zeros, so that no buffer needs
/// padding.
extension Span where Element == UInt8 {
  /// The eight bytes from `offset` on, the first in the lowest byte; zeros stand past the end.
  @inlinable @inline(__always)
  package func word(at offset: Int) -> UInt64 {
    guard count &- offset >= 8 else { return partialWord(at: offset) }
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// The bytes from `offset` on, at most eight, zeros standing past the end.
  @usableFromInline @inline(never)
  package func partialWord(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    var index = offset
    while index < count && index < offset &+ 8 {
      word |= UInt64(self[index]) &<< UInt64(8 &* (index &- offset))
      index &+= 1
    }
    return word
  }

  /// The byte at `offset`, or 0 past the end.
  @inlinable @inline(__always)
  package func byte(at offset: Int) -> UInt8 {
    offset < count ? self[offset] : 0
  }

  /// Whether the bytes of `range` are those of `text`.
  @inlinable
  public func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { other in
      let expected = unsafe other.span
      for index in expected.indices where self[range.lowerBound + index] != expected[index] {
        return false
      }
      return true
    }
  }

  /// Whether the bytes are the same as those of `other`.
  public func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }

  /// A copy of the bytes of `range`, for what must outlive the loan.
  public func copy(_ range: Range<Int>) -> [UInt8] {
    unsafe extracting(range).withUnsafeBufferPointer { unsafe [UInt8]($0) }
  }

  /// Where `byte` first stands at or after `start`; nil if it does not.
  public func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count else { return nil }
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// Whether all bytes form well-formed UTF-8 (RFC 3629).
  public var isWellFormedUTF8: Bool {
    var index = 0
    while index < count {
      if index &+ 64 <= count, isASCII(at: index) {
        index &+= 64
        continue
      }
      if index &+ 8 <= count, word(at: index) & 0x8080_8080_8080_8080 == 0 {
        index &+= 8
        continue
      }
      let lead = self[index]
      if lead < 0x80 {
        index &+= 1
        continue
      }
      let length = scalarLength(at: index, lead: lead)
      if length == 0 { return false }
      index &+= length
    }
    return true
  }

  /// Whether all bytes are ASCII.
  public var isASCII: Bool {
    var index = 0
    while index < count {
      if index &+ 64 <= count {
        if !isASCII(at: index) { return false }
        index &+= 64
      } else {
        if word(at: index) & 0x8080_8080_8080_8080 != 0 { return false }
        index &+= 8
      }
    }
    return true
  }

  /// Whether the 64 bytes from `offset` on are ASCII.
  @inline(__always)
  private func isASCII(at offset: Int) -> Bool {
    let words = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD8<UInt64>.self)
    let four = words.lowHalf | words.highHalf
    let two = four.lowHalf | four.highHalf
    return (two.x | two.y) & 0x8080_8080_8080_8080 == 0
  }

  /// How many bytes the scalar at `index` takes; 0 where it is ill-formed.
  private func scalarLength(at index: Int, lead: UInt8) -> Int {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index &+ length <= count, second.contains(self[index &+ 1]) else { return 0 }
    var next = index &+ 2
    while next < index &+ length {
      guard self[next] & 0xC0 == 0x80 else { return 0 }
      next &+= 1
    }
    return length
  }
}

extension UInt64 {
  /// The high bit of each byte that is zero; markers above the lowest one may be false.
  @inlinable @inline(__always)
  package var zeroByteMarkers: UInt64 {
    (self &- 0x0101_0101_0101_0101) & ~self & 0x8080_8080_8080_8080
  }

  /// The high bit of each byte that ends a plain run in a JSON string: a quote, a backslash or a
  /// control character; markers above the lowest one may be false.
  @inlinable @inline(__always)
  package var stringEndMarkers: UInt64 {
    let quote = self ^ 0x2222_2222_2222_2222
    let backslash = self ^ 0x5C5C_5C5C_5C5C_5C5C
    let ones: UInt64 = 0x0101_0101_0101_0101
    return
      (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
      | ((self &- 0x2020_2020_2020_2020) & ~self)) & 0x8080_8080_8080_8080
  }
}
