import NDJSON
import TimeSeries

/// Checks plain records, one a line, grouped or not: each must fit the schema, and the time of each
/// group must advance as the spec says.
///
/// No model is in sight: this is for files of records as they lie. After a step that does not fit,
/// the next record is measured from the one that was found, so that one gap is one fault.
struct SeriesChecker {
  /// A group as far as its records were read.
  private struct Series {
    /// The id as the first record has it, or nothing where there are no groups.
    let shown: String
    let bounds: SeriesBounds
    var last: Timestamp
    var line: Int
    var file: Int
  }

  private(set) var rules: RecordRules
  /// What the stream that the records are of tells of their groups; nil where there is none.
  private let groups: SavedGroups?
  /// The columns that the group is made of; empty where it is one, or none.
  private(set) var keys: [String]
  private var checker: RecordChecker
  private var reading: RecordReading?
  /// The groups in the order of their first records.
  private var series: [Series] = []
  /// Where each of them stands there.
  private var places: [GroupKey: Int] = [:]
  /// The pieces of a single series.
  private lazy var pieces = SeriesPieces(groups)
  /// The place of the last record's group, to which most often the next one belongs as well.
  private var current = 0
  /// The id of that group as the record spells it.
  private var currentID: [UInt8] = []
  /// The names of the files, in the order in which they come.
  private var files: [String] = []

  /// How many records held and did not, and in how many ways.
  private(set) var totals = ResponseTotals()

  /// A checker by the given rules: every group begins at the start, where there is one.
  init(_ rules: RecordRules, keys: [String] = []) {
    self.rules = rules
    self.keys = keys
    groups = nil
    checker = RecordChecker(rules)
  }

  /// A checker of the records that came out of a run, by what its stream says.
  init(_ groups: SavedGroups) {
    rules = groups.rules
    self.groups = groups
    keys = groups.keys
    checker = RecordChecker(rules)
  }

  /// Takes the group from one column that bears the name of all keys, where a table has it.
  mutating func takeWholeGroup(among columns: [String]) {
    let name = JoinedText.join(keys)
    guard groups == nil, series.isEmpty, keys.count > 1, columns.contains(name) else { return }
    var spec = rules.spec
    spec.groupColumn = name
    guard let rules = try? RecordRules(spec) else { return }
    self.rules = rules
    checker = RecordChecker(rules)
    keys = []
  }

  /// Goes on with the first line of another file, which has this name in messages.
  mutating func begin(file name: String) { files.append(name) }

  /// Checks the record that a line is; nil where it holds.
  mutating func check(_ line: Span<UInt8>, number: Int) -> Fault? {
    let fault = faultOfRecord(line)
    let misplaced = faultOfPlace(line, number: number)
    guard let first = fault ?? misplaced else {
      totals.valid += 1
      return nil
    }
    totals.count(first)
    return first
  }

  /// Counts a record that cannot be read, and gives its fault back.
  mutating func reject(_ fault: Fault) -> Fault {
    totals.count(fault)
    return fault
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
    if let key = try newGroup(reading, in: line) {
      return try placeFirst(
        reading.time, key, shownGroup(reading.group, in: line), in: line, number: number)
    }
    let (last, lastLine, lastFile) = (
      series[current].last, series[current].line, series[current].file
    )
    let chronology = series[current].bounds.chronology
    let time = chronology.absolute(reading.time, after: last)
    series[current].last = time
    series[current].line = number
    series[current].file = files.count
    let file = lastFile == files.count ? "" : " of \(files[lastFile - 1])"
    if groups?.isCounted ?? false, time < last {
      throw complaint(
        time, in: line, "earlier than the record before, after line \(lastLine)\(file)")
    }
    guard chronology.follows(time, after: last) else {
      throw Fault(
        .timeSeries,
        rules.stepComplaint(
          time, written: checker.writtenTime(in: line), after: last, by: chronology)
          + ", after line \(lastLine)\(file)")
    }
    try checkStop(time, in: line, series[current].bounds)
  }

  /// Makes the group of a record the current one; gives its key where it has no record yet.
  private mutating func newGroup(
    _ reading: RecordReading, in line: Span<UInt8>
  ) throws(Fault) -> GroupKey? {
    if !keys.isEmpty { return try newJoinedGroup(in: line) }
    if let piece = pieces.key(at: reading.time) {
      current = places[piece] ?? series.count
      return places[piece] == nil ? piece : nil
    }
    let id = reading.group
    let isCurrent =
      id.map {
        $0.range.count == currentID.count && line.matches(currentID, at: $0.range.lowerBound)
      }
      ?? (rules.groupColumn == nil)
    if isCurrent && !series.isEmpty { return nil }
    let key = try groupKey(id, in: line)
    currentID = id.map { line.copy($0.range) } ?? []
    let place = places[key]
    current = place ?? series.count
    return place == nil ? key : nil
  }

  /// The same where the group is made of several columns.
  private mutating func newJoinedGroup(in line: Span<UInt8>) throws(Fault) -> GroupKey? {
    var texts: [[UInt8]] = []
    for key in keys {
      guard let value = line.member(key), value.kind != .null else {
        throw Fault(.timeSeries, "\"\(key)\" is missing: no group")
      }
      texts.append(line.copy(value.range).textOfJSON)
    }
    let id = JoinedText.join(texts).quotedAsJSON
    if id == currentID, !series.isEmpty { return nil }
    guard let key = GroupKey(id.span) else { throw Fault(.timeSeries, "no group") }
    currentID = id
    let place = places[key]
    current = place ?? series.count
    return place == nil ? key : nil
  }

  /// The id of the current group as its first record has it.
  private func shownGroup(_ id: JSONValue?, in line: Span<UInt8>) -> String {
    keys.isEmpty
      ? id.map { line.shown($0.range) } ?? ""
      : String(decoding: currentID.prefix(60), as: UTF8.self)
  }

  private mutating func placeFirst(
    _ time: Timestamp, _ key: GroupKey, _ shown: String, in line: Span<UInt8>, number: Int
  ) throws(Fault) {
    let bounds = bounds(of: key, from: time)
    let placed = bounds.place(time)
    places[key] = current
    series.append(
      Series(
        shown: shown, bounds: bounds, last: placed, line: number,
        file: files.count))
    if let seed = bounds.lastSeed {
      guard bounds.chronology.follows(placed, after: seed) else {
        throw Fault(
          .timeSeries,
          rules.stepComplaint(
            placed, written: checker.writtenTime(in: line), after: seed, by: bounds.chronology))
      }
    } else if let first = bounds.first, placed != first {
      throw complaint(placed, in: line, "must start at \(rules.shown(first))")
    } else if let start = bounds.start, placed < start, bounds.chronology.step.isExact {
      throw complaint(placed, in: line, "before the start \(rules.shown(start))")
    } else if !bounds.chronology.isOnStep(placed) {
      throw complaint(placed, in: line, "no day for steps of \(bounds.chronology.step.words)")
    }
    try checkStop(placed, in: line, bounds)
  }

  private func checkStop(
    _ time: Timestamp, in line: Span<UInt8>, _ bounds: SeriesBounds
  ) throws(Fault) {
    guard let stop = bounds.stop, time > stop else { return }
    throw complaint(time, in: line, "past the stop \(rules.shown(stop))")
  }

  private func complaint(_ time: Timestamp, in line: Span<UInt8>, _ words: String) -> Fault {
    let subject = rules.timeSubject(time, written: checker.writtenTime(in: line))
    return Fault(.timeSeries, "\(subject), \(words)")
  }

  /// Where a group begins and ends, whose first record is at `time`.
  private func bounds(of key: GroupKey, from time: Timestamp) -> SeriesBounds {
    var bounds = groups?.bounds(of: key) ?? SeriesBounds(rules)
    if groups == nil { bounds.first = rules.start }
    if bounds.start == nil, bounds.lastSeed == nil, bounds.chronology.step.countsDays {
      bounds.chronology = Chronology(
        step: bounds.chronology.step, format: rules.format, start: time)
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
  mutating func finish() -> [(file: String, fault: Fault)] {
    var faults: [(file: String, fault: Fault)] = []
    for group in series {
      guard let stop = group.bounds.stop, lacksRecords(group, stop) else { continue }
      let name = group.shown.isEmpty ? "the series" : "group \(group.shown)"
      let end = "\(rules.shown(group.last)), before the stop \(rules.shown(stop))"
      let fault = Fault(.timeSeries, "\(name) ends at \(end)")
      totals.count(fault)
      faults.append((files[group.file - 1], fault))
    }
    return faults
  }

  /// Whether a record is due after the last one.
  ///
  /// Where steps are of any length, a run ends a group at the first record at its stop or past it,
  /// and leaves the one past it out.
  private func lacksRecords(_ group: Series, _ stop: Timestamp) -> Bool {
    guard group.last < stop else { return false }
    guard group.bounds.chronology.step.isExact else { return groups == nil }
    return group.bounds.chronology.next(after: group.last).map { $0 <= stop } ?? true
  }
}
