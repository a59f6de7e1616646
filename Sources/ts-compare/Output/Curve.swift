import NDJSON

/// The data of a plot: what both tables have at the same places.
struct Curve {
  enum Kind: String {
    case autocorrelation, quantiles, seasonal, steps
  }

  let kind: Kind
  let column: String
  var phase: Phase?
  let places: [Double]
  let real: [Double?]
  let other: [Double?]
  /// How far each may be off by chance; empty where that is not known.
  var noise: [Double] = []
}

extension Comparison {
  /// The curves of all columns of numbers, kind by kind.
  func curves() -> [Curve] {
    let columns = roles.numeric
    var curves = columns.map(autocorrelationCurve)
    for column in columns {
      let mine = Distribution(real.numbers[column])
      let theirs = Distribution(other.numbers[column])
      curves.append(quantileCurve(.quantiles, column, mine, theirs))
    }
    for season in seasons() {
      curves.append(seasonalCurve(season))
    }
    for column in columns {
      let steps = [real, other].map { Distribution(stepsOf: $0.numbers[column], in: $0.series) }
      curves.append(quantileCurve(.steps, column, steps[0], steps[1]))
    }
    return curves
  }

  private func autocorrelationCurve(_ column: Int) -> Curve {
    let profiles = [real, other].map { table in
      var pool = LagPool()
      for series in table.series {
        pool.add(Autocorrelation(table.numbers[column][series.range]))
      }
      return pool.profile(lags: longestLag, of: table, column)
    }
    return Curve(
      kind: .autocorrelation, column: name(column), places: (1...longestLag).map(Double.init),
      real: profiles[0].values, other: profiles[1].values,
      noise: zip(profiles[0].errors, profiles[1].errors).map { ($0 * $0 + $1 * $1).squareRoot() })
  }

  private func quantileCurve(
    _ kind: Curve.Kind, _ column: Int, _ mine: Distribution, _ theirs: Distribution
  ) -> Curve {
    let shares = (0...100).map { Double($0) / 100 }
    let values = [mine, theirs].map { values in
      shares.map { values.count == 0 ? nil : values.quantile($0) }
    }
    return Curve(
      kind: kind, column: name(column), places: shares, real: values[0], other: values[1])
  }

  private func seasonalCurve(_ season: Season) -> Curve {
    let (mine, theirs) = (season.real, season.other)
    let places = mine.phases.map { phase in theirs.phases.firstIndex(of: phase) }
    return Curve(
      kind: .seasonal, column: name(season.column), phase: season.phase,
      places: mine.phases.map(Double.init), real: mine.means,
      other: places.map { $0.map { theirs.means[$0] } },
      noise: zip(mine.errors, places).map { error, place in
        let other = place.map { theirs.errors[$0] } ?? 0
        return (error * error + other * other).squareRoot()
      })
  }
}

extension JSONWriter {
  /// Appends a curve as a line of NDJSON.
  mutating func line(_ curve: Curve) {
    beginObject()
    name("curve")
    string(curve.kind.rawValue)
    name("column")
    string(curve.column)
    if let phase = curve.phase {
      name("phase")
      string(phase.rawValue)
    }
    name("x")
    array(curve.places)
    name("real")
    array(curve.real)
    name("synthetic")
    array(curve.other)
    if !curve.noise.isEmpty {
      name("noise")
      array(curve.noise)
    }
    endObject()
    append(byte: UInt8(ascii: "\n"))
  }

  private mutating func array(_ values: [Double?]) {
    beginArray()
    for value in values { rounded(value) }
    endArray()
  }
}
