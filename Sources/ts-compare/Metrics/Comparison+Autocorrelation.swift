extension Comparison {
  /// How alike a column's autocorrelations are, group by group and of all series together.
  func autocorrelationFigures(_ column: Int, _ curves: inout [Curve]) -> [[Figure]] {
    var pool = LagPool()
    var pools = others.map { _ in LagPool() }
    var found = others.map { _ in GroupFigures() }
    for series in real.series {
      let one = Autocorrelation(real.numbers[column][series.range])
      pool.add(one)
      for place in others.indices {
        guard let peer = others[place].series(of: series.group) else { continue }
        let own = Autocorrelation(others[place].numbers[column][peer.range])
        pools[place].add(own)
        found[place].add(ProfileSide(one).similarity(to: ProfileSide(own)), group: series.group)
      }
    }
    for (place, table) in others.enumerated() {
      for series in table.series where real.series(of: series.group) == nil {
        pools[place].add(Autocorrelation(table.numbers[column][series.range]))
      }
    }
    curves.append(
      Curve(
        name(column), pool.profile(lags: longestLag, of: real, column),
        pools[0].profile(lags: longestLag, of: others[0], column)))
    return others.indices.map { place in
      [groupFigure(column, found[place]), pooledFigure(column, pool, pools[place], others[place])]
    }
  }

  private func groupFigure(_ column: Int, _ found: GroupFigures) -> Figure {
    var figure = Figure(
      .autocorrelation, mean(found.values), column: name(column),
      reason: found.count == 0
        ? "no group in common" : "no group in common has 4 values that vary",
      counts: (found.values.count, found.values.count))
    figure.skipped = found.count - found.values.count
    figure.worst = worst(of: found)
    return figure
  }

  private func pooledFigure(
    _ column: Int, _ mine: LagPool, _ theirs: LagPool, _ table: Table
  ) -> Figure {
    let isFlat = theirs.count == 0 && table.numeric[column] > 0 && table.recordsInSeries >= 4
    let value =
      mine.count >= 4 && isFlat
      ? 0
      : ProfileSide(mine, of: real, column).similarity(to: ProfileSide(theirs, of: table, column))
    return Figure(
      .autocorrelationPooled, value, column: name(column),
      reason: "fewer than 4 values in series that vary", counts: (mine.count, theirs.count))
  }

  /// The group with the lowest figure, where there are groups.
  func worst(of figures: GroupFigures) -> Figure.Worst? {
    guard roles.groupColumn != nil, let worst = figures.worst else { return nil }
    return Figure.Worst(group: vocabulary.groupName(worst.group), value: worst.value)
  }
}
