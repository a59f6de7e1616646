import TimeSeries

/// Why a group was given up.
enum FailureReason: String, Equatable, Sendable {
  /// Too many bad rounds in a row.
  case lowValidFraction = "low_valid_fraction"
  /// Too many rounds in a row that did not move the group's time.
  case noProgress = "no_progress"
  /// The stop was reached with fewer records than are wanted.
  case tooFewRecords = "too_few_records"
}

/// How much is put up with before a group is given up, and the judgement of a round by it.
struct Patience: Equatable, Sendable {
  /// How many bad rounds, or rounds without progress, in a row fail a group.
  var rounds = 3
  /// The invalid fraction from which on a round is bad.
  var invalidFractionThreshold = 0.8

  /// Whether a kept response makes its round a bad one.
  func isBad(_ kept: ResponseCount) -> Bool {
    kept.invalidFraction >= invalidFractionThreshold
  }

  /// Counts one round that did not reach the stop; the reason if the group fails.
  ///
  /// The rounds without progress have been counted already.
  func judge(_ kept: ResponseCount, state: inout GroupState) -> FailureReason? {
    state.lowValidFractionCount = isBad(kept) ? state.lowValidFractionCount + 1 : 0
    if state.lowValidFractionCount >= rounds { return .lowValidFraction }
    if state.noProgressCount >= rounds { return .noProgress }
    return nil
  }
}
