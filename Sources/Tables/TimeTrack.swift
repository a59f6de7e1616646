import NDJSON
package import TimeSeries

/// The times of one column read with one format: each group's range, and whether they hold.
package struct TimeTrack: Sendable {
  /// Where one group's time stands.
  package struct Clock: Sendable {
    /// The first time.
    package var first: Int64
    /// The last time, counted on past midnight in a format without a date.
    package var last: Int64
    /// How many records there were.
    package var count: Int
    /// The step of the group alone.
    package var step = GroupStep()

    /// A clock of so many records, the first and the last at these times.
    package init(first: Int64, last: Int64, count: Int) {
      (self.first, self.last, self.count) = (first, last, count)
    }
  }

  /// The format.
  package private(set) var format: TimestampFormat
  /// Each group's clock, by the group's number; nil before its first time.
  package private(set) var clocks: [Clock?] = []
  /// The distances between neighbours.
  package private(set) var steps: StepSurvey
  /// Records at the time of the one before.
  package private(set) var repeated = FaultLines()
  /// Records before the one before.
  package private(set) var backward = FaultLines()

  // What each record asks of the format, which is large and asked for it in another module.
  private let (isTimeOfDay, isLocal, hasDate): (Bool, Bool, Bool)
  private let zone: Zone?

  /// A track on which nothing was seen yet.
  package init(format: TimestampFormat) {
    self.format = format
    (isTimeOfDay, isLocal, hasDate) = (format.isTimeOfDay, format.isLocal, format.hasDate)
    zone = format.zone
    steps = StepSurvey(hasDates: format.hasDate)
  }

  /// Takes the spelling of the column's first time, whose offset from UTC says where months begin.
  mutating func adoptSpelling(of text: Span<UInt8>) { format.adoptSpelling(of: text) }

  /// Whether each record is later than the one before.
  package var isIncreasing: Bool { repeated.count == 0 && backward.count == 0 }

  /// Whether the times increase by one step.
  package var isRegular: Bool { isIncreasing && steps.common != nil }

  /// Takes a record's time in; false where the text is not of the format.
  package mutating func observe(
    _ bytes: Span<UInt8>, _ range: Range<Int>, group: Int, line: Int
  ) -> Bool {
    guard let time = format.parse(bytes.extracting(range)) else { return false }
    while clocks.count <= group { clocks.append(nil) }
    guard var clock = clocks[group] else {
      clocks[group] = Clock(first: time.microseconds, last: time.microseconds, count: 1)
      return true
    }
    var next = time.microseconds
    if isTimeOfDay, next <= clock.last {
      let day = Timestamp.microsecondsPerDay
      next += ((clock.last - next) / day + 1) * day
    } else if isLocal, next <= clock.last, let again = zone?.repetition(of: time) {
      next = max(next, again.microseconds)
    }
    clock.count += 1
    if next > clock.last {
      observeStep(to: next, &clock, line: line)
      clock.last = next
    } else if next == clock.last {
      repeated.add(line, bytes, range)
    } else {
      backward.add(line, bytes, range)
    }
    clocks[group] = clock
    return true
  }

  /// Takes the distance from a group's last time in; in a zone whole days are those of its clocks.
  @inline(__always)
  private mutating func observeStep(to next: Int64, _ clock: inout Clock, line: Int) {
    guard let zone else {
      return observeStep(clock.first, clock.last, next, format.spelling.offset, &clock, line: line)
    }
    let times = [clock.first, clock.last, next].map(Timestamp.init(microseconds:))
    let local = times.map { zone.local($0).microseconds }
    let distance = local[2] - local[1]
    if distance > 0, distance % Timestamp.microsecondsPerDay == 0 {
      observeStep(local[0], local[1], local[2], 0, &clock, line: line)
    } else {
      observeStep(clock.first, clock.last, next, zone.offset(at: times[0]), &clock, line: line)
    }
  }

  @inline(__always)
  private mutating func observeStep(
    _ first: Int64, _ last: Int64, _ next: Int64, _ offset: Int64, _ clock: inout Clock, line: Int
  ) {
    steps.observe(from: last, to: next, first: first, offset: offset, line: line)
    clock.step.observe(
      from: last, to: next, first: first, offset: offset, hasDates: hasDate)
  }
}
