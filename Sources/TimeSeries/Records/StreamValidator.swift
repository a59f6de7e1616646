public import NDJSON

/// Judges the completions in a stream, line by line: the whole of ts-validate but reading and
/// writing.
///
/// What comes out depends on the line and the spec alone.
public struct StreamValidator {
  private var line = StreamLine()
  private var specLine: [UInt8] = []
  private var responses: ResponseWriter?
  private let learns: Bool

  /// How many records held and did not, since the start.
  public var totals: ResponseTotals { responses?.totals ?? ResponseTotals() }

  /// A validator that has seen no spec yet; one that does not learn judges each record by itself.
  public init(learns: Bool = true) { self.learns = learns }

  /// Appends what becomes of one line, without its line feed.
  ///
  /// A spec is compiled and passed on; the completions of a group that has not ended become
  /// responses; all else passes through byte for byte.
  public mutating func process(
    _ bytes: Span<UInt8>, into writer: inout JSONWriter
  ) throws(StreamError) {
    if let start = try line.scan(bytes, pausingAt: .completions) {
      if try writeOnePass(bytes, completionsAt: start, into: &writer) { return }
      try line.scan(bytes)
    }
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

  /// Writes the line on the way, as long as the state stands before the completions, where all
  /// stages put it; false, with nothing written, where it does not.
  private mutating func writeOnePass(
    _ bytes: Span<UInt8>, completionsAt start: Int, into writer: inout JSONWriter
  ) throws(StreamError) -> Bool {
    guard line.kind == .group, var responses, !line.hasEnded(bytes),
      line[.lastTimestampSeconds] != nil, line[.currentPrefill] != nil
    else { return false }
    let written = writer.bytes.count
    let before = line.entries.count
    self.responses = nil
    defer { self.responses = responses }
    let unchanged = responses.totals
    try responses.begin(line, bytes)
    writer.beginObject()
    line.copyMembers(of: bytes, except: [], into: &writer)
    writer.name(Member.responses.rawValue)
    var scanner = JSONScanner(bytes, at: start)
    scanner.allowsLoneSurrogates = true
    try responses.write(&scanner, into: &writer)
    try line.resume(bytes, from: scanner.position)
    for entry in line.entries.dropFirst(before + 1) {
      if let member = entry.member, member == .type || Member.ofState.contains(member) {
        writer.truncate(to: written)
        responses.totals = unchanged
        return false
      }
      writer.raw(bytes.extracting(entry.start..<entry.value.range.upperBound))
    }
    writer.endObject()
    return true
  }

  private mutating func readSpec(_ bytes: Span<UInt8>) throws(StreamError) {
    guard responses == nil else {
      if let error = StreamError.difference(of: line, bytes, from: specLine.span) { throw error }
      return
    }
    let spec = try Spec(line, bytes)
    do throws(SpecError) {
      responses = ResponseWriter(try RecordRules(spec), learns: learns)
    } catch {
      throw .spec(error)
    }
    specLine = bytes.copy(0..<bytes.count)
  }

  private mutating func writeResponses(
    _ bytes: Span<UInt8>, into writer: inout JSONWriter
  ) throws(StreamError) {
    try responses?.begin(line, bytes)
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
