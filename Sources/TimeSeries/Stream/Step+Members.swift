import NDJSON

extension Step {
  /// Appends the members of a line that name the step.
  func write(into writer: inout JSONWriter) {
    writer.member(.step, string: name)
    switch self {
    case .fixed(let microseconds):
      writer.member(.intervalSeconds, seconds: Timestamp(microseconds: microseconds))
    case .calendar(let step): writer.member(.calendar, string: step.text)
    case .increasing, .any: break
    }
  }
}

extension StreamLine {
  /// The step that a line names, `fixed` where it gives an interval, else `increasing`.
  func step(of bytes: Span<UInt8>) throws(StreamError) -> Step {
    let interval = try timestamp(.intervalSeconds, of: bytes)
    switch try string(.step, of: bytes) ?? (interval == nil ? "increasing" : "fixed") {
    case "fixed":
      guard let interval else { throw .missing(.intervalSeconds) }
      guard interval.microseconds > 0 else {
        throw .unexpected(.intervalSeconds, found: "0 or less", wanted: "a number above 0")
      }
      return .fixed(microseconds: interval.microseconds)
    case "calendar":
      guard let text = try string(.calendar, of: bytes) else { throw .missing(.calendar) }
      guard let step = CalendarStep(text) else {
        throw .unexpected(.calendar, found: "\"\(text)\"", wanted: CalendarStep.wanted)
      }
      return .calendar(step)
    case "increasing": return .increasing
    case "any": return .any
    case let other:
      throw .unexpected(
        .step, found: "\"\(other)\"", wanted: "fixed, increasing, calendar or any")
    }
  }
}
