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
