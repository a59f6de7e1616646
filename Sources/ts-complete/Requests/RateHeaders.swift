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
