/// A set of hashes that takes one bit for each and some more: it knows all that were added, and
/// few that were not.
struct HashFilter {
  private var words: [UInt64]
  private let shift: UInt64

  /// A filter for about `count` hashes.
  init(count: Int) {
    var bits: UInt64 = 10
    while bits < 36, 1 << bits < 16 * count { bits += 1 }
    words = Array(repeating: 0, count: 1 << Int(bits - 6))
    shift = 64 - bits
  }

  @inline(__always)
  private func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash &* 0xD6E8_FEB8_6659_FD93) &>> shift)
  }

  /// Adds a hash; true where it may have been there.
  @inline(__always)
  @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    let place = place(hash)
    let bit: UInt64 = 1 &<< UInt64(place & 63)
    let isThere = words[place &>> 6] & bit != 0
    words[place &>> 6] |= bit
    return isThere
  }

  @inline(__always)
  func mayContain(_ hash: UInt64) -> Bool {
    let place = place(hash)
    return words[place &>> 6] & (1 &<< UInt64(place & 63)) != 0
  }
}
