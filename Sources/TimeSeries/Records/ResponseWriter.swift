public import NDJSON

/// Turns the completions of a group's line into responses: the whole work of ts-validate on a line.
///
///     {"index":0,"records":[{…},{…}],"invalid":[{"text":…,"category":…,"message":…}],
///      "ignored_bytes":0}
public struct ResponseWriter {
  private var walk: ResponseWalk
  private let learns: Bool
  private var template: RecordTemplate?
  /// Whether the record before was one that the template did not accept.
  private var wasMissed = false
  /// One line of a completion, un-escaped.
  private var line: [UInt8] = []
  /// The valid records of a completion, with commas between them, and how many bytes they take.
  private var records: [UInt8] = []
  private var recordsEnd = 0
  private var invalid = JSONWriter()
  private var validCount = 0
  private var faults: [Fault] = []
  private var ignored = 0

  /// How many records held and did not, and in how many ways, since the start.
  public internal(set) var totals = ResponseTotals()

  /// A writer by the given rules; one that does not learn judges each record by itself.
  public init(_ rules: RecordRules, learns: Bool = true) {
    walk = ResponseWalk(rules)
    self.learns = learns
  }

  /// Starts on the completions of a group, whose state stands in `line`.
  public mutating func begin(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    let state = try GroupState(line, bytes)
    do throws(SpecError) {
      try walk.begin(state)
    } catch {
      throw .spec(error)
    }
    template?.setGroup(walk.groupID)
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
    forgetText()
    var more = try scanner.enterObject()
    var hasIndex = false
    while more {
      scanner.skipWhitespace()
      let memberStart = scanner.position
      let name = try scanner.memberName()
      if scanner.bytes.equals("text", in: name.contents),
        scanner.bytes.byte(at: scanner.position) == 0x22
      {
        // Of two texts the last one counts.
        forgetText()
        try judgeText(&scanner)
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
    writer.name("records")
    writer.beginArray()
    writer.append(records.span.extracting(0..<recordsEnd))
    writer.endArray()
    writer.name("invalid")
    writer.beginArray()
    writer.append(invalid.bytes)
    writer.endArray()
    writer.name("ignored_bytes")
    writer.integer(ignored)
    writer.endObject()
    totals.valid &+= validCount
    for fault in faults { totals.count(fault) }
    totals.ignoredBytes &+= ignored
  }

  private mutating func forgetText() {
    walk.restart()
    recordsEnd = 0
    invalid.removeAll()
    validCount = 0
    faults.removeAll(keepingCapacity: true)
    ignored = 0
    wasMissed = false
  }

  /// Judges the string at the scanner, a completion's text, line by line: valid records are kept
  /// byte for byte, the others with their fault.
  private mutating func judgeText(_ scanner: inout JSONScanner) throws(JSONError) {
    let start = scanner.position
    // Records are never longer than their escaped text; some bytes more are written after them.
    let room = scanner.bytes.count &- start &+ 64
    if records.count < room {
      records.append(contentsOf: repeatElement(0, count: room &- records.count))
    }
    scanner.position &+= 1
    var isLast = false
    while !isLast {
      if template != nil, walk.acceptsRecords { matchRecords(&scanner) }
      line.removeAll(keepingCapacity: true)
      isLast = try scanner.appendLine(of: start, to: &line, loneSurrogates: .dropped)
      judgeLine()
    }
  }

  /// Moves past the records that the template accepts and that are due.
  private mutating func matchRecords(_ scanner: inout JSONScanner) {
    var records: [UInt8] = []
    swap(&records, &self.records)
    defer { swap(&records, &self.records) }
    var span = records.mutableSpan
    var output = unsafe span.mutableBytes
    let count = template?.match(
      scanner.bytes, from: &scanner.position, &walk, into: &output, at: &recordsEnd)
    guard let count, count > 0 else { return }
    validCount &+= count
    wasMissed = false
  }

  private mutating func judgeLine() {
    var line: [UInt8] = []
    swap(&line, &self.line)
    defer { swap(&line, &self.line) }
    switch walk.judge(0..<line.count, of: line.span) {
    case .valid(let record, _):
      if recordsEnd > 0 {
        records[recordsEnd] = 0x2C
        recordsEnd &+= 1
      }
      for index in record {
        records[recordsEnd] = line[index]
        recordsEnd &+= 1
      }
      validCount &+= 1
      ignored &+= record.lowerBound
      learn(line.span.extracting(record))
    case .invalid(let record, let fault):
      write(fault, line.span.extracting(record))
      ignored &+= record.lowerBound
    case .noRecord, .notCounted: ignored &+= line.count
    }
  }

  /// Learns from the first valid record, and anew from the second in a row that was not accepted.
  private mutating func learn(_ record: Span<UInt8>) {
    guard learns, walk.rules.sequence == nil else { return }
    if template == nil || wasMissed {
      template = RecordTemplate(record, of: walk.groupID, by: walk.rules)
    }
    wasMissed = true
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
    faults.append(fault)
  }
}
