/// How far windows are from each other: the mean over records and columns of the distances of
/// their values, by the ranges of REAL.
struct WindowDistance {
  let roles: Roles
  /// One over the range of each column of numbers; nil where REAL has one value at most.
  private let scales: [Double?]
  /// How many records a window has.
  let records: Int

  init(_ roles: Roles, real: Table, records: Int) {
    self.roles = roles
    self.records = records
    scales = roles.columns.indices.map { column in
      guard roles.columns[column].isNumeric else { return nil }
      let values = real.numbers[column].lazy.filter(\.isFinite)
      guard let least = values.min(), let greatest = values.max(), least < greatest else {
        return nil
      }
      return 1 / (greatest - least)
    }
  }

  /// Fills in the distances of one window of a table to others.
  func measure(
    _ start: Int, of table: Table, to others: WindowBlock, into distances: inout [Double]
  ) {
    for place in distances.indices { distances[place] = 0 }
    for column in roles.columns.indices {
      if roles.columns[column].isNumeric {
        add(
          table.numbers[column][start..<start + records], to: others.numbers[column],
          scale: scales[column], &distances)
      } else {
        let window = table.texts[column][start..<start + records]
        for place in distances.indices {
          let other = others.texts[column][place * records..<(place + 1) * records]
          distances[place] += Double(zip(window, other).count { $0 != $1 })
        }
      }
    }
    let parts = Double(records * roles.columns.count)
    for place in distances.indices { distances[place] /= parts }
  }

  /// Adds the distances in one column of numbers; without a scale a value is equal or it is not.
  private func add(
    _ window: ArraySlice<Double>, to others: [Double], scale: Double?, _ distances: inout [Double]
  ) {
    let isWhole = window.allSatisfy(\.isFinite)
    guard let scale, isWhole else {
      for place in distances.indices {
        for (offset, value) in window.enumerated() {
          distances[place] += distance(value, others[place * records + offset], scale)
        }
      }
      return
    }
    window.withUnsafeBufferPointer { window in
      others.withUnsafeBufferPointer { others in
        var next = 0
        for place in distances.indices {
          var sum = 0.0
          for offset in 0..<window.count {
            let value = (window[offset] - others[next &+ offset]).magnitude * scale
            // A missing value is as far as can be.
            sum += value < 1 ? value : 1
          }
          distances[place] += sum
          next &+= window.count
        }
      }
    }
  }

  private func distance(_ left: Double, _ right: Double, _ scale: Double?) -> Double {
    guard left.isFinite, right.isFinite else { return left.isFinite == right.isFinite ? 0 : 1 }
    guard let scale else { return left == right ? 0 : 1 }
    return min((left - right).magnitude * scale, 1)
  }
}

/// Some windows of a table, their values one after another.
struct WindowBlock {
  /// Where the windows begin in the table.
  let starts: [Int]
  /// The values of each column; none where it is of the other kind.
  let numbers: [[Double]]
  let texts: [[Int32]]

  init(_ starts: [Int], of table: Table, records: Int) {
    self.starts = starts
    numbers = table.numbers.map { column in
      column.isEmpty ? [] : starts.flatMap { column[$0..<$0 + records] }
    }
    texts = table.texts.map { column in
      column.isEmpty ? [] : starts.flatMap { column[$0..<$0 + records] }
    }
  }
}

/// The nearest windows of a table to each of some windows.
struct Nearest {
  /// The distance of each to its nearest.
  private(set) var distances: [Double] = []
  /// The mean of the distance to the nearest over that to the nearest that shares no record with
  /// it; nil where there is no such pair.
  private(set) var ratio: Double?

  /// Nil where there is no window to ask for or none to find.
  init?(_ queries: [Int], of table: Table, in references: WindowBlock, _ measure: WindowDistance) {
    let starts = references.starts
    guard !queries.isEmpty, !starts.isEmpty else { return nil }
    var row = [Double](repeating: 0, count: starts.count)
    var ratios: [Double] = []
    for query in queries {
      measure.measure(query, of: table, to: references, into: &row)
      let nearest = row.min() ?? 0
      distances.append(nearest)
      let place = row.firstIndex { $0 <= nearest + 1e-12 } ?? 0
      var second = Double.infinity
      for (index, distance) in row.enumerated()
      where distance < second
        && (starts[index] - starts[place]).magnitude >= measure.records
      {
        second = distance
      }
      if second.isFinite { ratios.append((nearest + 1e-8) / (second + 1e-8)) }
    }
    ratio = mean(ratios)
  }

  /// The middle of the distances.
  var median: Double {
    let sorted = distances.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The share of the windows that are nearer to these than to others, half for those as near.
  func share(against others: Nearest) -> Double {
    var count = 0.0
    for (mine, theirs) in zip(distances, others.distances) {
      if mine < theirs - 1e-12 {
        count += 1
      } else if (mine - theirs).magnitude <= 1e-12 {
        count += 0.5
      }
    }
    return count / Double(distances.count)
  }
}
