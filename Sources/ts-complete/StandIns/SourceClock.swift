import NDJSON
import TimeSeries

/// Moves the time that stands beside the index of records that are counted.
struct SourceClock {
  private let column: String
  private let format: TimestampFormat
  private let interval: Int64?

  /// A clock for the records of a spec; nil where they have no such time.
  init?(_ spec: Spec) {
    guard let source = spec.sourceTime, let format = try? TimestampFormat(source.format) else {
      return nil
    }
    column = source.column
    self.format = format
    interval = source.interval
  }

  /// A record with the time that comes after the last one's: as far as that is from the one before
  /// it, where the spec leaves that open.
  ///
  /// The first record of all may have any time, and has that of 1970.
  func moved(_ record: [UInt8], after window: ArraySlice<[UInt8]>) -> [UInt8] {
    guard let value = record.span.member(column) else { return record }
    let times = window.suffix(2).compactMap { time(in: $0.span) }
    let last = times.last ?? Timestamp(microseconds: 0)
    let distance = times.count > 1 ? times[1].microseconds - times[0].microseconds : 0
    let sum = last.microseconds.addingReportingOverflow(interval ?? max(0, distance))
    let next = times.isEmpty || sum.overflow ? last : Timestamp(microseconds: sum.partialValue)
    let sample = window.last ?? record
    var spelled = format
    var text: [UInt8] = []
    let isText = sample.span.member(column)?.kind ?? .string == .string
    if let known = sample.span.member(column), isText {
      spelled.adoptSpelling(of: sample.span.extracting(known.contents))
    }
    guard spelled.write(next, into: &text) else { return record }
    if isText { text = [0x22] + text + [0x22] }
    return record[..<value.range.lowerBound] + text + record[value.range.upperBound...]
  }

  private func time(in record: Span<UInt8>) -> Timestamp? {
    record.member(column).flatMap { format.time(of: $0, in: record) }
  }
}
