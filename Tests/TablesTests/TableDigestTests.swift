import Testing

import Tables

@Suite struct TableDigestTests {
  private static let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }

  private func digest(_ pieces: [ArraySlice<UInt8>]) -> String {
    var digest = TableDigest()
    for piece in pieces { digest.add(Array(piece).span) }
    return digest.hexadecimal
  }

  @Test(arguments: [1, 2, 7, 8, 31, 32, 33, 64, 999])
  func itIsTheSameHoweverTheBytesAreCut(_ size: Int) {
    let pieces = stride(from: 0, to: Self.bytes.count, by: size).map {
      Self.bytes[$0..<min($0 + size, Self.bytes.count)]
    }
    #expect(digest(pieces) == digest([Self.bytes[...]]))
  }

  @Test func eachByteCountsAndTheirNumber() {
    var seen: Set<String> = [digest([Self.bytes[...]])]
    for index in Self.bytes.indices {
      var changed = Self.bytes
      changed[index] ^= 1
      seen.insert(digest([changed[...]]))
    }
    for count in 0..<70 { seen.insert(digest([[UInt8](repeating: 0, count: count)[...]])) }
    #expect(seen.count == 1 + Self.bytes.count + 70)
  }
}
