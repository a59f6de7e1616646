/// A choice of things by their numbers, which the seed alone decides.
struct Sample: Sendable {
  /// The numbers that are chosen, in order.
  let indices: [Int]

  /// All of `count` numbers, or the `most` of them whose hash with the seed is least.
  init(of count: Int, most: Int, seed: UInt64) {
    guard count > most else {
      indices = Array(0..<count)
      return
    }
    var chosen: [(hash: UInt64, index: Int)] = []
    var limit = UInt64.max
    for index in 0..<count {
      let hash = splitmix64(seed &+ UInt64(index))
      if hash > limit { continue }
      chosen.append((hash, index))
      if chosen.count >= 2 * most + 1 {
        chosen.sort { $0.hash < $1.hash }
        chosen.removeLast(chosen.count - most)
        limit = chosen.last?.hash ?? 0
      }
    }
    chosen.sort { $0.hash < $1.hash }
    indices = chosen.prefix(most).map(\.index).sorted()
  }
}

/// The number that follows a state of the generator of Steele, Lea and Flood.
@inline(__always)
func splitmix64(_ state: UInt64) -> UInt64 {
  var value = state &+ 0x9E37_79B9_7F4A_7C15
  value = (value ^ value &>> 30) &* 0xBF58_476D_1CE4_E5B9
  value = (value ^ value &>> 27) &* 0x94D0_49BB_1331_11EB
  return value ^ value &>> 31
}
