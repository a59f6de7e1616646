extension Array<UInt64> {
  /// Sorts keys byte by byte where they are many; bytes that are the same in all cost nothing.
  mutating func radixSort() {
    guard count > 1024 else { return sort() }
    let digits = 6
    let (width, size) = (11, 1 << 11)
    var counts = [Int](repeating: 0, count: digits * size)
    for key in self {
      for digit in 0..<digits {
        counts[
          digit &* size &+ Int(truncatingIfNeeded: key &>> UInt64(digit &* width)) & (size &- 1)] &+=
          1
      }
    }
    var spare = [UInt64](repeating: 0, count: count)
    for digit in 0..<digits {
      let range = digit * size..<(digit + 1) * size
      if counts[range].contains(count) { continue }
      var start = 0
      for place in range { (counts[place], start) = (start, start &+ counts[place]) }
      let base = digit &* size
      for key in self {
        let place = base &+ Int(truncatingIfNeeded: key &>> UInt64(digit &* width)) & (size &- 1)
        spare[counts[place]] = key
        counts[place] &+= 1
      }
      swap(&self, &spare)
    }
  }
}
