import TimeSeries

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

/// The season of one column in both tables.
struct Season {
  let column: Int
  let phase: Phase
  let real: SeasonalProfile
  let other: SeasonalProfile
}

extension Comparison {
  /// How alike the seasons of the columns are that show one in REAL.
  func seasonalFigures() -> [Figure] {
    seasons().compactMap { season in
      let places = Dictionary(uniqueKeysWithValues: zip(season.other.phases, 0...))
      let points = season.real.phases.indices.compactMap {
        mine -> (Double, Double, noise: Double)? in
        guard let theirs = places[season.real.phases[mine]] else { return nil }
        let (error, otherError) = (season.real.errors[mine], season.other.errors[theirs])
        return (
          season.real.means[mine], season.other.means[theirs],
          (error * error + otherError * otherError).squareRoot()
        )
      }
      guard points.count >= 2 else { return nil }
      return Figure(
        .seasonal, similarity(points),
        of: Figure.Subject(columns: [name(season.column)], phase: season.phase),
        counts: (season.real.cycles, season.other.cycles))
    }
  }

  /// The seasons that REAL shows and that both tables have enough of.
  func seasons() -> [Season] {
    guard let format = roles.format, !format.isElapsed else { return [] }
    let columns = roles.numeric
    var seasons: [Season] = []
    let mine = HourlySums(real, columns: columns)
    let theirs = HourlySums(other, columns: columns)
    for (index, column) in columns.enumerated() {
      let largest = real.numbers[column].lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
      for phase in Phase.allCases where phase == .hourOfDay || format.hasDate {
        let cells = SeasonalCells(mine, column: index, phase).means
        let phases = (0..<SeasonalCells.phases).filter { phase in
          cells.contains { $0[phase] != nil }
        }
        guard phases.count >= 2, largest > 0,
          let profile = SeasonalProfile(cells, of: phases, least: 1e-9 * largest),
          profile.isSeason,
          let peer = SeasonalProfile(
            SeasonalCells(theirs, column: index, phase).means, of: phases, least: 1e-9 * largest)
        else { continue }
        seasons.append(Season(column: column, phase: phase, real: profile, other: peer))
      }
    }
    return seasons
  }
}
