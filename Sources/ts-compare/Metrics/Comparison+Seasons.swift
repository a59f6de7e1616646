import TimeSeries

extension Comparison {
  /// How alike the seasons of the columns are that show one in REAL.
  func seasonalFigures(_ curves: inout [Curve]) -> [[Figure]] {
    var figures = others.map { _ in [Figure]() }
    guard let format = roles.format, !format.isElapsed else { return figures }
    let columns = roles.numeric
    let mine = HourlySums(real, columns: columns)
    let theirs = others.map { HourlySums($0, columns: columns) }
    for (index, column) in columns.enumerated() {
      let largest = real.numbers[column].lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
      for phase in Phase.allCases where phase == .hourOfDay || format.hasDate {
        let cells = SeasonalCells(mine, column: index, phase).means
        let phases = (0..<SeasonalCells.phases).filter { phase in
          cells.contains { $0[phase] != nil }
        }
        guard phases.count >= 2, largest > 0,
          let profile = SeasonalProfile(cells, of: phases, least: 1e-9 * largest), profile.isSeason
        else { continue }
        for place in others.indices {
          let cells = SeasonalCells(theirs[place], column: index, phase).means
          guard let peer = SeasonalProfile(cells, of: phases, least: 1e-9 * largest) else {
            continue
          }
          let season = Season(profile, peer)
          if place == 0 { curves.append(Curve(name(column), phase, season)) }
          guard let value = season.similarity else { continue }
          figures[place].append(
            Figure(
              .seasonal, value, of: Figure.Subject(columns: [name(column)], phase: phase),
              counts: (profile.cycles, peer.cycles)))
        }
      }
    }
    return figures
  }
}
