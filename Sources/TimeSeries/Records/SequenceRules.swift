import NDJSON

/// The rules of series whose end the model decides, or whose records are counted.
///
/// The time of such records is checked beside their index, and a record that is the last one of its
/// group says so.
public struct SequenceRules: Sendable {
  /// The time of records that are counted, compiled.
  private struct Source: Sendable {
    let column: [UInt8]
    let format: TimestampFormat
    let interval: Int64?
  }

  private let endColumn: [UInt8]?
  private let indexColumn: [UInt8]?
  private let source: Source?

  /// Compiles what a spec says; nil where it says nothing of the kind.
  init?(_ spec: Spec) throws(SpecError) {
    if spec.endColumn == nil, spec.indexColumn == nil { return nil }
    if let index = spec.indexColumn,
      index != spec.timeColumn || spec.timeFormat != TimestampFormat.elapsedSeconds
    {
      throw .indexColumn(index, time: spec.timeColumn, format: spec.timeFormat)
    }
    endColumn = spec.endColumn.map { Array($0.utf8) }
    indexColumn = spec.indexColumn.map { Array($0.utf8) }
    guard let time = spec.sourceTime else {
      source = nil
      return
    }
    do throws(TimestampFormatError) {
      source = Source(
        column: Array(time.column.utf8), format: try TimestampFormat(time.format),
        interval: time.interval)
    } catch {
      throw .timeFormat(error)
    }
  }

  /// Whether a record says that it is the last one of its group.
  public func isLast(_ record: Span<UInt8>) -> Bool {
    guard let endColumn, let value = record.member(endColumn) else { return false }
    return value.kind == .boolean && record.byte(at: value.range.lowerBound) == 0x74
  }

  /// The time of the last whole record of a prefill; nil where there is none.
  func sourceTime(in prefill: Span<UInt8>) -> Timestamp? {
    guard let source else { return nil }
    var end = prefill.count
    while end > 0, prefill[end - 1] != 0x0A { end -= 1 }
    while end > 0 {
      var start = end - 1
      while start > 0, prefill[start - 1] != 0x0A { start -= 1 }
      if let range = prefill.record(in: start..<end - 1) {
        let record = prefill.extracting(range)
        return record.member(source.column).flatMap { source.format.time(of: $0, in: record) }
      }
      end = start
    }
    return nil
  }

  /// Checks the index and the source time of a record, and moves that time on.
  func check(_ record: Span<UInt8>, after last: inout Timestamp?) throws(Fault) {
    if let indexColumn, let index = record.member(indexColumn),
      index.kind != .number || !record.isWrittenAsInteger(index.range)
    {
      throw Self.fault(indexColumn, index, record, "not a whole number")
    }
    guard let source else { return }
    let value = record.member(source.column)
    guard let value, let time = source.format.time(of: value, in: record) else {
      throw Self.fault(source.column, value, record, "not \(source.format.text)")
    }
    guard let before = last else { return last = time }
    let placed = Chronology(step: .increasing, isTimeOfDay: source.format.isTimeOfDay)
      .absolute(time, after: before)
    let wanted = source.interval.flatMap { before.adding(microseconds: $0) }
    if placed < before {
      throw Self.fault(source.column, value, record, "earlier than the record before")
    }
    if let wanted, placed != wanted {
      var text: [UInt8] = []
      if !source.format.write(wanted, into: &text) { wanted.writeSeconds(into: &text) }
      let shown = String(decoding: text, as: UTF8.self)
      throw Self.fault(source.column, value, record, "must be \(shown)")
    }
    last = placed
  }

  private static func fault(
    _ column: [UInt8], _ value: JSONValue?, _ record: Span<UInt8>, _ words: String
  ) -> Fault {
    var writer = JSONWriter()
    writer.string(column.span)
    let name = String(decoding: writer.bytes, as: UTF8.self)
    guard let value else { return Fault(.timeSeries, "\(name) is missing: no time") }
    return Fault(.timeSeries, "\(name) is \(record.shown(value.range)), \(words)")
  }
}
