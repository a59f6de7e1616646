/// REAL beside other tables: SYNTHETIC, and the holdout in its place, if there is one.
///
/// What REAL gives to a figure is computed once, for all of them.
struct Comparison {
  let roles: Roles
  let vocabulary: Vocabulary
  let real: Table
  /// SYNTHETIC first.
  let others: [Table]
  let seed: UInt64
  let rule: StepRule?

  init(_ roles: Roles, _ vocabulary: Vocabulary, real: Table, others: [Table], seed: Int) {
    self.roles = roles
    self.vocabulary = vocabulary
    self.real = real
    self.others = others
    self.seed = UInt64(seed)
    rule = StepRule(roles.step)
  }

  /// All figures but those of privacy and fidelity of each of the other tables, in their order, and
  /// the curves of SYNTHETIC, kind by kind.
  func figures() -> (figures: [[Figure]], curves: [Curve]) {
    var curves: [Curve] = []
    var families = [structureFigures()]
    for column in roles.numeric {
      families.append(numericFigures(column, &curves))
      families.append(autocorrelationFigures(column, &curves))
    }
    families += roles.columns.indices.map(missingFigures)
    families.append(seasonalFigures(&curves))
    families += roles.textual.map(textFigures)
    families.append(pairFigures())
    // Columns by metric, as they came: the sort keeps the order of equals.
    let figures = others.indices.map { place in
      families.flatMap { $0[place] }.ordered { $0.metric.rank }
    }
    return (figures, curves.ordered { $0.kind.rank })
  }

  /// The name of a column.
  func name(_ column: Int) -> String { roles.columns[column].name }
}

extension Array {
  /// The elements by rank, those of one rank as they stand.
  fileprivate func ordered(by rank: (Element) -> Int) -> [Element] {
    enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }.map(\.element)
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
