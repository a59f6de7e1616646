public import NDJSON

/// Judges the completions in a stream, line by line: the whole of ts-validate but reading and
/// writing.
///
/// What comes out depends on the line and the spec alone.
public struct StreamValidator {
  private var line = StreamLine()
  private var specLine: [UInt8] = []
  private var responses: ResponseWriter?

  /// How many records held and did not, since the start.
  public var totals: ResponseTotals { responses?.totals ?? ResponseTotals() }

  /// A validator that has seen no spec yet.
  public init() {}

  /// Appends what becomes of one line, without its line feed.
  ///
  /// A spec is compiled and passed on; the completions of a group that has not ended become
  /// responses; all else passes through byte for byte.
  public mutating func process(
    _ bytes: Span<UInt8>, into writer: inout JSONWriter
  ) throws(StreamError) {
    try line.scan(bytes)
    switch line.kind {
    case .spec:
      try readSpec(bytes)
    case .group:
      guard responses != nil else { throw .groupBeforeSpec }
      if line[.completions] != nil, !line.hasEnded(bytes) {
        try writeResponses(bytes, into: &writer)
        return
      }
    case .stop, .resumed, .other: break
    }
    writer.append(bytes)
  }

  private mutating func readSpec(_ bytes: Span<UInt8>) throws(StreamError) {
    let text = bytes.copy(0..<bytes.count)
    if responses != nil {
      if text == specLine { return }
      throw .differentSpec(
        specLine.span.shown(0..<specLine.count), text.span.shown(0..<text.count))
    }
    let spec = try Spec(line, bytes)
    do throws(SpecError) {
      responses = ResponseWriter(try RecordRules(spec))
    } catch {
      throw .spec(error)
    }
    specLine = text
  }

  private mutating func writeResponses(
    _ bytes: Span<UInt8>, into writer: inout JSONWriter
  ) throws(StreamError) {
    let state = try GroupState(line, bytes)
    do throws(SpecError) {
      try responses?.begin(state)
    } catch {
      throw .spec(error)
    }
    writer.beginObject()
    for entry in line.entries {
      if entry.member == .completions {
        writer.name(Member.responses.rawValue)
        var scanner = JSONScanner(bytes, at: entry.value.range.lowerBound)
        scanner.allowsLoneSurrogates = true
        try responses?.write(&scanner, into: &writer)
      } else {
        writer.raw(bytes.extracting(entry.start..<entry.value.range.upperBound))
      }
    }
    writer.endObject()
  }
}
