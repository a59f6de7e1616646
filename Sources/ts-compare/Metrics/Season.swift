/// A season of one column in both tables, by the phases that REAL has.
struct Season {
  let phases: [Int]
  let real: [Double]
  /// Nil where the other table has nothing in a phase.
  let other: [Double?]
  /// How far their difference may be off by chance.
  let noise: [Double]

  init(_ mine: SeasonalProfile, _ theirs: SeasonalProfile) {
    let places = Dictionary(uniqueKeysWithValues: zip(theirs.phases, 0...))
    phases = mine.phases
    real = mine.means
    other = phases.map { places[$0].map { theirs.means[$0] } }
    noise = zip(phases, mine.errors).map { phase, error in
      let own = places[phase].map { theirs.errors[$0] } ?? 0
      return (error * error + own * own).squareRoot()
    }
  }

  /// How alike they are; nil where fewer than two phases are in both.
  var similarity: Double? {
    let points = phases.indices.compactMap { place -> (Double, Double, noise: Double)? in
      other[place].map { (real[place], $0, noise[place]) }
    }
    return points.count < 2 ? nil : ts_compare.similarity(points)
  }
}
