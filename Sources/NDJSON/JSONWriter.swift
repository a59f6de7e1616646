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
  public mutating func appendEscaped(_ text: Span<UInt8>) {
    var plainStart = 0
    var index = 0
    reserve(text.count &+ text.count / 4 &+ 16)
    while index < text.count {
      let markers = text.word(at: index).stringEndMarkers
      if markers == 0 {
        index &+= 8
        continue
      }
      index &+= markers.trailingZeroBitCount &>> 3
      if index >= text.count { break }
      append(text.extracting(plainStart..<index))
      appendEscape(of: text[index])
      index &+= 1
      plainStart = index
    }
    append(text.extracting(plainStart..<text.count))
  }

  private mutating func appendEscape(of byte: UInt8) {
    switch byte {
    case 0x22, 0x5C:
      bytes.append(0x5C)
      bytes.append(byte)
    case 0x0A:
      bytes.append(0x5C)
      bytes.append(0x6E)
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    default:
      append("\\u00")
      for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
  }
}
