/// A column of numbers of one table: how its values, their steps and its series are distributed.
struct NumericColumn {
  let values: Distribution
  /// The steps between neighbours, the means and the deviations of the series: all at one scale.
  let steps: Distribution
  let means: Distribution
  let deviations: Distribution
  let scale: Snap

  /// - Parameter given: The scale of REAL's column; nil where this is REAL.
  init(_ table: Table, _ column: Int, scale given: Snap? = nil) {
    let numbers = table.numbers[column]
    let values = Distribution(numbers)
    let scale = given ?? Snap(largest: values.bounds?.largest ?? 0)
    (self.values, self.scale) = (values, scale)
    steps = Distribution(stepsOf: numbers, in: table.series, scale)
    let moments = table.series.map { Moments(numbers[$0.range]) }
    means = Distribution(moments.lazy.filter { $0.count > 0 }.map { scale($0.mean) })
    deviations = Distribution(moments.lazy.compactMap(\.sampleDeviation).map { scale($0) })
  }
}

extension ClosedRange<Double> {
  /// The largest magnitude.
  fileprivate var largest: Double { Swift.max(lowerBound.magnitude, upperBound.magnitude) }
}
