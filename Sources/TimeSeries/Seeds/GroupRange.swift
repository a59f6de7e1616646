/// The times that a group is to have, and how many of its records it starts from.
struct GroupRange: Sendable, Equatable {
  /// The first time.
  let start: Int64
  /// The time at which the group is complete.
  let stop: Int64
  /// How many real records the group starts from; 0 in prefix mode.
  let seeds: Int
  /// The time of the last of them; nil in prefix mode.
  let lastSeed: Int64?
  /// How many records are to be generated; nil where it cannot be known.
  let expected: Int?
}

/// Why a group has no range.
enum GroupRangeError: Error {
  /// There is nothing to generate after the records that the group starts from.
  case nothingToGenerate
  /// The stop is no whole number of steps after the start.
  case offGrid
  /// The stop is before the start.
  case stopBeforeStart
  /// A time of day cannot tell how many days lie between.
  case longerThanADay
}

extension SeriesTime {
  /// The range of a group whose first kept records stand at `times`.
  ///
  /// - Parameters:
  ///   - clock: The group's own first and last time, and how many records it has.
  ///   - times: The times of the records kept to start from, none in prefix mode.
  ///   - start: The first time that was asked for.
  ///   - stop: The last time that was asked for.
  func range(_ clock: TimeTrack.Clock, _ times: [Int64], start: Int64?, stop: Int64?)
    throws(GroupRangeError) -> GroupRange
  {
    let first = start ?? clock.first
    let last = stop.map { afterMidnight($0, from: first) } ?? max(clock.last, first)
    if last < first { throw .stopBeforeStart }
    if format.isTimeOfDay, last - first >= Timestamp.microsecondsPerDay { throw .longerThanADay }
    guard !times.isEmpty else {
      let steps = steps(from: first, to: last, first: first)
      try checkGrid(steps, from: first, to: last, first: first)
      let counted = start == nil && stop == nil ? clock.count : nil
      return GroupRange(
        start: first, stop: last, seeds: 0, lastSeed: nil, expected: steps.map { $0 + 1 } ?? counted
      )
    }
    // At least one record is left to generate.
    let kept = times.prefix { $0 < last }
    guard let lastSeed = kept.last else { throw .nothingToGenerate }
    let steps = steps(from: lastSeed, to: last, first: first)
    try checkGrid(steps, from: lastSeed, to: last, first: first)
    let counted = stop == nil ? clock.count - kept.count : nil
    return GroupRange(
      start: first, stop: last, seeds: kept.count, lastSeed: lastSeed, expected: steps ?? counted)
  }

  /// A time of day that is not after the start is the next day's.
  private func afterMidnight(_ time: Int64, from start: Int64) -> Int64 {
    guard format.isTimeOfDay else { return time }
    let day = Timestamp.microsecondsPerDay
    var time = time
    while time < start { time += day }
    return time
  }

  private func checkGrid(_ steps: Int?, from: Int64, to: Int64, first: Int64)
    throws(GroupRangeError)
  {
    guard let steps else { return }
    if time(steps, after: from, first: first) != to { throw .offGrid }
  }
}
