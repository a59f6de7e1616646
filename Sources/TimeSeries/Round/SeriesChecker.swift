internal import NDJSON

/// Checks plain records, one a line, grouped or not: each must fit the schema, and the time of each
/// group must advance as the spec says.
///
/// No model is in sight: this is for files of records as they lie. After a step that does not fit,
/// the next record is measured from the one that was found, so that one gap is one fault.
public struct SeriesChecker {
  private struct Place {
    var last: Timestamp
    var line: Int
    var file: Int
    let bounds: SeriesBounds
  }

  private let rules: RecordRules
  /// What the stream that the records are of tells of their groups; nil where there is none.
  private let groups: SavedGroups?
  private var checker: RecordChecker
  private var reading: RecordReading?
  private var places: [GroupKey: Place] = [:]
  /// The groups in the order of their first records, for what is said at the end.
  private var order: [(key: GroupKey, shown: String)] = []
  /// The names of the files, in the order in which they come.
  private var files: [String] = []

  /// How many records held and did not, and in how many ways.
  public private(set) var totals = ResponseTotals()

  /// A checker by the given rules: every group begins at the start, where there is one.
  public init(_ rules: RecordRules) {
    self.rules = rules
    groups = nil
    checker = RecordChecker(rules)
  }

  /// A checker of the records that came out of a run, by what its stream says.
  public init(_ groups: SavedGroups) {
    rules = groups.rules
    self.groups = groups
    checker = RecordChecker(rules)
  }

  /// Goes on with the first line of another file, which has this name in messages.
  public mutating func begin(file name: String) { files.append(name) }

  /// Checks the record that a line is; nil where it holds.
  public mutating func check(_ line: Span<UInt8>, number: Int) -> Fault? {
    let fault = faultOfRecord(line)
    let misplaced = faultOfPlace(line, number: number)
    guard let first = fault ?? misplaced else {
      totals.valid += 1
      return nil
    }
    totals.count(first)
    return first
  }

  /// What is wrong with a record's time or group, seen from the records before.
  private mutating func faultOfPlace(_ line: Span<UInt8>, number: Int) -> Fault? {
    guard let reading else { return nil }
    do throws(Fault) {
      try place(reading, in: line, number: number)
      return nil
    } catch {
      return error
    }
  }

  /// What is wrong with a record by itself; one that can be placed all the same is, so that the
  /// next one is measured from it.
  private mutating func faultOfRecord(_ line: Span<UInt8>) -> Fault? {
    reading = nil
    guard line.isWellFormedUTF8 else { return Fault(.json, "bytes that are not UTF-8") }
    do throws(Fault) {
      reading = try checker.check(0..<line.count, of: line)
      return nil
    } catch {
      reading = checker.readingDespiteFault(in: line)
      return error
    }
  }

  /// Puts a record after the last one of its group.
  private mutating func place(
    _ reading: RecordReading, in line: Span<UInt8>, number: Int
  ) throws(Fault) {
    let key = try groupKey(reading.group, in: line)
    guard let before = places[key] else {
      return try placeFirst(reading.time, key, reading.group, in: line, number: number)
    }
    let chronology = before.bounds.chronology
    let time = chronology.absolute(reading.time, after: before.last)
    places[key]?.last = time
    places[key]?.line = number
    places[key]?.file = files.count
    guard chronology.follows(time, after: before.last) else {
      let file = before.file == files.count ? "" : " of \(files[before.file - 1])"
      throw Fault(
        .timeSeries,
        "\(rules.stepComplaint(time, after: before.last, by: chronology))"
          + ", after line \(before.line)\(file)")
    }
    try checkStop(time, before.bounds)
  }

  private mutating func placeFirst(
    _ time: Timestamp, _ key: GroupKey, _ group: JSONValue?, in line: Span<UInt8>, number: Int
  ) throws(Fault) {
    let bounds = bounds(of: key, from: time)
    let placed = bounds.place(time)
    places[key] = Place(last: placed, line: number, file: files.count, bounds: bounds)
    order.append((key, group.map { line.shown($0.range) } ?? ""))
    if let seed = bounds.lastSeed {
      guard bounds.chronology.follows(placed, after: seed) else {
        throw Fault(
          .timeSeries, rules.stepComplaint(placed, after: seed, by: bounds.chronology))
      }
    } else if let first = bounds.first, placed != first {
      throw complaint(placed, "must start at \(rules.shown(first))")
    } else if let start = bounds.start, placed < start, bounds.chronology.step.isExact {
      throw complaint(placed, "before the start \(rules.shown(start))")
    }
    try checkStop(placed, bounds)
  }

  private func checkStop(_ time: Timestamp, _ bounds: SeriesBounds) throws(Fault) {
    guard let stop = bounds.stop, time > stop else { return }
    throw complaint(time, "past the stop \(rules.shown(stop))")
  }

  private func complaint(_ time: Timestamp, _ words: String) -> Fault {
    Fault(.timeSeries, "\(rules.shownTimeColumn) is \(rules.shown(time)), \(words)")
  }

  /// Where a group begins and ends, whose first record is at `time`.
  private func bounds(of key: GroupKey, from time: Timestamp) -> SeriesBounds {
    var bounds = groups?.bounds(of: key) ?? SeriesBounds(rules)
    if groups == nil { bounds.first = rules.start }
    if bounds.start == nil, bounds.lastSeed == nil, case .calendar = bounds.chronology.step {
      let offset = bounds.chronology.offset
      bounds.chronology = Chronology(
        step: bounds.chronology.step, isTimeOfDay: false, anchorDay: time.date(offset: offset)?.day,
        offset: offset)
    }
    return bounds
  }

  private func groupKey(_ value: JSONValue?, in line: Span<UInt8>) throws(Fault) -> GroupKey {
    guard let column = rules.groupColumn else { return .null }
    let name = rules.quotedName(column)
    guard let value else { throw Fault(.timeSeries, "\(name) is missing: no group") }
    guard let key = GroupKey(line.extracting(value.range)) else {
      throw Fault(.timeSeries, "\(name) is \(line.shown(value.range)), not a group")
    }
    return key
  }

  /// What is wrong with the series as a whole, once all records are read: groups that end before
  /// their stop, each with the name of the file that has its last record.
  public mutating func finish() -> [(file: String, fault: Fault)] {
    var faults: [(file: String, fault: Fault)] = []
    for (key, shown) in order {
      guard let place = places[key], let stop = place.bounds.stop, lacksRecords(place, stop) else {
        continue
      }
      let group = shown.isEmpty ? "the series" : "group \(shown)"
      let end = "\(rules.shown(place.last)), before the stop \(rules.shown(stop))"
      let fault = Fault(.timeSeries, "\(group) ends at \(end)")
      totals.count(fault)
      faults.append((files[place.file - 1], fault))
    }
    return faults
  }

  /// Whether a record is due after the last one.
  ///
  /// Where steps are of any length, a run ends a group at the first record at its stop or past it,
  /// and leaves the one past it out.
  private func lacksRecords(_ place: Place, _ stop: Timestamp) -> Bool {
    guard place.last < stop else { return false }
    guard place.bounds.chronology.step.isExact else { return groups == nil }
    return place.bounds.chronology.next(after: place.last).map { $0 <= stop } ?? true
  }
}

extension SeriesBounds {
  /// Where the first record stands on the absolute line.
  fileprivate func place(_ time: Timestamp) -> Timestamp {
    if let lastSeed { return chronology.absolute(time, after: lastSeed) }
    guard let start, time < start else { return time }
    return chronology.absolute(time, after: start)
  }
}
