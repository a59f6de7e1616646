/// Gathers values for their order: the few different ones with how often each comes, or else all.
struct ValueCounter {
  /// More different values than this are gathered one by one.
  private static let most = 1 << 14
  private static let slots = 1 << 16

  private var keys: [UInt64] = []
  /// The different keys, by their hashes, and how often each came; empty where there are too many.
  private var table: [(key: UInt64, count: Int)]
  private var distinct = 0
  private let expected: Int

  /// - Parameter count: About how many values there are.
  init(count: Int) {
    expected = count
    table = count < Self.most ? [] : Array(repeating: (0, 0), count: Self.slots)
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    let key = Self.key(value)
    guard !table.isEmpty else { return keys.append(key) }
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 48)
    while table[slot].count > 0, table[slot].key != key { slot = (slot &+ 1) & (Self.slots &- 1) }
    if table[slot].count == 0 {
      distinct &+= 1
      if distinct > Self.most {
        giveUp()
        return keys.append(key)
      }
    }
    table[slot].key = key
    table[slot].count &+= 1
  }

  private mutating func giveUp() {
    keys.reserveCapacity(expected)
    for (key, count) in table where count > 0 {
      keys.append(contentsOf: repeatElement(key, count: count))
    }
    table = []
  }

  /// The keys in order, and where each stands once, how many values there are up to it.
  consuming func sorted() -> (keys: [UInt64], ends: [Int]) {
    guard !table.isEmpty else {
      keys.radixSort()
      return (keys, [])
    }
    var total = 0
    let found = table.filter { $0.count > 0 }.sorted { $0.key < $1.key }
    let ends = found.map { entry in
      total += entry.count
      return total
    }
    return (found.map(\.key), ends)
  }

  /// The bits of a double turned so that they sort as the doubles do; both zeros are one.
  @inline(__always)
  private static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// The value that a key is of.
  static func value(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
  }
}
