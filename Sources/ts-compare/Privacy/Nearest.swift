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
