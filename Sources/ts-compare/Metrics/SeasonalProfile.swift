/// The mean distance of each phase from its cycle's mean, and how far chance may move it.
struct SeasonalProfile {
  /// The phases of REAL that have cells here, in order.
  let phases: [Int]
  let means: [Double]
  let errors: [Double]
  /// How many cycles there are.
  let cycles: Int

  /// The profile of the phases that REAL has; nil where there are too few cycles or cells.
  init?(_ cells: [[Double?]], of wanted: [Int], least floor: Double) {
    let used = cells.compactMap { cycle -> [(phase: Int, value: Double)]? in
      let there = wanted.compactMap { phase in cycle[phase].map { (phase, $0) } }
      return 4 * there.count >= 3 * wanted.count ? there : nil
    }
    var byPhase = Array(repeating: [Double](), count: SeasonalCells.phases)
    for cycle in used {
      let middle = mean(cycle.map(\.value)) ?? 0
      for (phase, value) in cycle { byPhase[phase].append(value - middle) }
    }
    let phases = wanted.filter { !byPhase[$0].isEmpty }
    let free = phases.reduce(0) { $0 + byPhase[$1].count } - phases.count - used.count + 1
    guard used.count >= 2, free >= 1 else { return nil }
    let means = phases.map { mean(byPhase[$0]) ?? 0 }
    var squares = 0.0
    for (phase, middle) in zip(phases, means) {
      for value in byPhase[phase] { squares += (value - middle) * (value - middle) }
    }
    let variance = squares / Double(free)
    self.phases = phases
    self.means = means
    errors = phases.map { max((variance / Double(byPhase[$0].count)).squareRoot(), floor) }
    cycles = used.count
  }

  /// Whether there is a season: the phases differ by more than chance would have it.
  var isSeason: Bool {
    let ratios = zip(means, errors).map { ($0 / $1) * ($0 / $1) }
    return (mean(ratios) ?? 0) >= 4
  }
}
