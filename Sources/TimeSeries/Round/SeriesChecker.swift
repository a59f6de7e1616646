internal import NDJSON

/// Checks plain records, one a line, grouped or not: each must fit the schema, and the time of each
/// group must advance as the spec says.
///
/// No model is in sight: this is for a file of records as it lies. After a step that does not fit,
/// the next record is measured from the one that was found, so that one gap is one fault.
public struct SeriesChecker {
  private struct Place {
    var last: Timestamp
    var line: Int
    var chronology: Chronology
  }

  private let rules: RecordRules
  private var checker: RecordChecker
  private var reading: RecordReading?
  private var places: [GroupKey: Place] = [:]
  /// The groups in the order of their first records, for what is said at the end.
  private var order: [(key: GroupKey, shown: String)] = []

  /// How many records held and did not, and in how many ways.
  public private(set) var totals = ResponseTotals()

  /// A checker by the given rules.
  public init(_ rules: RecordRules) {
    self.rules = rules
    checker = RecordChecker(rules)
  }

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

  /// Puts a record behind the last one of its group.
  private mutating func place(
    _ reading: RecordReading, in line: Span<UInt8>, number: Int
  ) throws(Fault) {
    let key = try groupKey(reading.group, in: line)
    guard let before = places[key] else {
      return try placeFirst(reading.time, key, reading.group, in: line, number: number)
    }
    let time = rules.chronology.absolute(reading.time, after: before.last)
    places[key]?.last = time
    places[key]?.line = number
    guard before.chronology.follows(time, after: before.last) else {
      throw Fault(
        .timeSeries,
        "\(rules.stepComplaint(time, after: before.last, by: before.chronology))"
          + ", after line \(before.line)")
    }
    if let stop = rules.stop, time > stop {
      throw Fault(
        .timeSeries,
        "\(rules.shownTimeColumn) is \(rules.shown(time)), past the stop \(rules.shown(stop))")
    }
  }

  private mutating func placeFirst(
    _ time: Timestamp, _ key: GroupKey, _ group: JSONValue?, in line: Span<UInt8>, number: Int
  ) throws(Fault) {
    var chronology = rules.chronology
    if rules.start == nil, case .calendar = chronology.step {
      chronology = Chronology(
        step: chronology.step, isTimeOfDay: false,
        anchorDay: time.date(offset: chronology.offset)?.day, offset: chronology.offset)
    }
    places[key] = Place(last: time, line: number, chronology: chronology)
    order.append((key, group.map { line.shown($0.range) } ?? ""))
    if let start = rules.start, time != start {
      throw Fault(
        .timeSeries,
        "\(rules.shownTimeColumn) is \(rules.shown(time)), must start at \(rules.shown(start))")
    }
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
  /// the stop, a line each.
  public mutating func finish() -> [Fault] {
    guard let stop = rules.stop else { return [] }
    var faults: [Fault] = []
    for (key, shown) in order {
      guard let place = places[key], place.last < stop else { continue }
      let group = shown.isEmpty ? "the series" : "group \(shown)"
      let end = "\(rules.shown(place.last)), before the stop \(rules.shown(stop))"
      let fault = Fault(.timeSeries, "\(group) ends at \(end)")
      totals.count(fault)
      faults.append(fault)
    }
    return faults
  }
}
