public import NDJSON

/// Turns the completions of a group's line into responses: the whole work of ts-validate on a line.
///
///     {"index":0,"records":[{…},{…}],"invalid":[{"text":…,"category":…,"message":…}],
///      "ignored_bytes":0}
public struct ResponseWriter {
  private var walk: ResponseWalk
  private var text: [UInt8] = []
  private var textCount = 0
  private var invalid = JSONWriter()

  /// How many records held and did not, and in how many ways, since the start.
  public internal(set) var totals = ResponseTotals()

  /// A writer by the given rules.
  public init(_ rules: RecordRules) { walk = ResponseWalk(rules) }

  /// Starts on the completions of a group, whose state stands in `line`.
  public mutating func begin(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    let state = try GroupState(line, bytes)
    do throws(SpecError) {
      try walk.begin(state)
    } catch {
      throw .spec(error)
    }
  }

  /// Appends the responses to the completions that stand at the scanner, which moves over them.
  public mutating func write(
    _ scanner: inout JSONScanner, into writer: inout JSONWriter
  ) throws(StreamError) {
    writer.beginArray()
    do throws(JSONError) {
      var more = try scanner.enterArray()
      var position = 0
      while more {
        try writeResponse(&scanner, position: position, into: &writer)
        position += 1
        more = try scanner.hasNext(closing: 0x5D)
      }
    } catch {
      throw .json(error)
    }
    writer.endArray()
  }

  private mutating func writeResponse(
    _ scanner: inout JSONScanner, position: Int, into writer: inout JSONWriter
  ) throws(JSONError) {
    writer.beginObject()
    textCount = 0
    var more = try scanner.enterObject()
    var hasIndex = false
    while more {
      scanner.skipWhitespace()
      let memberStart = scanner.position
      let name = try scanner.memberName()
      if scanner.bytes.equals("text", in: name.contents),
        scanner.bytes.byte(at: scanner.position) == 0x22
      {
        textCount = try scanner.unescape(toFrontOf: &text, loneSurrogates: .dropped)
      } else {
        _ = try scanner.value()
        if scanner.bytes.equals("index", in: name.contents) { hasIndex = true }
        writer.raw(scanner.bytes.extracting(memberStart..<scanner.position))
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
    if !hasIndex {
      writer.name("index")
      writer.integer(position)
    }
    writeRecords(into: &writer)
    writer.endObject()
  }

  /// Walks the text line by line: records go out byte for byte, the others with their fault.
  ///
  /// Records that hold and follow each other go out at once: the line feed between two of them
  /// becomes the comma.
  private mutating func writeRecords(into writer: inout JSONWriter) {
    walk.restart()
    invalid.removeAll()
    var text = self.text
    self.text = []
    defer { self.text = text }
    var used = 0
    var blanks = 0
    var lineStart = 0
    writer.name("records")
    writer.beginArray()
    var run = 0..<0
    while lineStart < textCount {
      let (lineEnd, verdict) = judgeLine(at: lineStart, of: text.span.extracting(0..<textCount))
      switch verdict {
      case .valid(let record, _):
        if !run.isEmpty, record.lowerBound == run.upperBound &+ 1 {
          text[run.upperBound] = 0x2C
          run = run.lowerBound..<record.upperBound
        } else {
          if !run.isEmpty { writer.raw(text.span.extracting(run)) }
          run = record
        }
        totals.valid &+= 1
        used &+= record.count
        blanks &+= lineEnd &- record.upperBound
      case .invalid(let record, let fault):
        write(fault, text.span.extracting(record))
        used &+= record.count
        blanks &+= lineEnd &- record.upperBound
      case .noRecord, .notCounted: break
      }
      if lineEnd < textCount { blanks &+= 1 }
      lineStart = lineEnd &+ 1
    }
    if !run.isEmpty { writer.raw(text.span.extracting(run)) }
    writer.endArray()
    writeRest(ignored: textCount &- used &- blanks, into: &writer)
  }

  /// Appends what was not among the records.
  private mutating func writeRest(ignored: Int, into writer: inout JSONWriter) {
    writer.name("invalid")
    writer.beginArray()
    writer.append(invalid.bytes)
    writer.endArray()
    totals.ignoredBytes &+= ignored
    writer.name("ignored_bytes")
    writer.integer(ignored)
  }

  @inline(__always)
  private mutating func judgeLine(
    at start: Int, of text: Span<UInt8>
  ) -> (end: Int, verdict: LineVerdict) {
    let end = text.firstIndex(of: 0x0A, from: start) ?? text.count
    return (end, walk.judge(start..<end, of: text))
  }

  private mutating func write(_ fault: Fault, _ record: Span<UInt8>) {
    invalid.beginObject()
    invalid.name("text")
    invalid.string(record)
    invalid.name("category")
    invalid.string(fault.category.rawValue)
    invalid.name("message")
    invalid.string(fault.message)
    invalid.endObject()
    totals.count(fault)
  }
}

/// What a stream's responses came to, for a summary.
public struct ResponseTotals: Sendable {
  /// Records that hold.
  public internal(set) var valid = 0
  /// Records that do not.
  public internal(set) var invalid = 0
  /// Bytes of text that belong to no record.
  public internal(set) var ignoredBytes = 0
  /// How often each category came, with the first message of each.
  public private(set) var faults: [FaultCategory: (count: Int, example: String)] = [:]

  mutating func count(_ fault: Fault) {
    invalid += 1
    faults[fault.category, default: (0, fault.message)].count += 1
  }
}
