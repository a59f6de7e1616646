/// What is allowed in a minute: as the user says, and as the server does.
struct Allowance {
  private var requests: RateLimit?
  private var tokens: RateLimit?
  /// Until when the server wants no more, as `Monotonic.milliseconds`.
  private var closed = Int.min

  init(requestsPerMinute: Int?, tokensPerMinute: Int?) {
    requests = requestsPerMinute.map { RateLimit(perMinute: $0) }
    tokens = tokensPerMinute.map { RateLimit(perMinute: $0) }
  }

  /// How long to wait until the next request may go out; 0 where it may now.
  mutating func wait(now: Int) -> Int {
    max(closed > now ? closed - now : 0, requests?.wait(now: now) ?? 0, tokens?.wait(now: now) ?? 0)
  }

  /// Learns that a request goes out, which may cost so many tokens.
  mutating func send(tokens count: Int) {
    requests?.take(1)
    tokens?.take(count)
  }

  /// Learns that a request cost fewer tokens, or more.
  mutating func correct(tokens difference: Int) { tokens?.take(difference) }

  /// Learns from the server that its allowance is used up for so long.
  mutating func close(milliseconds: Int, now: Int) { closed = max(closed, now + milliseconds) }
}
