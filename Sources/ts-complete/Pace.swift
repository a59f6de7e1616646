/// How many requests may be under way: fewer after the server asks for less, then more again.
///
/// A refusal halves the number, at most once for all requests that were under way then; each
/// answer adds a part of one, so that as many answers as requests under way add one.
struct Pace {
  /// The most there may be.
  let most: Int
  private var allowed: Double
  private var earliestCutMilliseconds = 0

  init(most: Int) {
    self.most = most
    allowed = Double(most)
  }

  /// How many may be under way now.
  var limit: Int { max(1, Int(allowed)) }

  /// Learns of an answer.
  mutating func speedUp() { allowed = min(Double(most), allowed + 1 / max(1, allowed)) }

  /// Learns that a request that was begun at `start` met a server with too much to do.
  mutating func slowDown(requestStart start: Int, now: Int) {
    guard start >= earliestCutMilliseconds else { return }
    allowed = max(1, allowed / 2)
    earliestCutMilliseconds = now
  }
}
