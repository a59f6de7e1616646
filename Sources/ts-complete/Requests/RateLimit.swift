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

/// What the headers of an answer say of the server's limits: `x-ratelimit-remaining-requests` and
/// its like.
struct RateHeaders {
  /// How long to wait before the next request; nil where some are left, or nothing is said.
  private(set) var waitMilliseconds: Int?

  init(_ headers: [String: String]) {
    for what in ["requests", "tokens"] {
      guard let left = headers["x-ratelimit-remaining-\(what)"],
        Double(left).map({ $0 < 1 }) == true,
        let reset = headers["x-ratelimit-reset-\(what)"].flatMap(Self.milliseconds)
      else { continue }
      waitMilliseconds = max(waitMilliseconds ?? 0, reset)
    }
  }

  /// A time such as `1s`, `6m0s`, `120ms` or `59.56`, up to an hour.
  static func milliseconds(_ text: String) -> Int? {
    var rest = text[...]
    var sum = 0.0
    repeat {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let value = Double(number) else { return nil }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      switch unit {
      case "ms": sum += value
      case "", "s": sum += value * 1_000
      case "m": sum += value * 60_000
      case "h": sum += value * 3_600_000
      default: return nil
      }
    } while !rest.isEmpty
    return sum <= 3_600_000 ? Int(sum.rounded(.up)) : nil
  }
}
