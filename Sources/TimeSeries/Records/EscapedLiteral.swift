import NDJSON

/// Sixteen bytes, which are compared and copied at once.
typealias Block = SIMD2<UInt64>

/// Text that is found escaped and put down as it is: at most two blocks of each, filled up with
/// zeros, so that it is compared and copied without a loop.
struct EscapedLiteral {
  private let escaped: (Block, Block)
  private let plain: (Block, Block)
  /// Which bytes of the escaped blocks count.
  private let mask: (Block, Block)
  private let escapedCount: Int
  private let plainCount: Int

  /// Text as literals, at least one.
  static func parts(of text: Span<UInt8>) -> [EscapedLiteral] {
    var parts: [EscapedLiteral] = []
    var start = 0
    repeat {
      // The longest escape of a byte has six.
      var end = min(text.count, start + 32)
      while escapedBytes(text.extracting(start..<end)).count > 32 { end -= 1 }
      parts.append(EscapedLiteral(text.extracting(start..<end)))
      start = end
    } while start < text.count
    return parts
  }

  private static func escapedBytes(_ text: Span<UInt8>) -> [UInt8] {
    var writer = JSONWriter()
    writer.appendEscaped(text)
    return writer.bytes
  }

  private init(_ text: Span<UInt8>) {
    let bytes = EscapedLiteral.escapedBytes(text)
    let ones = [UInt8](repeating: 0xFF, count: bytes.count)
    escaped = (bytes.span.paddedBlock(at: 0), bytes.span.paddedBlock(at: 16))
    mask = (ones.span.paddedBlock(at: 0), ones.span.paddedBlock(at: 16))
    plain = (text.paddedBlock(at: 0), text.paddedBlock(at: 16))
    (escapedCount, plainCount) = (bytes.count, text.count)
  }

  /// Moves past the text where it stands at `place`, and puts it down at `end`.
  @inline(__always)
  func move(
    past place: inout Int, in line: Span<UInt8>, into output: inout MutableRawSpan,
    at end: inout Int
  ) -> Bool {
    guard place &+ 32 <= line.count else { return false }
    let different =
      (line.block(at: place) ^ escaped.0) & mask.0
      | (line.block(at: place &+ 16) ^ escaped.1) & mask.1
    guard different.x | different.y == 0 else { return false }
    output.storeBytes(of: plain.0, toByteOffset: end, as: Block.self)
    output.storeBytes(of: plain.1, toByteOffset: end &+ 16, as: Block.self)
    place &+= escapedCount
    end &+= plainCount
    return true
  }
}

extension Span where Element == UInt8 {
  /// Sixteen bytes from `place` on; the load is checked against the bounds.
  @inline(__always)
  func block(at place: Int) -> Block {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: Block.self)
  }

  /// Sixteen bytes from `place` on, zeros past the end.
  fileprivate func paddedBlock(at place: Int) -> Block {
    Block(word(at: place), word(at: place &+ 8))
  }
}
