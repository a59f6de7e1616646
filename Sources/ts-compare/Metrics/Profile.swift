/// The correlations of something by lag, and how far each may be off by chance.
struct Profile: Sendable {
  /// The correlations; nil where one is not defined.
  let values: [Double?]
  let errors: [Double]

  init(values: [Double?], errors: [Double]) {
    (self.values, self.errors) = (values, errors)
  }

  /// A profile of autocorrelations, whose errors are those of Bartlett without what is noise.
  init(_ values: [Double?], pairs: [Double]) {
    self.values = values
    var (errors, excess) = ([Double](), 0.0)
    for (value, count) in zip(values, pairs) {
      let count = max(count, 1)
      errors.append(((1 + 2 * excess) / count).squareRoot())
      let correlation = value ?? 0
      excess += max(correlation * correlation - 1 / count, 0)
    }
    self.errors = errors
  }

  var isDefined: Bool { values.contains { $0 != nil } }

  /// How alike two profiles are where both are defined; nil where they nowhere are.
  func similarity(to other: Profile) -> Double? {
    var points: [(Double, Double, noise: Double)] = []
    for (lag, pair) in zip(values, other.values).enumerated() {
      guard let mine = pair.0, let theirs = pair.1 else { continue }
      let noise = (errors[lag] * errors[lag] + other.errors[lag] * other.errors[lag]).squareRoot()
      points.append((mine, theirs, noise))
    }
    return points.isEmpty ? nil : ts_compare.similarity(points)
  }
}

/// How alike the points of two curves are: what their noise explains costs nothing on average; not
/// a number where the numbers are too large.
func similarity(_ points: [(Double, Double, noise: Double)]) -> Double {
  var (excess, magnitude) = (0.0, 0.0)
  for (first, second, noise) in points {
    let weight = 1 / (noise * noise)
    let distance = first - second
    excess += weight * (distance * distance - noise * noise)
    let largest = max(first.magnitude, second.magnitude, noise)
    magnitude += weight * largest * largest
  }
  let loss = (max(excess, 0) / magnitude).squareRoot()
  return loss > 1 ? 0 : 1 - loss
}
