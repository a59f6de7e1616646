public import NDJSON

/// Why a spec cannot be worked with: found once, when it is read.
public enum SpecError: Error, Equatable, CustomStringConvertible {
  /// The schema cannot be used.
  case schema(SchemaError)
  /// The time format cannot be used.
  case timeFormat(TimestampFormatError)
  /// A calendar step needs a column that writes the date.
  case calendarWithoutDate(format: String)
  /// The records are counted in another column than the one that takes the place of the time.
  case indexColumn(String, time: String, format: String)
  /// A start or stop time is not of the column's format.
  case timestamp(member: Member, value: String, reason: String)

  /// The words of a message.
  public var description: String {
    switch self {
    case .schema(let error): error.description
    case .timeFormat(let error): error.description
    case .calendarWithoutDate(let format):
      "calendar steps need dates, and the time format \"\(format)\" has none"
    case .indexColumn(let column, let time, let format):
      "member \"index_column\" is \"\(column)\", wanted the time column, in elapsed_seconds;"
        + " that is \"\(time)\", in \(format)"
    case .timestamp(let member, let value, let reason):
      "member \"\(member.rawValue)\" is \(value): \(reason)"
    }
  }
}

/// A spec compiled: what a record must be, and how time moves.
///
/// A class, as it is large, never changes, and many hold it.
public final class RecordRules {
  /// The spec as it was read.
  public let spec: Spec
  /// The schema of a record.
  public let schema: Schema
  /// How the time column writes time.
  public let format: TimestampFormat
  /// How time moves, with the spec's own start.
  public let chronology: Chronology
  /// The spec's start, where it gives one.
  public let start: Timestamp?
  /// The spec's stop, where it gives one; after midnight where a time of day is before the start.
  public let stop: Timestamp?

  /// What holds for series whose end the model decides; nil for others.
  public let sequence: SequenceRules?

  let table: RecordColumns
  let timeColumn: Int
  /// The place of the group column; nil where records have none.
  public let groupColumn: Int?

  /// Compiles a spec, or says why that cannot be done.
  public init(_ spec: Spec) throws(SpecError) {
    self.spec = spec
    let schema: Schema
    do throws(SchemaError) {
      schema = try Schema(spec.schema.span)
    } catch {
      throw .schema(error)
    }
    var format: TimestampFormat
    do throws(TimestampFormatError) {
      format = try TimestampFormat(spec.timeFormat)
    } catch {
      throw .timeFormat(error)
    }
    format.zone = spec.timeZone
    if let sample = spec.startTimestamp ?? spec.stopTimestamp {
      format.adoptSpelling(ofJSON: sample)
    }
    if case .calendar = spec.step, !format.hasDate {
      throw .calendarWithoutDate(format: spec.timeFormat)
    }
    let start = try format.time(spec.startTimestamp, of: .startTimestamp)
    let stop = try format.time(spec.stopTimestamp, of: .stopTimestamp)
    sequence = try SequenceRules(spec)
    let table = RecordColumns(
      schema, needed: [spec.timeColumn] + (spec.groupColumn.map { [$0] } ?? []))
    self.schema = schema
    self.format = format
    self.start = start
    self.stop = stop.map { [format] in format.stop($0, after: start) }
    self.table = table
    chronology = Chronology(step: spec.step, format: format, start: start)
    timeColumn = table.names.firstIndex(of: Array(spec.timeColumn.utf8)) ?? 0
    groupColumn = spec.groupColumn.flatMap { table.names.firstIndex(of: Array($0.utf8)) }
  }

  /// The chronology of one group: it may have a step of its own, and steps of whole days keep what
  /// they keep of the group's own start.
  public func chronology(of state: GroupState) throws(SpecError) -> Chronology {
    let step = state.step ?? spec.step
    var keepsDay = format.zone != nil && step.countsDays
    if case .calendar = step {
      if !format.hasDate { throw .calendarWithoutDate(format: spec.timeFormat) }
      keepsDay = true
    }
    if state.step == nil, state.startTimestamp == nil || !keepsDay { return chronology }
    return Chronology(step: step, format: format, start: try start(of: state))
  }

  /// When a group starts: its own start, else the spec's.
  public func start(of state: GroupState) throws(SpecError) -> Timestamp? {
    guard let own = state.startTimestamp else { return start }
    return try format.time(own, of: .startTimestamp)
  }

  /// When a group is complete: at its own stop, else at the spec's.
  public func stop(of state: GroupState) throws(SpecError) -> Timestamp? {
    guard let own = state.stopTimestamp else { return stop }
    let stop = try format.time(own, of: .stopTimestamp)
    let start = try start(of: state)
    return stop.map { format.stop($0, after: start) }
  }

  /// The time of a record that follows one of the given time; nil where it has none of the format.
  public func time(of record: Span<UInt8>, after last: Timestamp?) -> Timestamp? {
    guard let value = record.member(table.names[timeColumn]) else { return nil }
    return format.time(of: value, in: record).flatMap { chronology.absolute($0, after: last) }
  }

  /// The time that a group's first record must have; nil where it follows seeds, or may be any.
  public func firstTime(of state: GroupState) throws(SpecError) -> Timestamp? {
    guard state.lastTimestamp == nil, spec.mode == .prefix, (state.step ?? spec.step).isExact
    else { return nil }
    return try start(of: state)
  }
}

extension TimestampFormat {
  /// Reads the time that a JSON string or number gives; nil where it is neither.
  public func time(of value: JSONValue, in text: Span<UInt8>) -> Timestamp? {
    switch value.kind {
    case .string:
      if !value.hasEscapes { return parse(text.extracting(value.contents)) }
      guard let bytes = try? text.text(of: value) else { return nil }
      return parse(bytes.span)
    case .number: return parse(text.extracting(value.range), kind: .number)
    default: return nil
    }
  }

  fileprivate func time(_ json: [UInt8]?, of member: Member) throws(SpecError) -> Timestamp? {
    guard let json else { return nil }
    var scanner = JSONScanner(json.span)
    if let value = try? scanner.value(), let time = time(of: value, in: json.span) { return time }
    throw .timestamp(
      member: member, value: String(decoding: json, as: UTF8.self), reason: "not \(text)")
  }

  /// A stop at a time of day that is not after the start is on the next day.
  fileprivate func stop(_ stop: Timestamp, after start: Timestamp?) -> Timestamp {
    guard isTimeOfDay, let start, stop < start else { return stop }
    return stop.adding(microseconds: Timestamp.microsecondsPerDay) ?? stop
  }

  fileprivate mutating func adoptSpelling(ofJSON json: [UInt8]) {
    var scanner = JSONScanner(json.span)
    guard let value = try? scanner.value() else { return }
    if value.kind == .string, let text = try? json.span.text(of: value) {
      _ = adoptSpelling(of: text.span)
    } else if value.kind == .number {
      _ = adoptSpelling(of: json.span.extracting(value.range))
    }
  }
}
