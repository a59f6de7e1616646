import TimeSeries

/// What is known of the records that a group is to have next.
extension RecordRules {
  /// The next times of a group, at most `count`, none past its stop; empty where the step or the
  /// group's state leave them open.
  func nextTimes(of group: GroupState, count: Int) -> [Timestamp] {
    guard let chronology = try? chronology(of: group) else { return [] }
    let stop = (try? stop(of: group)) ?? nil
    var times: [Timestamp] = []
    var next = firstTime(of: group, chronology)
    while let time = next, times.count < count {
      if let stop, time > stop, !times.isEmpty { break }
      times.append(time)
      next = chronology.next(after: time)
    }
    return times
  }

  /// The time after the group's last one; its start where it has begun a first record.
  private func firstTime(of group: GroupState, _ chronology: Chronology) -> Timestamp? {
    if let last = group.lastTimestamp { return chronology.next(after: last) }
    guard spec.mode == .prefix, chronology.step.isExact else { return nil }
    return (try? start(of: group)) ?? nil
  }

  /// How many records a group still needs to its stop; nil where that is not known.
  ///
  /// It is 1 at least: a group that has not ended is to have another record.
  func recordsLeft(_ group: GroupState) -> Int? {
    guard let stop = try? stop(of: group), let chronology = try? chronology(of: group),
      let next = nextTimes(of: group, count: 1).first
    else { return nil }
    return chronology.steps(from: next, to: stop).map { max(0, $0) + 1 }
  }
}
