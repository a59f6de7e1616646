extension Comparison {
  /// How each table is built.
  func structureFigures() -> [[Figure]] {
    let mine = Structure(real, rule)
    return others.map { table in
      orderFigures(mine, Structure(table, rule), table) + groupFigures(table)
        + roles.numeric.map { typedFigure($0, table) }
    }
  }

  private func orderFigures(_ mine: Structure, _ theirs: Structure, _ table: Table) -> [Figure] {
    func figure(
      _ metric: Metric, _ value: Double?, real: Double?, _ counts: (Int, Int), _ reason: String
    ) -> Figure {
      var figure = Figure(metric, value, reason: reason, counts: counts)
      figure.real = real
      return figure
    }
    let pairs = (real.fileOrder.pairs, table.fileOrder.pairs)
    let (noPairs, noTime) = ("no two records of one group with a time", "no record with a time")
    var figures = [
      figure(
        .timeValid, theirs.timeValid, real: mine.timeValid, (real.count, table.count), "no record"),
      figure(.order, theirs.order, real: mine.order, pairs, noPairs),
    ]
    if let own = mine.complete, let complete = theirs.complete {
      figures.append(figure(.step, theirs.step, real: mine.step, pairs, noPairs))
      figures.append(
        figure(.complete, complete.share, real: own.share, (own.wants, complete.wants), noTime))
    }
    let records = (mine.recordsInSeries, theirs.recordsInSeries)
    return figures + [figure(.unique, theirs.unique, real: mine.unique, records, noTime)]
  }

  private func groupFigures(_ table: Table) -> [Figure] {
    let (mine, theirs) = (real.groups, table.groups)
    let counts = (mine.count, theirs.count)
    var figures: [Figure] = []
    if roles.groupColumn != nil {
      let common = Set(mine).intersection(theirs).count
      figures.append(
        Figure(
          .groups, share(common, of: mine.count), reason: "REAL has no group", counts: counts))
    }
    let sizes = [real, table].map { table in
      Distribution(table.groups.lazy.map { Double(table.groupSizes[$0]) })
    }
    figures.append(
      Figure(
        .lengths, sizes[0].similarity(to: sizes[1]), reason: "no record with a group",
        counts: counts))
    return figures
  }

  private func typedFigure(_ column: Int, _ table: Table) -> Figure {
    var figure = Figure(
      .typed, share(table.numeric[column], of: table.filled[column]), column: name(column),
      reason: "every cell is null", counts: (real.filled[column], table.filled[column]))
    figure.real = share(real.numeric[column], of: real.filled[column])
    return figure
  }

  /// How alike the shares of cells are that are null.
  func missingFigures(_ column: Int) -> [[Figure]] {
    func missing(_ table: Table) -> Double? {
      share(table.count - table.filled[column], of: table.count)
    }
    let mine = missing(real)
    return others.map { table in
      var value: Double?
      if let mine, let theirs = missing(table) { value = 1 - (mine - theirs).magnitude }
      return [
        Figure(
          .missing, value, column: name(column), reason: "no record",
          counts: (real.count, table.count))
      ]
    }
  }
}
