import NDJSON

/// The words in which faults name columns and times.
extension RecordRules {
  /// A column's name in quotes.
  public func quotedName(_ column: Int) -> String {
    var writer = JSONWriter()
    let name = table.names[column]
    writer.string(name.span)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The name of the time column in quotes.
  var shownTimeColumn: String { quotedName(timeColumn) }

  /// A time as the column writes it.
  public func shown(_ time: Timestamp) -> String {
    var bytes: [UInt8] = []
    if !format.write(time, into: &bytes) { time.writeSeconds(into: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The time column with a record's time: as the record has it, and where that differs, then as
  /// the column's format writes it, in which a message names other times.
  public func timeSubject(_ time: Timestamp, written: String) -> String {
    let shown = shown(time)
    return "\(shownTimeColumn) is \(written == shown ? shown : "\(written) (\(shown))")"
  }

  /// Why a time may not follow the one before it.
  public func stepComplaint(
    _ time: Timestamp, written: String, after last: Timestamp, by chronology: Chronology
  ) -> String {
    let rule: String
    switch chronology.step {
    case .increasing: rule = "must be later than \(shown(last))"
    case .any: rule = "is not a time"
    case .fixed, .calendar:
      rule = chronology.next(after: last).map { "must be \(shown($0))" } ?? "has no next time"
    }
    return "\(timeSubject(time, written: written)), \(rule)"
  }
}
