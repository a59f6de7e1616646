/// A named time zone: how far its clocks are ahead of UTC, and when that changes.
///
/// A local time is what the clocks of the zone show. When they are put forward, some local times are
/// skipped; when they are put back, some come twice.
public struct Zone: Equatable, Sendable {
  /// One change of the clocks.
  public struct Change: Equatable, Sendable {
    /// When it is, in seconds since 1970.
    public let at: Int64
    /// How many seconds the clocks are ahead of UTC from then on.
    public let offset: Int64

    /// A change at a time.
    public init(at: Int64, offset: Int64) {
      (self.at, self.offset) = (at, offset)
    }
  }

  /// The name, such as `Europe/Berlin`.
  public let name: String
  /// How many seconds the clocks are ahead of UTC before the first change.
  public let offset: Int64
  /// The changes, in their order.
  public let changes: [Change]

  /// A zone with its changes; nil where they are not in order, or an offset is a day or more.
  public init?(name: String, offset: Int64, changes: [Change]) {
    let offsets = [offset] + changes.map(\.offset)
    guard offsets.allSatisfy({ -86_399...86_399 ~= $0 }),
      changes.allSatisfy({ Timestamp(seconds: $0.at) != nil }),
      zip(changes, changes.dropFirst()).allSatisfy({ $0.at < $1.at })
    else { return nil }
    (self.name, self.offset, self.changes) = (name, offset, changes)
  }

  /// The zone as it is from one time to another: the changes in between, and the last one before.
  public func between(_ first: Timestamp, _ last: Timestamp) -> Zone {
    let start = count(before: first)
    let kept = changes[start..<max(start, count(before: last))]
    return Zone(
      name: name, offset: start == 0 ? offset : changes[start - 1].offset, kept: Array(kept))
  }

  private init(name: String, offset: Int64, kept: [Change]) {
    (self.name, self.offset, changes) = (name, offset, kept)
  }

  /// Microseconds that the clocks are ahead of UTC at a time.
  public func offset(at time: Timestamp) -> Int64 {
    let count = count(before: time)
    return (count == 0 ? offset : changes[count - 1].offset) * 1_000_000
  }

  /// How many changes there are at a time or before it.
  private func count(before time: Timestamp) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at * 1_000_000 <= time.microseconds {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The local time, as if it were UTC.
  public func local(_ time: Timestamp) -> Timestamp {
    Timestamp(microseconds: time.microseconds + offset(at: time))
  }

  /// The first time at which the clocks show a local time; nil for one that they skip.
  public func time(ofLocal local: Timestamp) -> Timestamp? {
    let (early, late) = candidates(local)
    if self.local(early) == local { return early }
    return self.local(late) == local ? late : nil
  }

  /// The first time at which the clocks show a local time; for one that they skip, what they would
  /// show had they not been put forward.
  public func nearestTime(ofLocal local: Timestamp) -> Timestamp {
    // The clocks were behind before, so that the later candidate goes by the offset of that time.
    time(ofLocal: local) ?? candidates(local).late
  }

  /// The later time at which the clocks show what they show at `time`; nil where there is none.
  public func repetition(of time: Timestamp) -> Timestamp? {
    let late = candidates(local(time)).late
    return late > time && local(late) == local(time) ? late : nil
  }

  /// The times that a local time may be, by the offsets a day before it and a day after it.
  private func candidates(_ local: Timestamp) -> (early: Timestamp, late: Timestamp) {
    let day = Timestamp.microsecondsPerDay
    let offsets = [-day, day].map { offset(at: Timestamp(microseconds: local.microseconds + $0)) }
    let times = offsets.map { Timestamp(microseconds: local.microseconds - $0) }
    return (min(times[0], times[1]), max(times[0], times[1]))
  }
}
