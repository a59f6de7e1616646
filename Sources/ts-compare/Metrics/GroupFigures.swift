/// Figures of one group each.
struct GroupFigures {
  /// How many groups there were, with those without a figure.
  private(set) var count = 0
  private(set) var values: [Double] = []
  private(set) var worst: (group: Int, value: Double)?

  mutating func add(_ value: Double?, group: Int) {
    count += 1
    guard let value, value.isFinite else { return }
    values.append(value)
    if value < worst?.value ?? .infinity { worst = (group, value) }
  }
}
