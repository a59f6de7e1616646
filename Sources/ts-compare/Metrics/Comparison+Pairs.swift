extension Comparison {
  /// How alike the columns of numbers go together, for each pair or 300 of them.
  func pairFigures() -> [[Figure]] {
    let columns = roles.numeric
    var pairs: [(Int, Int)] = []
    for first in columns.indices {
      for second in columns.indices where second > first { pairs.append((first, second)) }
    }
    if pairs.count > 300 {
      pairs = Sample(of: pairs.count, most: 300, seed: seed).indices.map { pairs[$0] }
    }
    let correlations = pairs.map(correlationFigures)
    let lagged = crossCorrelationFigures(pairs)
    return others.indices.map { place in correlations.map { $0[place] } + lagged[place] }
  }

  private func correlationFigures(_ pair: (Int, Int)) -> [Figure] {
    let columns = (roles.numeric[pair.0], roles.numeric[pair.1])
    let mine = recordCorrelation(real, columns)
    return others.map { table in
      let theirs = recordCorrelation(table, columns)
      var value: Double?
      if let mine = mine.value, let theirs = theirs.value {
        value = 1 - (mine - theirs).magnitude / 2
      }
      return Figure(
        .correlation, value, of: subject(pair),
        reason: "a column is constant, or fewer than 2 records have both",
        counts: (mine.count, theirs.count))
    }
  }

  /// The correlation over the records that have both values; nil where it is not defined.
  private func recordCorrelation(_ table: Table, _ columns: (Int, Int)) -> (
    value: Double?, count: Int
  ) {
    let (left, right) = (table.numbers[columns.0], table.numbers[columns.1])
    var (first, second) = (Extent(), Extent())
    for record in 0..<table.count where left[record].isFinite && right[record].isFinite {
      first.add(left[record])
      second.add(right[record])
    }
    guard first.count >= 2, !first.isFlat, !second.isFlat else { return (nil, first.count) }
    let (meanX, meanY) = (first.sum / Double(first.count), second.sum / Double(first.count))
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for record in 0..<table.count {
      let (x, y) = (left[record] - meanX, right[record] - meanY)
      guard x.isFinite, y.isFinite else { continue }
      xx += x * x
      yy += y * y
      xy += x * y
    }
    let value = xy / (xx.squareRoot() * yy.squareRoot())
    return (value.isFinite ? min(max(value, -1), 1) : nil, first.count)
  }

  /// A pair of columns of numbers, by their places among them.
  func subject(_ pair: (Int, Int)) -> Figure.Subject {
    Figure.Subject(columns: [name(roles.numeric[pair.0]), name(roles.numeric[pair.1])])
  }
}
