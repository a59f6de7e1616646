/// The runs of records of a table that windows lie in: consecutive ones of a series, one step apart
/// where there is a step.
struct Windows: Sendable {
  /// The runs, in order of group and time.
  let runs: [Range<Int>]
  /// How many records the longest series has.
  let longestSeries: Int
  /// A hash of the values of each record.
  let hashes: [UInt64]

  init(_ table: Table, _ roles: Roles, _ rule: StepRule?) {
    var runs: [Range<Int>] = []
    for series in table.series {
      guard let rule else {
        runs.append(series.range)
        continue
      }
      var start = series.range.lowerBound
      for record in series.range.dropFirst() {
        let isNext = rule.isOneStep(
          from: table.times[record - 1], offset: table.offset(record - 1),
          to: table.times[record], offset: table.offset(record), anchor: series.anchor)
        if isNext { continue }
        runs.append(start..<record)
        start = record
      }
      runs.append(start..<series.range.upperBound)
    }
    self.runs = runs
    longestSeries = table.series.map(\.range.count).max() ?? 0
    hashes = Self.hashes(table, roles)
  }

  private static func hashes(_ table: Table, _ roles: Roles) -> [UInt64] {
    var hashes = [UInt64](repeating: 0, count: table.count)
    for column in roles.columns.indices {
      if roles.columns[column].isNumeric {
        for (record, value) in table.numbers[column].enumerated() {
          let bits = value.isFinite ? (value + 0).bitPattern : UInt64.max
          hashes[record] = splitmix64(hashes[record] ^ bits)
        }
      } else {
        for (record, text) in table.texts[column].enumerated() {
          hashes[record] = splitmix64(hashes[record] ^ UInt64(UInt32(bitPattern: text)))
        }
      }
    }
    return hashes
  }

  /// How many windows of so many records there are.
  func count(_ records: Int) -> Int { runs.reduce(0) { $0 + max($1.count - records + 1, 0) } }

  /// Where the windows begin that have these numbers in the order of all.
  func starts(_ records: Int, numbers: [Int]) -> [Int] {
    var starts: [Int] = []
    starts.reserveCapacity(numbers.count)
    var (next, before) = (0, 0)
    for run in runs {
      let count = max(run.count - records + 1, 0)
      while next < numbers.count, numbers[next] < before + count {
        starts.append(run.lowerBound + numbers[next] - before)
        next += 1
      }
      before += count
    }
    return starts
  }

  /// The hashes of the first windows, so many of each run at most.
  func first(_ most: Int, _ records: Int) -> Set<UInt64> {
    var found: Set<UInt64> = []
    for run in runs where run.count >= records {
      for start in run.lowerBound..<run.lowerBound + min(most, run.count - records + 1) {
        if found.count >= most { return found }
        found.insert(hash(start, records))
      }
    }
    return found
  }

  /// Whether the hash of a window is one of some.
  func contains(oneOf wanted: Set<UInt64>, _ records: Int) -> Bool {
    for run in runs where run.count >= records {
      for start in run.lowerBound..<run.upperBound - records + 1
      where wanted.contains(hash(start, records)) {
        return true
      }
    }
    return false
  }

  private func hash(_ start: Int, _ records: Int) -> UInt64 {
    hashes[start..<start + records].reduce(0) { $0 &* Self.base &+ $1 }
  }

  /// Calls `body` with the beginning and the hash of each window.
  @inline(__always)
  func forEach(_ records: Int, _ body: (_ start: Int, _ hash: UInt64) -> Void) {
    var power: UInt64 = 1
    for _ in 0..<records { power = power &* Self.base }
    for run in runs where run.count >= records {
      var hash: UInt64 = 0
      for record in run.lowerBound..<run.lowerBound + records {
        hash = hash &* Self.base &+ hashes[record]
      }
      body(run.lowerBound, hash)
      for end in run.lowerBound + records..<run.upperBound {
        hash = hash &* Self.base &+ hashes[end] &- power &* hashes[end - records]
        body(end - records + 1, hash)
      }
    }
  }

  private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1
}
