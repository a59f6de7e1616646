/// The finite values of a column in order, each as a key that sorts as the value does.
struct Distribution: Sendable {
  private let keys: [UInt64]
  /// How many values there are up to each key, where each key stands once; else empty.
  private let ends: [Int]

  /// The finite ones of some values.
  init(_ values: some Sequence<Double>) {
    var counter = ValueCounter(count: values.underestimatedCount)
    for value in values where value.isFinite { counter.add(value) }
    (keys, ends) = counter.sorted()
  }

  /// The differences of neighbours in each series, where both are there, by a scale.
  init(stepsOf values: [Double], in series: [Table.Series], _ snap: Snap) {
    var counter = ValueCounter(count: values.count)
    for one in series {
      for record in one.range.dropFirst() {
        let value = snap(values[record] - values[record &- 1])
        if value.isFinite { counter.add(value) }
      }
    }
    (keys, ends) = counter.sorted()
  }

  var count: Int { ends.last ?? keys.count }

  /// The least and the greatest value; nil where there is none.
  var bounds: ClosedRange<Double>? {
    guard let first = keys.first, let last = keys.last else { return nil }
    return ValueCounter.value(first)...ValueCounter.value(last)
  }

  /// The value at a place in the order.
  private subscript(place: Int) -> Double {
    if ends.isEmpty { return ValueCounter.value(keys[place]) }
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > place { high = middle } else { low = middle + 1 }
    }
    return ValueCounter.value(keys[low])
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
    var (mine, theirs, largest) = (Cursor(), Cursor(), 0.0)
    while mine.next < keys.count, theirs.next < other.keys.count {
      let key = min(keys[mine.next], other.keys[theirs.next])
      mine.pass(key, of: self)
      theirs.pass(key, of: other)
      let share = Double(mine.values) / Double(count)
      largest = max(largest, (share - Double(theirs.values) / Double(other.count)).magnitude)
    }
    return 1 - largest
  }

  /// A place between the keys, and how many values lie before it.
  private struct Cursor {
    private(set) var next = 0
    private(set) var values = 0

    @inline(__always)
    mutating func pass(_ key: UInt64, of all: Distribution) {
      while next < all.keys.count, all.keys[next] == key { next &+= 1 }
      values = all.ends.isEmpty ? next : next == 0 ? 0 : all.ends[next &- 1]
    }
  }
}
