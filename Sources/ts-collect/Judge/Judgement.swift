import TimeSeries

/// What one round made of a group.
struct Judgement: Equatable, Sendable {
  /// Where the group stands after the round; its prefill is that of before.
  var state: GroupState
  /// For each valid record of the kept response, in its order, whether the group takes it.
  var accepts: [Bool]
  /// Why the group failed in this round, if it did.
  var failure: FailureReason?

  /// How many records the group takes.
  var acceptedCount: Int { accepts.count { $0 } }
  /// How many valid records lie after the stop and are left out.
  var trimmedCount: Int { accepts.count { !$0 } }
}

/// How many records a group must have when it reaches its stop.
enum MinimumRecords: Equatable, Sendable {
  /// So many.
  case count(Int)
  /// This share of those that are expected; one where it is not known how many are.
  case share(Double)

  /// Whether a group has as many.
  func isMet(by state: GroupState) -> Bool {
    switch self {
    case .count(let count): state.totalValidRecords >= count
    case .share(let share):
      Double(state.totalValidRecords) >= share * Double(state.expectedRecords ?? 1)
    }
  }
}

/// Judges a round of a group by the order of RULES 4: the stop first, then the patience.
struct RoundJudge: Equatable, Sendable {
  /// The bad rounds and rounds without progress that are put up with.
  var patience = Patience()
  /// Whether records after the stop are taken, as the reference takes them.
  var keepsOvershoot = false
  /// How many records make a group that has reached its stop complete; nil where any number does.
  var minimum: MinimumRecords?

  /// Judges one round; `isEnded` says that the last record ends the group, whatever its time.
  ///
  /// `times` are those of the kept response's valid records, in its order. The totals grow in
  /// every round, bad ones too. In the round that completes the group the count of bad rounds stays
  /// as it is, as the reference leaves it.
  func judge(
    _ kept: ResponseCount, times: [Timestamp], stop: Timestamp?, isEnded: Bool = false,
    before: GroupState
  ) -> Judgement {
    var after = before
    after.round += 1
    var accepts = [Bool](repeating: true, count: times.count)
    if let stop, !keepsOvershoot {
      for index in times.indices where times[index] > stop { accepts[index] = false }
    }
    if let last = accepts.lastIndex(of: true) { after.lastTimestamp = times[last] }
    after.totalValidRecords += accepts.count { $0 }
    after.totalInvalidRecords += kept.invalid
    let moved = isLater(times.last, than: before.lastTimestamp)
    after.noProgressCount = moved ? 0 : before.noProgressCount + 1
    if isEnded || stop.map({ stop in times.contains { $0 >= stop } }) ?? false {
      after.completed = minimum?.isMet(by: after) ?? true
      after.failed = !after.completed
      return Judgement(
        state: after, accepts: accepts, failure: after.failed ? .tooFewRecords : nil)
    }
    let failure = patience.judge(kept, state: &after)
    after.failed = failure != nil
    return Judgement(state: after, accepts: accepts, failure: failure)
  }

  private func isLater(_ new: Timestamp?, than old: Timestamp?) -> Bool {
    guard let new else { return false }
    guard let old else { return true }
    return new > old
  }
}
