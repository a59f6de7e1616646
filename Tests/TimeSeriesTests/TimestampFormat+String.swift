import TimeSeries

/// The calls that take bytes, for strings.
extension TimestampFormat {
  func parse(_ text: String) -> Timestamp? { parse(Array(text.utf8).span) }

  func parse(_ text: String, kind: ValueKind) -> Timestamp? {
    parse(Array(text.utf8).span, kind: kind)
  }

  func refusalReason(_ text: String) -> String? { refusalReason(Array(text.utf8).span) }

  mutating func adoptSpelling(of text: String) -> Bool {
    adoptSpelling(of: Array(text.utf8).span)
  }

  func written(_ microseconds: Int64) -> String {
    var bytes: [UInt8] = []
    write(Timestamp(microseconds: microseconds), into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
