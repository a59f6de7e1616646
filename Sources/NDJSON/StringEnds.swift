extension SIMD8<UInt64> {
  /// One bit for each of the 64 bytes that ends a plain run in a JSON string: a quote, a backslash
  /// or a control character.
  ///
  /// The carry trick is exact in every byte, which the mask needs: bits above the lowest count too.
  @inline(__always)
  var stringEndMask: UInt64 {
    let ones = SIMD8<UInt64>(repeating: 0x7F7F_7F7F_7F7F_7F7F)
    let low = self & ones
    let notQuote = (low ^ SIMD8<UInt64>(repeating: 0x2222_2222_2222_2222)) &+ ones
    let notBackslash = (low ^ SIMD8<UInt64>(repeating: 0x5C5C_5C5C_5C5C_5C5C)) &+ ones
    let notControl = low &+ SIMD8<UInt64>(repeating: 0x6060_6060_6060_6060)
    let plain = (notQuote & notBackslash & notControl) | self
    let found = ~plain & SIMD8<UInt64>(repeating: 0x8080_8080_8080_8080)
    // What byte j of word i tells goes to bit i of byte j, so that one word holds it all.
    let spread = found &>> SIMD8<UInt64>(7, 6, 5, 4, 3, 2, 1, 0)
    let four = spread.lowHalf | spread.highHalf
    let two = four.lowHalf | four.highHalf
    return (two.x | two.y).bitsTransposed
  }
}

extension UInt64 {
  /// The bits as a square of eight by eight, mirrored: bit i of byte j goes to bit j of byte i.
  @inline(__always)
  fileprivate var bitsTransposed: UInt64 {
    var square = self
    var swapped = (square ^ (square &>> 7)) & 0x00AA_00AA_00AA_00AA
    square ^= swapped ^ (swapped &<< 7)
    swapped = (square ^ (square &>> 14)) & 0x0000_CCCC_0000_CCCC
    square ^= swapped ^ (swapped &<< 14)
    swapped = (square ^ (square &>> 28)) & 0x0000_0000_F0F0_F0F0
    return square ^ swapped ^ (swapped &<< 28)
  }
}
