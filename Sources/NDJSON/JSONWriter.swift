/// Appends JSON to a buffer of bytes; commas between members and elements come by themselves.
///
/// A value or name is preceded by a comma unless it stands first: after `{`, `[`, `:`, `,`, a line
/// feed or nothing at all, which one look at the last byte tells.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// A writer with nothing written.
  public init() {}

  /// Forgets all that was written; the buffer stays for reuse.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Cuts what was written back to its first `count` bytes, as they were at that time.
  public mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  /// Makes room for `count` more bytes.
  public mutating func reserve(_ count: Int) {
    if bytes.count &+ count > bytes.capacity {
      bytes.reserveCapacity(max(bytes.count &+ count, bytes.capacity &* 2))
    }
  }

  // MARK: Bytes as they are

  /// Appends bytes with no comma before them.
  public mutating func append(_ span: Span<UInt8>) {
    bytes.append(addingCapacity: span.count) { output in
      unsafe output.withUnsafeMutableBufferPointer { target, count in
        unsafe span.withUnsafeBufferPointer { source in
          count += unsafe target.initialize(fromContentsOf: source)
        }
      }
    }
  }

  /// Appends bytes with no comma before them.
  public mutating func append(_ array: [UInt8]) { bytes.append(contentsOf: array) }

  /// Appends text with no comma before it.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends one byte with no comma before it.
  public mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends what `body` appends, with no comma before it.
  public mutating func append(with body: (inout [UInt8]) -> Void) { body(&bytes) }

  // MARK: Values

  /// Puts the comma that the next name or value needs.
  public mutating func separate() {
    guard let last = bytes.last else { return }
    switch last {
    case 0x7B, 0x5B, 0x3A, 0x2C, 0x0A: return
    default: bytes.append(0x2C)
    }
  }

  /// Opens an object.
  public mutating func beginObject() {
    separate()
    bytes.append(0x7B)
  }

  /// Closes the object opened last.
  public mutating func endObject() { bytes.append(0x7D) }

  /// Opens an array.
  public mutating func beginArray() {
    separate()
    bytes.append(0x5B)
  }

  /// Closes the array opened last.
  public mutating func endArray() { bytes.append(0x5D) }

  /// A member's name, which needs no escape, and its colon.
  public mutating func name(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    append(name)
    append("\":")
  }

  /// A member's name and its colon.
  @_disfavoredOverload
  public mutating func name(_ name: String) {
    string(name)
    bytes.append(0x3A)
  }

  /// JSON that is whole already, byte for byte.
  public mutating func raw(_ span: Span<UInt8>) {
    separate()
    append(span)
  }

  /// JSON that is whole already, byte for byte.
  public mutating func raw(_ array: [UInt8]) {
    separate()
    append(array)
  }

  /// A whole number.
  public mutating func integer(_ value: Int) {
    separate()
    var magnitude = value.magnitude
    if value < 0 { bytes.append(0x2D) }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(0x30 + magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  /// A finite number in the shortest form that reads back the same; null where it is not finite.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    var text = value.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    bytes.append(contentsOf: text.utf8)
  }

  /// `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    separate()
    append(value ? "true" : "false")
  }

  /// `null`.
  public mutating func null() {
    separate()
    append("null")
  }

  /// A string, escaped as little as JSON allows.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { buffer in
      string(unsafe buffer.span)
    }
  }

  /// A string of UTF-8 bytes, escaped as little as JSON allows.
  public mutating func string(_ text: Span<UInt8>) {
    separate()
    bytes.append(0x22)
    appendEscaped(text)
    bytes.append(0x22)
  }

  /// The escaped bytes of a string without its quotes, so that a string can be written in parts.
  ///
  /// Room is made for a piece at a time, as if each byte of it had the longest escape there is.
  public mutating func appendEscaped(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count {
      let piece = text.extracting(start..<min(start + 1024, text.count))
      bytes.append(addingCapacity: 6 * piece.count + 16) { output in
        unsafe output.withUnsafeMutableBufferPointer { target, count in
          unsafe piece.escape(into: UnsafeMutableRawBufferPointer(target), count: &count)
        }
      }
      start += piece.count
    }
  }
}

extension Span where Element == UInt8 {
  /// Escapes the bytes from `count` of the target on, eight at a time while none needs it.
  @inline(__always)
  fileprivate func escape(into target: UnsafeMutableRawBufferPointer, count written: inout Int) {
    precondition(target.count >= written &+ 6 &* count &+ 16)
    guard let base = target.baseAddress else { return }
    var place = 0
    var end = written
    while place < count {
      let left = count &- place
      let word = word(at: place)
      unsafe base.storeBytes(of: word, toByteOffset: end, as: UInt64.self)
      // Past the end stand zeros, which would be escaped.
      let plain = min(word.stringEndMarkers.trailingZeroBitCount &>> 3, left)
      place &+= plain
      end &+= plain
      if plain == 8 || plain == left { continue }
      let (escape, length) = self[place].jsonEscape
      unsafe base.storeBytes(of: escape, toByteOffset: end, as: UInt64.self)
      place &+= 1
      end &+= length
    }
    written = end
  }
}

extension UInt8 {
  /// The escape of a byte that cannot stand in a JSON string, the first byte lowest.
  @inline(__always)
  fileprivate var jsonEscape: (text: UInt64, length: Int) {
    let letter: UInt64
    switch self {
    case 0x22, 0x5C: letter = UInt64(self)
    case 0x0A: letter = 0x6E
    case 0x0D: letter = 0x72
    case 0x09: letter = 0x74
    case 0x08: letter = 0x62
    case 0x0C: letter = 0x66
    default:
      let low = UInt64(self & 15)
      let digit = low < 10 ? 0x30 &+ low : 0x57 &+ low
      return (0x30_3030_755C &+ UInt64(self &>> 4) &<< 32 | digit &<< 40, 6)
    }
    return (letter &<< 8 | 0x5C, 2)
  }
}
