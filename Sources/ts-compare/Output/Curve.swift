/// The data of a plot: what both tables have at the same places.
struct Curve {
  /// The kinds, in the order in which they are written.
  enum Kind: String, CaseIterable {
    case autocorrelation, quantiles, seasonal, steps

    /// Its place in the order.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  let kind: Kind
  let column: String
  let phase: Phase?
  let places: [Double]
  let real: [Double?]
  let other: [Double?]
  /// How far their difference may be off by chance; empty where that is not known.
  let noise: [Double]

  /// The autocorrelations by lag.
  init(_ column: String, _ mine: Profile, _ theirs: Profile) {
    (kind, self.column, phase) = (.autocorrelation, column, nil)
    places = (1...longestLag).map(Double.init)
    (real, other) = (mine.values, theirs.values)
    noise = zip(mine.errors, theirs.errors).map { ($0 * $0 + $1 * $1).squareRoot() }
  }

  /// The quantiles of each hundredth, of values at some scale.
  init(
    _ kind: Kind, _ column: String, _ mine: Distribution, _ theirs: Distribution,
    _ scale: Snap? = nil
  ) {
    (self.kind, self.column, phase, noise) = (kind, column, nil, [])
    let shares = (0...100).map { Double($0) / 100 }
    places = shares
    func quantiles(_ values: Distribution) -> [Double?] {
      shares.map { share in
        let value = values.count == 0 ? nil : values.quantile(share)
        return value.map { scale?.value($0) ?? $0 }
      }
    }
    (real, other) = (quantiles(mine), quantiles(theirs))
  }

  /// The season.
  init(_ column: String, _ phase: Phase, _ season: Season) {
    (kind, self.column, self.phase) = (.seasonal, column, phase)
    places = season.phases.map(Double.init)
    (real, other, noise) = (season.real, season.other, season.noise)
  }
}
