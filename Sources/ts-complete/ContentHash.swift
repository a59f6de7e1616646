/// A hash of 64 bits over bytes and numbers: the same in every run and on every machine.
///
/// FNV-1a, with the last step of MurmurHash3 so that all bits depend on all of the content.
struct ContentHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes bytes.
  mutating func add(_ bytes: Span<UInt8>) {
    for index in bytes.indices { state = (state ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
  }

  /// Takes a text and its end.
  mutating func add(_ text: String) {
    add(Array(text.utf8).span)
    add(text.utf8.count)
  }

  /// Takes a number.
  mutating func add(_ number: Int) {
    withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) { bytes in
      add(bytes.bindMemory(to: UInt8.self).span)
    }
  }

  /// The hash of all that was taken.
  var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ mixed >> 33
  }

  /// The hash as 16 hexadecimal digits.
  var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
