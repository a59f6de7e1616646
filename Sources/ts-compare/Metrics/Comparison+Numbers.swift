extension Comparison {
  /// How alike the values of a column are, their steps, their series, and their extremes.
  func numericFigures(_ column: Int, _ curves: inout [Curve]) -> [[Figure]] {
    let mine = NumericColumn(real, column)
    return others.enumerated().map { place, table in
      let theirs = NumericColumn(table, column, scale: mine.scale)
      if place == 0 {
        curves.append(Curve(.quantiles, name(column), mine.values, theirs.values))
        curves.append(Curve(.steps, name(column), mine.steps, theirs.steps, mine.scale))
      }
      return valueFigures(column, mine, theirs) + seriesFigures(column, mine, theirs)
        + extremeFigures(column, mine.values, theirs.values, table)
    }
  }

  private func valueFigures(
    _ column: Int, _ mine: NumericColumn, _ theirs: NumericColumn
  ) -> [Figure] {
    [
      Figure(
        .ks, mine.values.similarity(to: theirs.values), column: name(column),
        reason: noValue(mine.values), counts: (mine.values.count, theirs.values.count)),
      Figure(
        .steps, mine.steps.similarity(to: theirs.steps), column: name(column),
        reason: "no two neighbours with values", counts: (mine.steps.count, theirs.steps.count)),
    ]
  }

  private func noValue(_ mine: Distribution) -> String {
    mine.count == 0 ? "REAL has no value" : "SYNTHETIC has no value"
  }

  /// How alike the series' means and deviations are.
  private func seriesFigures(
    _ column: Int, _ mine: NumericColumn, _ theirs: NumericColumn
  ) -> [Figure] {
    [
      (Metric.seriesMean, mine.means, theirs.means),
      (.seriesDeviation, mine.deviations, theirs.deviations),
    ].map { metric, mine, theirs in
      let isEnough = min(mine.count, theirs.count) >= 10
      return Figure(
        metric, isEnough ? mine.similarity(to: theirs) : nil, column: name(column),
        reason: "needs 10 series with values in each table", counts: (mine.count, theirs.count))
    }
  }

  /// Whether the extremes are reached, and whether they are kept to.
  private func extremeFigures(
    _ column: Int, _ mine: Distribution, _ theirs: Distribution, _ table: Table
  ) -> [Figure] {
    let counts = (mine.count, theirs.count)
    var (coverage, inside): (Double?, Double?)
    if let mine = mine.bounds, let theirs = theirs.bounds {
      inside = share(table.numbers[column].count { mine.contains($0) }, of: counts.1)
      let gap = mine.upperBound - mine.lowerBound
      let low = max((theirs.lowerBound - mine.lowerBound) / gap, 0)
      let high = max((mine.upperBound - theirs.upperBound) / gap, 0)
      if gap > 0 { coverage = max(1 - low - high, 0) }
    }
    let isConstant = mine.bounds.map { $0.lowerBound == $0.upperBound } ?? false
    return [
      Figure(
        .rangeCoverage, coverage, column: name(column),
        reason: isConstant ? "REAL is constant" : noValue(mine), counts: counts),
      Figure(.inRange, inside, column: name(column), reason: noValue(mine), counts: counts),
    ]
  }
}
