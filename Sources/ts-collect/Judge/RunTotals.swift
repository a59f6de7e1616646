import TimeSeries

/// What a run has counted so far, over all of its groups.
struct RunTotals: Equatable, Sendable {
  /// Rounds judged, those without an answer included.
  var rounds = 0
  /// Rounds that came with an error in place of completions.
  var errors = 0
  /// Prompts answered: one for each response.
  var prompts = 0
  /// Records accepted.
  var accepted = 0
  /// Records of kept responses that did not hold.
  var invalid = 0
  /// Records of responses that were not kept, whether they hold or not.
  var discarded = 0
  /// Valid records that lie after their group's stop.
  var trimmed = 0
  /// Tokens of the prompts, as far as the servers told.
  var promptTokens = 0
  /// Tokens of the completions, as far as the servers told.
  var completionTokens = 0
  /// Tokens of the prompts that the servers had kept, as far as they told.
  var cachedTokens = 0
  /// What the answers cost; nil where no line says.
  var cost: Double?
  /// Requests sent, retries included, as far as it was told.
  var requests = 0
  /// Why records of kept responses did not hold: category and count.
  var faults: [String: Int] = [:]

  /// Counts one judged round.
  mutating func add(_ counts: [ResponseCount], kept: Int?, judgement: Judgement) {
    rounds += 1
    prompts += counts.count
    for index in counts.indices where index != kept {
      discarded += counts[index].valid + counts[index].invalid
    }
    if let kept { invalid += counts[kept].invalid }
    accepted += judgement.acceptedCount
    trimmed += judgement.trimmedCount
  }

  /// The share of valid records in all kept responses, 0 where there was no record.
  var validFraction: Double {
    ResponseCount(valid: accepted + trimmed, invalid: invalid).validFraction
  }
}
