/// How many tokens a completion may have so that its records fit and little more.
///
/// Before any answer a record is taken to need as many tokens as the longest one in its prompt
/// has bytes, which no tokenizer exceeds by much; then what records have needed so far counts.
struct TokenBudget {
  /// The least that is asked for.
  static let least = 16
  /// How much more than expected is allowed.
  private static let margin = 1.5
  private var bytesPerToken = 1.0

  /// Learns of a completion of so many bytes and tokens.
  mutating func learn(bytes: Int, tokens: Int) {
    guard bytes > 0, tokens > 0 else { return }
    let ratio = max(0.25, min(8, Double(bytes) / Double(tokens)))
    // Fewer bytes to a token count at once, more only slowly: too small a budget cuts records.
    bytesPerToken = ratio < bytesPerToken ? ratio : bytesPerToken * 0.9 + ratio * 0.1
  }

  /// The tokens for `bytes` bytes of records.
  func tokens(forBytes bytes: Int) -> Int {
    max(Self.least, Int((Double(bytes) / bytesPerToken * Self.margin).rounded(.up)))
  }

  /// The tokens that `bytes` bytes of a prompt or of completions are likely to be.
  func estimate(bytes: Int) -> Int { Int((Double(bytes) / bytesPerToken).rounded(.up)) }
}
