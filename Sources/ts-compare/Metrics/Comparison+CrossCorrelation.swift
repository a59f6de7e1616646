extension Comparison {
  /// How alike the correlations between two columns at several lags are, for each of the pairs.
  func crossCorrelationFigures(_ pairs: [(Int, Int)]) -> [[Figure]] {
    var found = others.map { _ in pairs.map { _ in GroupFigures() } }
    func add(_ place: Int, group: Int, _ mine: inout CrossSeries, _ values: [ArraySlice<Double>]) {
      var theirs = CrossSeries(values)
      for (index, pair) in pairs.enumerated() {
        found[place][index].add(mine.similarity(to: &theirs, pair), group: group)
      }
    }
    if pairs.isEmpty { return others.map { _ in [] } }
    let columns = roles.numeric
    for series in real.series {
      let peers = others.map { $0.series(of: series.group) }
      if peers.allSatisfy({ $0 == nil }) { continue }
      var mine = CrossSeries(columns.map { real.numbers[$0][series.range] })
      for (place, peer) in peers.enumerated() {
        guard let peer else { continue }
        add(
          place, group: series.group, &mine, columns.map { others[place].numbers[$0][peer.range] })
      }
    }
    let apart = others.indices.filter { found[$0][0].count == 0 }
    if !apart.isEmpty {
      var mine = CrossSeries(columns.map { real.laidOut($0, keepsEmpty: true)[...] })
      for place in apart {
        add(
          place, group: -1, &mine, columns.map { others[place].laidOut($0, keepsEmpty: true)[...] })
      }
    }
    return others.indices.map { place in
      zip(pairs, found[place]).map {
        crossCorrelationFigure($0, $1, hasGroups: !apart.contains(place))
      }
    }
  }

  private func crossCorrelationFigure(
    _ pair: (Int, Int), _ found: GroupFigures, hasGroups: Bool
  ) -> Figure {
    var figure = Figure(
      .crossCorrelation, mean(found.values), of: subject(pair),
      reason: "no group in common has values of both that vary",
      counts: (found.values.count, found.values.count))
    figure.skipped = found.count - found.values.count
    if hasGroups { figure.worst = worst(of: found) }
    return figure
  }
}
