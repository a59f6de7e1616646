/// Whether a table is built as a table of series ought to be, with how much that is from.
struct Structure {
  let timeValid: Double?
  let order: Double?
  let step: Double?
  let complete: (share: Double?, wants: Int)?
  let unique: Double?
  let recordsInSeries: Int

  init(_ table: Table, _ rule: StepRule?) {
    let file = table.fileOrder
    timeValid = share(file.timed, of: table.count)
    order = share(file.later, of: file.pairs)
    step = share(file.oneStep, of: file.pairs)
    recordsInSeries = table.recordsInSeries
    var repeated = 0
    for series in table.series {
      for record in series.range.dropFirst() where table.times[record] == table.times[record - 1] {
        repeated += 1
      }
    }
    unique = recordsInSeries == 0 ? nil : 1 - Double(repeated) / Double(recordsInSeries)
    guard let rule else {
      complete = nil
      return
    }
    var (has, wants) = (0, 0)
    for series in table.series {
      let offsets = table.offsets.isEmpty ? [] : table.offsets[series.range]
      let grid = rule.grid(table.times[series.range], offsets: offsets)
      has += grid.has
      let (sum, isTooMany) = wants.addingReportingOverflow(grid.wants)
      wants = isTooMany ? Int.max : sum
    }
    complete = (share(has, of: wants), wants)
  }
}

extension Comparison {
  func structureFigures() -> [Figure] {
    let (mine, theirs) = (Structure(real, rule), Structure(other, rule))
    var figures: [Figure] = []
    func add(
      _ metric: Metric, _ value: Double?, real: Double?, _ counts: (Int, Int), _ reason: String
    ) {
      var figure = Figure(metric, value, reason: reason, counts: counts)
      figure.real = real
      figures.append(figure)
    }
    add(
      .timeValid, theirs.timeValid, real: mine.timeValid, (real.count, other.count), "no record")
    let pairs = (real.fileOrder.pairs, other.fileOrder.pairs)
    let noPairs = "no two records of one group with a time"
    add(.order, theirs.order, real: mine.order, pairs, noPairs)
    if let own = mine.complete, let complete = theirs.complete {
      add(.step, theirs.step, real: mine.step, pairs, noPairs)
      add(
        .complete, complete.share, real: own.share, (own.wants, complete.wants),
        "no record with a time")
    }
    add(
      .unique, theirs.unique, real: mine.unique, (mine.recordsInSeries, theirs.recordsInSeries),
      "no record with a time")
    return figures + groupFigures() + roles.numeric.map(typedFigure)
  }

  private func groupFigures() -> [Figure] {
    let (mine, theirs) = (real.groups, other.groups)
    let counts = (mine.count, theirs.count)
    var figures: [Figure] = []
    if roles.groupColumn != nil {
      let common = Set(mine).intersection(theirs).count
      figures.append(
        Figure(
          .groups, share(common, of: mine.count), reason: "REAL has no group", counts: counts))
    }
    let sizes = [real, other].map { table in
      Distribution(table.groups.lazy.map { Double(table.groupSizes[$0]) })
    }
    figures.append(
      Figure(
        .lengths, sizes[0].similarity(to: sizes[1]), reason: "no record with a group",
        counts: counts))
    return figures
  }

  private func typedFigure(_ column: Int) -> Figure {
    var figure = Figure(
      .typed, share(other.numeric[column], of: other.filled[column]), column: name(column),
      reason: "every cell is null", counts: (real.filled[column], other.filled[column]))
    figure.real = share(real.numeric[column], of: real.filled[column])
    return figure
  }

  /// How alike the shares of cells are that are null.
  func missingFigure(_ column: Int) -> Figure {
    let shares = [real, other].map { share($0.count - $0.filled[column], of: $0.count) }
    var value: Double?
    if let mine = shares[0], let theirs = shares[1] { value = 1 - (mine - theirs).magnitude }
    return Figure(
      .missing, value, column: name(column), reason: "no record",
      counts: (real.count, other.count))
  }
}
