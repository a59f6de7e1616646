import Libc

/// The finite values of a column in order, each as a key that sorts as the value does.
struct Distribution: Sendable {
  private(set) var keys: [UInt64]

  /// The finite ones of some values.
  init(_ values: some Sequence<Double>) {
    keys = []
    for value in values where value.isFinite { keys.append(Self.key(value)) }
    radixSort(&keys)
  }

  /// The differences of neighbours in each series, where both are there, perhaps by a scale.
  init(stepsOf values: [Double], in series: [Table.Series], _ snap: Snap? = nil) {
    keys = []
    keys.reserveCapacity(values.count)
    for one in series {
      for record in one.range.dropFirst() {
        let step = values[record] - values[record &- 1]
        let value = snap?(step) ?? step
        if value.isFinite { keys.append(Self.key(value)) }
      }
    }
    radixSort(&keys)
  }

  var count: Int { keys.count }

  /// The value at a place in the order.
  subscript(place: Int) -> Double {
    let key = keys[place]
    return Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
  }

  /// The value below which a share of the values lies, between two of them by interpolation.
  func quantile(_ share: Double) -> Double {
    let place = share * Double(count - 1)
    let low = Int(place)
    let high = min(low + 1, count - 1)
    return self[low] + (self[high] - self[low]) * (place - Double(low))
  }

  /// One less the largest distance of the two distribution functions; nil where one has no value.
  func similarity(to other: Distribution) -> Double? {
    guard count > 0, other.count > 0 else { return nil }
    var (left, right, largest) = (0, 0, 0.0)
    while left < count, right < other.count {
      let value = min(keys[left], other.keys[right])
      while left < count, keys[left] == value { left &+= 1 }
      while right < other.count, other.keys[right] == value { right &+= 1 }
      let distance = Double(left) / Double(count) - Double(right) / Double(other.count)
      largest = max(largest, distance.magnitude)
    }
    return 1 - largest
  }

  /// The bits of a double turned so that they sort as the doubles do; both zeros are one.
  @inline(__always)
  private static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}

/// Ten significant digits at the scale of REAL's column, so that a tenth is one step at any level.
struct Snap: Sendable {
  private let factor: Double

  init(largest: Double) {
    let exponent = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    factor = pow(10, Double(min(10 - exponent, 300)))
  }

  @inline(__always)
  func callAsFunction(_ value: Double) -> Double { (value * factor).rounded(.toNearestOrEven) }
}

/// Sorts keys byte by byte where they are many; bytes that are the same in all cost nothing.
func radixSort(_ keys: inout [UInt64]) {
  guard keys.count > 1024 else { return keys.sort() }
  let digits = 6
  let (width, size) = (11, 1 << 11)
  var counts = [Int](repeating: 0, count: digits * size)
  for key in keys {
    for digit in 0..<digits {
      counts[
        digit &* size &+ Int(truncatingIfNeeded: key &>> UInt64(digit &* width)) & (size &- 1)] &+=
        1
    }
  }
  var spare = [UInt64](repeating: 0, count: keys.count)
  for digit in 0..<digits {
    let range = digit * size..<(digit + 1) * size
    if counts[range].contains(keys.count) { continue }
    var start = 0
    for place in range { (counts[place], start) = (start, start &+ counts[place]) }
    for key in keys {
      let place =
        digit &* size &+ Int(truncatingIfNeeded: key &>> UInt64(digit &* width)) & (size &- 1)
      spare[counts[place]] = key
      counts[place] &+= 1
    }
    swap(&keys, &spare)
  }
}
