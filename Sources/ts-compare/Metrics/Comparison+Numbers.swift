extension Comparison {
  /// How alike the values of a column are, their steps, their series, and their extremes.
  func numericFigures(_ column: Int) -> [Figure] {
    let mine = Distribution(real.numbers[column])
    let theirs = Distribution(other.numbers[column])
    let bounds = [mine.bounds, theirs.bounds]
    let largest = bounds[0].map { max($0.lowerBound.magnitude, $0.upperBound.magnitude) } ?? 0
    let counts = (mine.count, theirs.count)
    let noValue = mine.count == 0 ? "REAL has no value" : "SYNTHETIC has no value"
    let marginal = Figure(
      .ks, mine.similarity(to: theirs), column: name(column), reason: noValue, counts: counts)
    var figures = [marginal] + stepFigures(column, Snap(largest: largest))
    var coverage: Double?
    if let mine = bounds[0], let theirs = bounds[1], mine.lowerBound < mine.upperBound {
      let gap = mine.upperBound - mine.lowerBound
      let low = max((theirs.lowerBound - mine.lowerBound) / gap, 0)
      let high = max((mine.upperBound - theirs.upperBound) / gap, 0)
      coverage = max(1 - low - high, 0)
    }
    let isConstant = bounds[0].map { $0.lowerBound == $0.upperBound } ?? false
    figures.append(
      Figure(
        .rangeCoverage, coverage, column: name(column),
        reason: isConstant ? "REAL is constant" : noValue, counts: counts))
    figures.append(
      Figure(
        .inRange, shareInside(column, bounds[0], of: theirs.count), column: name(column),
        reason: noValue, counts: counts))
    return figures
  }

  /// The share of values that lie within REAL's.
  private func shareInside(_ column: Int, _ bounds: ClosedRange<Double>?, of count: Int) -> Double?
  {
    guard let bounds else { return nil }
    return share(other.numbers[column].count { bounds.contains($0) }, of: count)
  }

  /// How alike the steps between neighbours are, and the series' means and deviations.
  private func stepFigures(_ column: Int, _ snap: Snap) -> [Figure] {
    let steps = [real, other].map {
      Distribution(stepsOf: $0.numbers[column], in: $0.series, snap)
    }
    var figures = [
      Figure(
        .steps, steps[0].similarity(to: steps[1]), column: name(column),
        reason: "no two neighbours with values", counts: (steps[0].count, steps[1].count))
    ]
    let moments = [real, other].map { table in
      table.series.map { Moments(table.numbers[column][$0.range]) }
    }
    let means = moments.map { Distribution($0.filter { $0.count > 0 }.map { snap($0.mean) }) }
    let deviations = moments.map { Distribution($0.compactMap(\.sampleDeviation).map { snap($0) }) }
    for (metric, pair) in [(Metric.seriesMean, means), (.seriesDeviation, deviations)] {
      let isEnough = min(pair[0].count, pair[1].count) >= 10
      figures.append(
        Figure(
          metric, isEnough ? pair[0].similarity(to: pair[1]) : nil, column: name(column),
          reason: "needs 10 series with values in each table",
          counts: (pair[0].count, pair[1].count)))
    }
    return figures
  }
}
