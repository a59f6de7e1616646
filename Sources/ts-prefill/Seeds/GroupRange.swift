import NDJSON
import Tables
import TimeSeries

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

/// The range that was asked for, for all groups alike.
struct WantedRange: Sendable {
  /// The first time; nil for each group's own.
  var start: Int64?
  /// The last time; nil for each group's own.
  var stop: Int64?
  /// How far a group goes on after its own last time.
  var continuation: SeedSettings.Continuation?
  /// Whether the kept records are a group's last ones.
  var isFromEnd = false
  /// Whether the model decides where a group ends: at the latest where the longest would.
  var isOpen = false
}

/// Why a group has no range.
enum GroupRangeError: Error {
  /// There is nothing to generate after the records that the group starts from.
  case nothingToGenerate
  /// The range is no whole number of steps.
  case offGrid
  /// The stop is before the start.
  case stopBeforeStart
  /// A time of day cannot tell how many days lie between.
  case longerThanADay
  /// No record stands at the start that was asked for, or after it.
  case nothingToStartFrom
  /// The end would lie beyond the calendar, or has no step to count by.
  case noEnd
  /// The format cannot write the times after the ones that the group starts from.
  case unwritable
}

extension SeriesTime {
  /// The range of a group whose kept records stand at `times`; nil in prefix mode.
  ///
  /// - Parameters:
  ///   - clock: The group's own first and last time, and how many records it has.
  ///   - wanted: The range that was asked for.
  func range(_ clock: TimeTrack.Clock, _ times: [Int64]?, _ wanted: WantedRange)
    throws(GroupRangeError) -> GroupRange
  {
    let first: Int64
    if let times, wanted.isFromEnd, format.isTimeOfDay, let kept = times.first {
      first = kept
    } else {
      first = asRead(wanted.start ?? clock.first)
    }
    var last = asRead(try end(clock, first, wanted))
    if last < first { throw .stopBeforeStart }
    if format.isTimeOfDay, last - first >= Timestamp.microsecondsPerDay { throw .longerThanADay }
    let isWholeTable = wanted.stop == nil && wanted.continuation == nil
    if keepsOffSteps, isWholeTable { last = lastOnStep(last, from: times?.last ?? first, first) }
    guard let times else {
      if !isOnStep(first) { throw .offGrid }
      let steps = steps(from: first, to: last, first: first)
      try checkGrid(steps, from: first, to: last, first: first)
      let counted = isWholeTable && wanted.start == nil ? clock.count : nil
      return GroupRange(
        start: first, stop: last, seeds: 0, lastSeed: nil,
        expected: wanted.isOpen ? clock.count : steps.map { $0 + 1 } ?? counted)
    }
    if times.isEmpty { throw .nothingToStartFrom }
    // At least one record is left to generate.
    let kept = times.prefix { $0 < (wanted.isOpen ? min(last, clock.last) : last) }
    guard let lastSeed = kept.last else { throw .nothingToGenerate }
    let steps = steps(from: lastSeed, to: last, first: first)
    try checkGrid(steps, from: lastSeed, to: last, first: first)
    let counted = isWholeTable && wanted.start == nil ? clock.count - kept.count : nil
    // A time of day is that of the first day: the days before the kept records do not count.
    let days = wanted.isFromEnd && format.isTimeOfDay ? daysBefore(first) : 0
    return GroupRange(
      start: first - days, stop: last - days, seeds: kept.count, lastSeed: lastSeed - days,
      expected: wanted.isOpen ? clock.count - kept.count : steps ?? counted)
  }

  /// The time as which its text is read: the first one, where the clocks of a zone show it twice.
  private func asRead(_ time: Int64) -> Int64 {
    guard format.isLocal, let text = text(of: time) else { return time }
    return format.parse(text.span)?.microseconds ?? time
  }

  /// The last time on the step that is no later than another one.
  private func lastOnStep(_ last: Int64, from start: Int64, _ first: Int64) -> Int64 {
    guard start < last, let steps = steps(from: start, to: last, first: first) else { return last }
    return time(steps, after: start, first: first) ?? last
  }

  private func daysBefore(_ time: Int64) -> Int64 {
    time / Timestamp.microsecondsPerDay * Timestamp.microsecondsPerDay
  }

  /// The time at which a group is complete.
  private func end(_ clock: TimeTrack.Clock, _ first: Int64, _ wanted: WantedRange)
    throws(GroupRangeError) -> Int64
  {
    if let stop = wanted.stop { return afterMidnight(stop, from: first) }
    if wanted.isOpen {
      guard let cap = cap(after: first), text(of: cap) != nil else { throw .noEnd }
      return cap
    }
    let last = max(clock.last, first)
    let end: Int64?
    switch wanted.continuation {
    case nil: return last
    case .span(let microseconds):
      end = Timestamp(microseconds: last).adding(microseconds: microseconds)?.microseconds
    case .steps(let count): end = time(count, after: last, first: first)
    }
    guard let end, text(of: end) != nil else { throw .noEnd }
    return end
  }

  /// A time of day that is not after the start is the next day's.
  private func afterMidnight(_ time: Int64, from start: Int64) -> Int64 {
    guard format.isTimeOfDay else { return time }
    let day = Timestamp.microsecondsPerDay
    var time = time
    while time < start { time += day }
    return time
  }

  /// Whether the format can write the next times of a group, the first two as far as it has them.
  func canWrite(_ range: GroupRange) -> Bool {
    (1...2).allSatisfy { count in
      let next = time(count, after: range.lastSeed ?? range.start, first: range.start)
      guard let next, next <= range.stop else { return true }
      return format.unwritableReason(of: Timestamp(microseconds: next)) == nil
    }
  }

  private func checkGrid(_ steps: Int?, from: Int64, to: Int64, first: Int64)
    throws(GroupRangeError)
  {
    guard let steps else { return }
    guard let reached = time(steps, after: from, first: first) else { throw .offGrid }
    var slack: Int64 = 0
    if case .fixed(let interval) = step { slack = StepSurvey.slack(of: interval) }
    if abs(reached - to) > slack { throw .offGrid }
  }
}
