/// The most lags that a profile of autocorrelations has.
let longestLag = 20

/// The autocorrelations of one series, up to `longestLag`.
struct Autocorrelation {
  let series: LaggedSeries
  let sums: [LagSums]

  var moments: Moments { series.moments }

  init(_ values: ArraySlice<Double>) {
    let series = LaggedSeries(values)
    self.series = series
    var sums: [LagSums] = []
    for lag in stride(from: 1, through: longestLag, by: 8) {
      sums += series.sums(with: series, from: lag)
    }
    self.sums = Array(sums[..<longestLag])
  }

  /// The profile of the first lags.
  func profile(lags: Int) -> Profile {
    Profile(
      (1...lags).map { series.correlation(sums[$0 - 1], with: series, lag: $0) },
      pairs: sums[..<lags].map(\.count))
  }
}

/// One side of a comparison of profiles.
struct ProfileSide {
  /// How many values there are.
  let count: Int
  let isConstant: Bool
  /// The profile of so many lags.
  let profile: (Int) -> Profile

  init(count: Int, isConstant: Bool, profile: @escaping (Int) -> Profile) {
    self.count = count
    self.isConstant = isConstant
    self.profile = profile
  }

  init(_ one: Autocorrelation) {
    self.init(
      count: one.moments.count, isConstant: one.moments.isConstant, profile: one.profile(lags:))
  }

  /// How alike the other side's profile is, by the rules of the reference; nil where it skips.
  func similarity(to other: ProfileSide) -> Double? {
    let count = min(count, other.count)
    let lags = min(longestLag, (count - 1) / 2)
    guard count >= 4, !isConstant, lags >= 1 else { return nil }
    let profile = profile(lags)
    guard profile.isDefined else { return nil }
    return other.isConstant ? 0 : profile.similarity(to: other.profile(lags))
  }
}

extension Comparison {
  /// How alike a column's autocorrelations are, group by group and of all series together.
  func autocorrelationFigures(_ column: Int) -> [Figure] {
    let (mine, theirs) = (real.numbers[column], other.numbers[column])
    var (pool, otherPool) = (LagPool(), LagPool())
    var places: [Int: Int] = [:]
    for (place, series) in other.series.enumerated() { places[series.group] = place }
    var found = GroupFigures()
    for series in real.series {
      let one = Autocorrelation(mine[series.range])
      pool.add(one)
      guard let place = places.removeValue(forKey: series.group) else { continue }
      let peer = Autocorrelation(theirs[other.series[place].range])
      otherPool.add(peer)
      found.add(ProfileSide(one).similarity(to: ProfileSide(peer)), group: series.group)
    }
    for series in other.series where places[series.group] != nil {
      otherPool.add(Autocorrelation(theirs[series.range]))
    }
    var figure = Figure(
      .autocorrelation, mean(found.values), column: name(column),
      reason: found.count == 0
        ? "no group in common" : "no group in common has 4 values that vary",
      counts: (found.values.count, found.values.count))
    figure.skipped = found.count - found.values.count
    figure.worst = worst(of: found)
    return [figure, pooledFigure(column, pool, otherPool)]
  }

  private func pooledFigure(_ column: Int, _ pool: LagPool, _ otherPool: LagPool) -> Figure {
    var value: Double?
    let isFlat = otherPool.count == 0 && other.numeric[column] > 0
    if pool.count >= 4, isFlat, other.recordsInSeries >= 4 {
      value = 0
    } else {
      let sides = [(pool, real), (otherPool, other)].map { pool, table in
        ProfileSide(count: pool.count, isConstant: pool.count == 0) { lags in
          pool.profile(lags: lags, of: table, column)
        }
      }
      value = sides[0].similarity(to: sides[1])
    }
    return Figure(
      .autocorrelationPooled, value, column: name(column),
      reason: "fewer than 4 values in series that vary", counts: (pool.count, otherPool.count))
  }

  /// The group with the lowest figure, where there are groups.
  func worst(of figures: GroupFigures) -> Figure.Worst? {
    guard roles.groupColumn != nil, let worst = figures.worst else { return nil }
    return Figure.Worst(group: vocabulary.groupName(worst.group), value: worst.value)
  }
}

/// Figures of one group each.
struct GroupFigures {
  /// How many groups there were, with those without a figure.
  private(set) var count = 0
  private(set) var values: [Double] = []
  private(set) var worst: (group: Int, value: Double)?

  mutating func add(_ value: Double?, group: Int) {
    count += 1
    guard let value, value.isFinite else { return }
    values.append(value)
    if value < worst?.value ?? .infinity { worst = (group, value) }
  }
}
