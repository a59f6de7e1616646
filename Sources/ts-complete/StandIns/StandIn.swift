import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Answers in place of a model, with records made of those that a group has.
struct StandIn {
  private let fake: Fake
  private let rules: RecordRules
  private let shape: RecordShape
  private let clock: SourceClock?
  /// The records of a file, by group and time.
  private var truth: [Key: [UInt8]] = [:]

  /// The first records that a group came with, of which `seasonal` is made.
  private var seasons: [GroupKey: [[UInt8]]] = [:]

  private struct Key: Hashable {
    let group: GroupKey?
    let time: Timestamp
  }

  /// Prepares for the records of a spec; reads the file of `perfect`.
  init(_ fake: Fake, _ rules: RecordRules) throws {
    self.fake = fake
    self.rules = rules
    let schema = rules.spec.schema
    shape = try RecordShape(schema: schema.span)
    clock = SourceClock(rules.spec)
    if case .perfect(let file) = fake { try read(file) }
  }

  /// The next records of a group, at most `count`, each with its line feed.
  mutating func text(for group: GroupState, count: Int) -> [UInt8] {
    var window = group.currentPrefill.split(separator: 0x0A).filter { isWhole($0) }.map(Array.init)
    let spelling = RecordSpelling(of: group, rules, shape)
    let times = nextTimes(of: group, window, count: count)
    var text: [UInt8] = []
    if fake == .seasonal, let key = GroupKey(group.groupID.span), seasons[key] == nil {
      seasons[key] = window
    }
    for time in times {
      let record = record(at: time, of: group, after: window, spelling)
      text += record + [0x0A]
      window.append(record)
    }
    if isFaulty(group) { text.removeAll { $0 == UInt8(ascii: "}") } }
    return text
  }

  private func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
    var scanner = JSONScanner(Array(line).span)
    return (try? scanner.validate()) != nil
  }

  /// The times that are due; where the step leaves them open, the last distance again.
  private func nextTimes(of group: GroupState, _ window: [[UInt8]], count: Int) -> [Timestamp] {
    let known = rules.nextTimes(of: group, count: count)
    if !known.isEmpty { return known }
    let times = window.suffix(2).compactMap { rules.time(of: $0.span, after: nil) }
    guard let last = group.lastTimestamp ?? times.last else { return [] }
    let distance = times.count > 1 ? times[1].microseconds - times[0].microseconds : 0
    return [Timestamp(microseconds: last.microseconds + (distance > 0 ? distance : 60_000_000))]
  }

  private func record(
    at time: Timestamp, of group: GroupState, after window: [[UInt8]], _ spelling: RecordSpelling
  ) -> [UInt8] {
    let key = Key(group: GroupKey(group.groupID.span), time: time)
    if let known = truth[key] { return known }
    var record = source(at: time, of: group) ?? window.last ?? first(at: time, spelling)
    if let written = spelling.time(time),
      let value = record.span.member(rules.spec.timeColumn)?.range
    {
      record.replaceSubrange(value, with: written)
    }
    return clock?.moved(record, after: window[...]) ?? record
  }

  /// The record of the group's season whose turn it is; nil where there is no season.
  private func source(at time: Timestamp, of group: GroupState) -> [UInt8]? {
    guard let season = GroupKey(group.groupID.span).flatMap({ seasons[$0] }) else { return nil }
    let times = season.prefix(2).compactMap { rules.time(of: $0.span, after: nil) }
    guard times.count == 2, times[1] > times[0] else { return season.last }
    let known = (try? rules.chronology(of: group))?.steps(from: times[0], to: time)
    let distance = times[1].microseconds - times[0].microseconds
    let steps = known ?? Int((time.microseconds - times[0].microseconds) / distance)
    return season[max(0, steps % season.count)]
  }

  /// A record where a group has none yet: the first value of a list, the least number, no text.
  private func first(at time: Timestamp, _ spelling: RecordSpelling) -> [UInt8] {
    guard let outline = RecordOutline(shape, rules.spec, spelling, at: time) else { return [] }
    let schema = rules.spec.schema
    return outline.pieces.flatMap { piece in
      switch piece {
      case .known(let bytes): bytes
      case .open(let column), .openText(let column):
        column.least(in: schema.span)
      }
    }
  }

  /// Whether an answer has a fault: by chance, but the same in each run.
  private func isFaulty(_ group: GroupState) -> Bool {
    guard case .faulty(let share) = fake else { return false }
    var hash = ContentHash()
    hash.add(group.groupID.span)
    hash.add(group.round)
    return Double(hash.value >> 11) / Double(1 << 53) < share
  }

  private mutating func read(_ file: String) throws {
    let descriptor: Int32
    do throws(IOError) {
      descriptor = try openForReading(file)
    } catch {
      throw Failure("--fake: \(error)", .usage)
    }
    defer { close(descriptor) }
    var reader = LineReader(descriptor: descriptor, name: file)
    while let line = try reader.next() {
      guard let time = rules.time(of: line.bytes, after: nil) else {
        throw Failure(
          "--fake: \(quoted(file)):\(line.number): no record of \"\(rules.spec.timeColumn)\" as "
            + "\(rules.spec.timeFormat); wanted the records of a series, one a line", .dataError)
      }
      let group = rules.spec.groupColumn.flatMap { line.bytes.member($0)?.range }
      let key = Key(
        group: group.map { GroupKey(line.bytes.extracting($0)) } ?? .null, time: time)
      truth[key] = line.bytes.copy(0..<line.bytes.count)
    }
    if truth.isEmpty {
      throw Failure(
        "--fake: \(quoted(file)): holds no record; wanted the records of a series, one a line",
        .dataError)
    }
  }
}

extension RecordShape.Column {
  /// The least value that its schema allows, as far as that is simple to say.
  fileprivate func least(in schema: Span<UInt8>) -> [UInt8] {
    for form in forms {
      switch form {
      case .words(let words): if let word = words.first { return word }
      case .text: return Array("\"\"".utf8)
      case .boolean: return Array("false".utf8)
      case .null: return Array("null".utf8)
      case .integer, .number, .any: break
      }
    }
    guard let properties = schema.member("properties")?.range,
      let own = schema.extracting(properties).member(name)?.range
    else { return [0x30] }
    let column = schema.extracting(properties).extracting(own)
    return column.member("minimum").map { column.copy($0.range) } ?? [0x30]
  }
}
