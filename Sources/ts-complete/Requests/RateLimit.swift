/// A number of requests or tokens that may be asked for in a minute.
///
/// The allowance fills evenly, so that no minute has more than a limit and one request. What a
/// request costs is taken when it goes out, and put right when its answer has come.
struct RateLimit {
  private let perMillisecond: Double
  private var level = 0.0
  private var filled: Int?

  init(perMinute: Int) { perMillisecond = Double(perMinute) / 60_000 }

  /// How long to wait until the next request may go out; 0 where it may now.
  mutating func wait(now: Int) -> Int {
    level = min(0, level + Double(now - (filled ?? now)) * perMillisecond)
    filled = now
    return level >= 0 ? 0 : Int((-level / perMillisecond).rounded(.up))
  }

  /// Takes the cost of a request, or gives back what it did not cost.
  ///
  /// No debt is longer than a day, whatever a server says that a request cost.
  mutating func take(_ cost: Int) {
    level = max(level - Double(cost), -86_400_000 * perMillisecond)
  }
}
