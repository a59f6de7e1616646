import TimeSeries

/// The conditions on which a whole run is stopped, all off by default, and what they have seen.
struct GlobalStop: Equatable, Sendable {
  /// How many rounds in a row, of whatever group, may give no valid record; nil for any number.
  var emptyRounds: Int?
  /// The mean of the rounds' invalid fractions that may not be met; nil for any.
  var invalidFraction: Double?
  /// How many accepted records are enough; nil for all that the groups give.
  var targetRecords: Int?
  /// How many rounds in a row `invalidFraction` must be met: the run's patience.
  var patience = 3

  /// The cumulative mean of the rounds' invalid fractions.
  private(set) var meanInvalidFraction = 0.0
  private var rounds = 0
  private var emptyInARow = 0
  private var metInARow = 0

  /// Counts one round; the status if it is the one that stops the run.
  ///
  /// The mean is the running one of the reference (its rule R49): mean += (x - mean) / count.
  mutating func add(_ kept: ResponseCount, acceptedSoFar: Int) -> RunStatus? {
    rounds += 1
    meanInvalidFraction += (kept.invalidFraction - meanInvalidFraction) / Double(rounds)
    emptyInARow = kept.valid == 0 ? emptyInARow + 1 : 0
    if let invalidFraction {
      metInARow = meanInvalidFraction >= invalidFraction ? metInARow + 1 : 0
    }
    if let emptyRounds, emptyInARow >= emptyRounds { return .stopNoRecords }
    if invalidFraction != nil, metInARow >= patience { return .stopMetricReached }
    if let targetRecords, acceptedSoFar >= targetRecords { return .complete }
    return nil
  }
}
