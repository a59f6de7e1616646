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
