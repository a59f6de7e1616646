/// One side of a comparison of profiles.
struct ProfileSide {
  /// How many values there are.
  let count: Int
  let isConstant: Bool
  /// The profile of so many lags.
  let profile: (Int) -> Profile

  init(_ one: Autocorrelation) {
    (count, isConstant) = (one.moments.count, one.moments.isConstant)
    profile = one.profile(lags:)
  }

  init(_ pool: LagPool, of table: Table, _ column: Int) {
    (count, isConstant) = (pool.count, pool.count == 0)
    profile = { pool.profile(lags: $0, of: table, column) }
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
