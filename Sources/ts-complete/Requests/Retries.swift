/// How often and how late a request is tried again: exponential backoff, of which half is random.
///
/// The half that is not random makes sure of how long the tries last in all: those of the default
/// outlast the start of a model, which takes up to a minute and a half.
struct Retries: Equatable, Sendable {
  /// How many times a request is tried again.
  var limit = 12
  /// The longest wait before the first new try; it doubles with each.
  var first = Duration.milliseconds(500)
  /// The longest wait before any.
  var longest = Duration.seconds(30)
  /// After how long no new try is begun, from the end of the first: one that took long has another.
  var total = Duration.seconds(300)

  /// How long to wait before a new try; nil where there is to be none.
  ///
  /// `tries` is how many there were, `elapsed` the time since the first of them ended. What the
  /// server asks for (`Retry-After`) is the least; it is not cut, but may end the tries.
  func wait(
    tries: Int, elapsed: Duration, retryAfter: Duration, random: Double = .random(in: 0..<1)
  ) -> Duration? {
    guard tries <= limit else { return nil }
    let doubled = first * (1 << min(tries - 1, 20))
    let wait = max(min(doubled, longest) * (0.5 + random / 2), retryAfter)
    return elapsed + wait <= total ? wait : nil
  }
}
