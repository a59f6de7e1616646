import NDJSON
package import TimeSeries

/// A column that may hold the time: what its texts can be read as, row after row.
package struct TimeColumn: Sendable {
  /// The number of the column.
  package let column: Int
  /// The formats in which all texts so far were read; those that failed are gone.
  package private(set) var tracks: [TimeTrack] = []
  /// Records without a time.
  package private(set) var nulls = FaultLines()
  /// Texts that no format reads, though the ones before were read.
  package private(set) var unreadable = FaultLines()

  /// The first text of the column.
  package private(set) var firstText: [UInt8] = []

  /// Texts whose offset from UTC is not that of the first.
  package private(set) var otherOffsets = FaultLines()

  private var rowsRead = 0
  /// How the first text ends, where that is an offset from UTC.
  private var offsetText: ArraySlice<UInt8> = []
  /// The zone of the times, where one was given.
  private let zone: Zone?

  /// A column whose format is to be found.
  package init(column: Int, zone: Zone? = nil) {
    self.column = column
    self.zone = zone
  }

  /// A column whose format is given.
  package init(column: Int, format: TimestampFormat) {
    self.column = column
    zone = format.zone
    tracks = [TimeTrack(format: format)]
  }

  /// Whether all records had a time that could be read.
  package var isWhole: Bool { nulls.count == 0 && unreadable.count == 0 && !tracks.isEmpty }

  /// Takes a record's time in.
  package mutating func observe(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isNull: Bool, group: Int, line: Int
  ) {
    guard !isNull else { return nulls.add(line) }
    if tracks.isEmpty { findFormats(bytes, range) }
    if firstText.isEmpty {
      let text = bytes.copy(range)
      for index in tracks.indices { tracks[index].adoptSpelling(of: text.span) }
      firstText = text
      if tracks.first?.format.hasOffset ?? false {
        let sign = text.suffix(6).lastIndex { $0 == 0x2B || $0 == 0x2D }
        offsetText = sign.map { text[$0...] } ?? []
      }
    }
    if tracks.count > 1 { dropFormats(bytes, range) }
    if !offsetText.isEmpty, zone == nil, !endsInOffset(bytes, range) { otherOffsets.add(line) }
    var isRead = !tracks.isEmpty
    for index in tracks.indices
    where !tracks[index].observe(bytes, range, group: group, line: line) {
      isRead = false
    }
    if !isRead { unreadable.add(line, bytes, range) }
  }

  /// Drops the formats that do not read a text, as long as one does, and the units of numbers for
  /// which it is too large.
  ///
  /// Numbers that a date format has read a thousand times are dates, and no longer tried as
  /// seconds; of units the coarsest is left then.
  private mutating func dropFormats(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let text = bytes.extracting(range)
    let reading = tracks.indices.filter { tracks[$0].isLikely(text) }
    if !reading.isEmpty, reading.count < tracks.count { tracks = reading.map { tracks[$0] } }
    rowsRead += 1
    if rowsRead == 1000 { tracks = tracks.withOneUnit }
  }

  /// Whether a text ends in the offset in which the column's first text does.
  private func endsInOffset(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= offsetText.count else { return false }
    let start = range.upperBound - offsetText.endIndex
    return offsetText.indices.allSatisfy { bytes[start + $0] == offsetText[$0] }
  }

  /// The formats that the first text can have.
  private mutating func findFormats(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard range.count <= 64 else { return }
    let text = String(decoding: bytes.copy(range), as: UTF8.self)
    var names = TimestampShape(text).formats
    // A later number may be larger.
    if let unit = names.last.flatMap(NumberUnit.init(formatName:)) {
      names += unit.finer.map(\.formatName)
    }
    for name in names {
      guard var format = try? TimestampFormat(name), format.parse(bytes.extracting(range)) != nil
      else { continue }
      format.zone = zone
      tracks.append(TimeTrack(format: format))
    }
  }
}

extension TimeTrack {
  /// Whether a text can be a time of the format; a number that is too large for its unit cannot.
  fileprivate func isLikely(_ text: Span<UInt8>) -> Bool {
    guard let time = format.parse(text) else { return false }
    return format.unit == nil || NumberUnit.isLikely(time)
  }
}

extension [TimeTrack] {
  /// The tracks of dates, or where there are none, the one of the coarsest unit of numbers.
  var withOneUnit: [TimeTrack] {
    let dates = filter { $0.format.unit == nil }
    return dates.isEmpty ? Array(prefix(1)) : dates
  }
}
