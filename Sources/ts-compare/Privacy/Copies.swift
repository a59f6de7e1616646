/// Which windows of another table stand in REAL as they are.
struct Copies {
  let real: Windows
  /// The most records that a window is given to be told from all others.
  private static let most = 64

  /// The fewest records for which at most one in a hundred of REAL's windows stands elsewhere in
  /// REAL too; nil where no length does it.
  func distinctLength() -> Int? {
    for records in stride(from: 1, through: min(Self.most, real.longestSeries / 2), by: 1) {
      let count = real.count(records)
      if count == 0 { return nil }
      // A sixteenth first: where most windows stand elsewhere, it is seen at once.
      if count > 100_000, repeated(records, mask: 15) * 100 > count { continue }
      if Double(repeated(records, mask: 0)) <= 0.01 * Double(count) { return records }
    }
    return nil
  }

  /// How many windows stand elsewhere too, of those whose hash has no bit of a mask.
  private func repeated(_ records: Int, mask: UInt64) -> Int {
    let count = real.count(records)
    var (once, twice) = (HashFilter(count: count), HashFilter(count: count))
    real.forEach(records) { _, hash in
      let hash = splitmix64(hash)
      if hash & mask == 0, once.insert(hash) { twice.insert(hash) }
    }
    var keys: [UInt64] = []
    real.forEach(records) { _, hash in
      let hash = splitmix64(hash)
      if hash & mask == 0, twice.mayContain(hash) { keys.append(hash) }
    }
    keys.radixSort()
    var (repeated, start) = (0, 0)
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end] == keys[start] { end += 1 }
      if end - start > 1 { repeated += end - start }
      start = end
    }
    return repeated
  }

  /// How many windows of so many records of another table stand in REAL.
  func count(of other: Windows, _ records: Int) -> Int {
    var filter = HashFilter(count: other.count(records))
    other.forEach(records) { _, hash in filter.insert(hash) }
    var mine: [UInt64] = []
    real.forEach(records) { _, hash in if filter.mayContain(hash) { mine.append(hash) } }
    mine.radixSort()
    var found = HashFilter(count: mine.count)
    for hash in mine { found.insert(hash) }
    var theirs: [UInt64] = []
    other.forEach(records) { _, hash in if found.mayContain(hash) { theirs.append(hash) } }
    theirs.radixSort()
    var (count, place) = (0, 0)
    for hash in theirs {
      while place < mine.count, mine[place] < hash { place += 1 }
      if place < mine.count, mine[place] == hash { count += 1 }
    }
    return count
  }

  /// How many records the longest window of another table has that stands in REAL.
  ///
  /// - Parameter absent: A length of which none does, where one is known.
  func longest(in other: Windows, absent: Int?) -> Int {
    let most = other.runs.map(\.count).max() ?? 0
    if most == 0 || real.hashes.isEmpty { return 0 }
    var high = most + 1
    if let absent { high = min(high, absent) }
    if high > most, isThere(other, most, Marks(), Marks()) != nil { return most }
    high = min(high, most)
    // Twice as long as long as one is there; only what begins with a copy can be a longer one.
    var (low, mine, theirs) = (0, Marks(), Marks())
    var next = 1
    while next < high {
      if next <= 8, isSoonFound(other, next) {
        low = next
      } else if let marks = isThere(other, next, mine, theirs) {
        (low, mine, theirs) = (next, marks.0, marks.1)
      } else {
        high = next
      }
      next *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isThere(other, middle, mine, theirs) != nil { low = middle } else { high = middle }
    }
    return low
  }

  /// Whether one of the first windows of another table stands in REAL: then no more is looked at.
  private func isSoonFound(_ other: Windows, _ records: Int) -> Bool {
    let wanted = other.first(1000, records)
    return real.contains(oneOf: wanted, records)
  }

  /// Which windows may stand in both tables, by where they begin.
  struct Marks {
    /// How many records the windows have; 0 where all may.
    let records: Int
    let isMarked: [Bool]

    init() { (records, isMarked) = (0, []) }

    init(records: Int, _ isMarked: [Bool]) {
      (self.records, self.isMarked) = (records, isMarked)
    }

    /// Whether a longer window can: it begins and ends with windows that may.
    @inline(__always)
    func allows(_ start: Int, _ length: Int) -> Bool {
      records == 0 || (isMarked[start] && isMarked[start + length - records])
    }
  }

  /// The windows of so many records that may stand in both tables; nil where none does.
  private func isThere(_ other: Windows, _ records: Int, _ mine: Marks, _ theirs: Marks) -> (
    Marks, Marks
  )? {
    var filter = HashFilter(count: other.count(records))
    other.forEach(records) { start, hash in
      if theirs.allows(start, records) { filter.insert(hash) }
    }
    var (keys, marks) = ([UInt64](), [Bool](repeating: false, count: real.hashes.count))
    real.forEach(records) { start, hash in
      if mine.allows(start, records), filter.mayContain(hash) {
        keys.append(hash)
        marks[start] = true
      }
    }
    var found = HashFilter(count: keys.count)
    for hash in keys { found.insert(hash) }
    var (otherKeys, otherMarks) = ([UInt64](), [Bool](repeating: false, count: other.hashes.count))
    other.forEach(records) { start, hash in
      if theirs.allows(start, records), found.mayContain(hash) {
        otherKeys.append(hash)
        otherMarks[start] = true
      }
    }
    guard haveCommon(&keys, &otherKeys) else { return nil }
    return (Marks(records: records, marks), Marks(records: records, otherMarks))
  }

  private func haveCommon(_ left: inout [UInt64], _ right: inout [UInt64]) -> Bool {
    left.radixSort()
    right.radixSort()
    var (first, second) = (0, 0)
    while first < left.count, second < right.count {
      if left[first] == right[second] { return true }
      if left[first] < right[second] { first += 1 } else { second += 1 }
    }
    return false
  }
}
