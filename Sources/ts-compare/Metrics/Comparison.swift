/// REAL beside another table: SYNTHETIC, or the holdout in its place.
struct Comparison {
  let roles: Roles
  let vocabulary: Vocabulary
  let real: Table
  let other: Table
  let seed: UInt64
  let rule: StepRule?

  init(_ roles: Roles, _ vocabulary: Vocabulary, real: Table, other: Table, seed: Int) {
    self.roles = roles
    self.vocabulary = vocabulary
    self.real = real
    self.other = other
    self.seed = UInt64(seed)
    rule = StepRule(roles.step)
  }

  /// REAL beside yet another table.
  func with(other: Table) -> Comparison {
    Comparison(roles, vocabulary, real: real, other: other, seed: Int(seed))
  }

  /// All figures but those of privacy and fidelity, in their order.
  func figures() -> [Figure] {
    var figures = structureFigures()
    for column in roles.numeric {
      figures += numericFigures(column)
      figures += autocorrelationFigures(column)
    }
    for column in roles.columns.indices { figures.append(missingFigure(column)) }
    figures += seasonalFigures()
    for column in roles.textual { figures += textFigures(column) }
    figures += pairFigures()
    // Columns by metric, as they came: the sort keeps the order of equals.
    return figures.enumerated().sorted {
      ($0.element.metric.rank, $0.offset) < ($1.element.metric.rank, $1.offset)
    }.map(\.element)
  }

  /// The name of a column.
  func name(_ column: Int) -> String { roles.columns[column].name }

  /// The series of groups that both tables have, in order of their ids.
  func commonSeries() -> [(real: Table.Series, other: Table.Series)] {
    var places: [Int: Int] = [:]
    for (place, series) in other.series.enumerated() { places[series.group] = place }
    return real.series.compactMap { series in
      places[series.group].map { (series, other.series[$0]) }
    }
  }
}

/// A share; nil of nothing.
func share(_ part: Int, of whole: Int) -> Double? {
  whole == 0 ? nil : Double(part) / Double(whole)
}

/// The mean; nil of nothing.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
