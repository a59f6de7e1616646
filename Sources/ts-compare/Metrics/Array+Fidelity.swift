extension Array<Figure> {
  /// The figures of the parts that there are, and of fidelity, which is their mean.
  func fidelity() -> [Figure] {
    var parts: [Figure] = []
    for part in Part.allCases {
      guard let value = mean(values(of: part)) else { continue }
      parts.append(Figure(.part, value, of: Figure.Subject(part: part)))
    }
    let fidelity = Figure(
      .fidelity, mean(parts.compactMap(\.value)), reason: "none of its parts has a value")
    return parts + [fidelity]
  }

  private func values(of part: Part) -> [Double] {
    if part == .autocorrelation { return autocorrelations }
    return filter { part.metrics.contains($0.metric) }.compactMap(\.value)
  }

  /// Of each column the figure by groups, or else that of all series together.
  private var autocorrelations: [Double] {
    let pooled = filter { $0.metric == .autocorrelationPooled }
    return filter { $0.metric == .autocorrelation }.compactMap { figure in
      figure.value ?? pooled.first { $0.subject == figure.subject }?.value
    }
  }

  /// Takes for ceilings what the same figures of the holdout are.
  mutating func limit(by others: [Figure]) {
    var ceilings: [Metric: [Figure.Subject: Double?]] = [:]
    for figure in others {
      ceilings[figure.metric, default: [:]][figure.subject] = .some(figure.value)
    }
    for index in indices {
      guard let ceiling = ceilings[self[index].metric]?[self[index].subject] else { continue }
      self[index].limit(to: ceiling)
    }
  }
}
