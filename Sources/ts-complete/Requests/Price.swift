import FilterTool

/// What a million tokens cost, in whatever money.
struct Price: Equatable, Sendable {
  /// Of a prompt.
  let prompt: Double
  /// Of a completion.
  let completion: Double
  /// Of a prompt that the server had kept.
  let cached: Double

  /// Reads `IN,OUT` or `IN,OUT,CACHED`.
  init(_ text: String) throws(UsageError) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      decimal(String($0))
    }
    let prices = numbers.compactMap { $0 }.filter { (0...1_000_000).contains($0) }
    guard prices.count == numbers.count, (2...3).contains(prices.count) else {
      throw UsageError(
        "not the prices of a million tokens, IN,OUT or IN,OUT,CACHED, such as 0.5,1.5")
    }
    (prompt, completion) = (prices[0], prices[1])
    cached = prices.count > 2 ? prices[2] : prices[0]
  }

  /// What a request cost.
  func cost(_ usage: Usage) -> Double {
    let kept = min(usage.cached ?? 0, usage.prompt)
    let sum =
      Double(usage.prompt - kept) * prompt + Double(kept) * cached
      + Double(usage.completion) * completion
    return sum / 1_000_000
  }
}
