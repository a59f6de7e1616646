import NDJSON
import TimeSeries

/// How the records of a group are spelled where JSON and the time's format leave a choice.
struct RecordSpelling {
  /// White space after a colon.
  var afterColon: [UInt8] = []
  /// White space after a comma.
  var afterComma: [UInt8] = []
  /// Whether strings have their slashes escaped.
  var escapesSlashes = false
  /// Whether the time is a string.
  var hasQuotedTime: Bool
  /// The group's value as JSON.
  var group: [UInt8]
  /// How the time is written.
  var format: TimestampFormat
  /// Names of columns that are spelled otherwise than in compact JSON, by their place.
  private var names: [Int: [UInt8]] = [:]

  /// Takes the spelling of the last records of a prefill; compact JSON where it has none.
  init(of group: GroupState, _ rules: RecordRules, _ shape: RecordShape) {
    self.group = group.groupID
    format = rules.format
    hasQuotedTime = rules.format.unit == nil
    let text = group.currentPrefill.span
    for line in text.lastLines(2) {
      try? adopt(text.extracting(line), rules.spec, shape)
    }
  }

  /// Takes the spelling of a record, of which only the beginning may be there.
  private mutating func adopt(
    _ record: Span<UInt8>, _ spec: Spec, _ shape: RecordShape
  ) throws(JSONError) {
    var scanner = JSONScanner(record)
    var more = try scanner.enterObject()
    var place = 0
    while more {
      if place > 0 { afterComma = record.blanks(from: scanner.position) }
      let name = try scanner.memberName()
      let column = try self.column(place, name, in: record, shape)
      let value = try scanner.value()
      // Behind a later colon a model may have put blanks of its own, which would add up.
      if place == 0 { afterColon = record.blanks(before: value.range.lowerBound) }
      if record.escapesSlash(in: value.range) { escapesSlashes = true }
      if column == spec.groupColumn { group = record.copy(value.range) }
      if column == spec.timeColumn, value.kind == .string || value.kind == .number {
        hasQuotedTime = value.kind == .string
        let time = hasQuotedTime ? try record.text(of: value) : record.copy(value.range)
        format.adoptSpelling(of: time.span)
      }
      more = try scanner.hasNext(closing: 0x7D)
      place += 1
    }
  }

  /// The name of the member at a place; one that is spelled in a way of its own is noted.
  private mutating func column(
    _ place: Int, _ name: JSONValue, in record: Span<UInt8>, _ shape: RecordShape
  ) throws(JSONError) -> String? {
    if place < shape.columns.count {
      let column = shape.columns[place]
      if record.extracting(name.range).equals(column.quotedName.span) { return column.name }
    }
    let text = try record.string(of: name)
    guard let place = shape.columns.firstIndex(where: { $0.name == text }) else { return nil }
    names[place] = record.copy(name.range)
    return text
  }

  /// The name of a column as records have it, quotes included.
  func name(_ place: Int, _ column: RecordShape.Column) -> [UInt8] {
    names[place] ?? spelled(column.quotedName)
  }

  /// A time as a record has it; nil where it cannot be written.
  func time(_ time: Timestamp) -> [UInt8]? {
    var text: [UInt8] = []
    guard format.write(time, into: &text) else { return nil }
    return hasQuotedTime ? string(text) : text
  }

  /// A text as a JSON string in this spelling.
  func string(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text.span)
    return spelled(writer.bytes)
  }

  /// JSON with its slashes as the records have them.
  func spelled(_ json: [UInt8]) -> [UInt8] {
    guard escapesSlashes else { return json }
    var bytes: [UInt8] = []
    for byte in json {
      if byte == 0x2F, bytes.last != 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    return bytes
  }
}

extension Span where Element == UInt8 {
  /// The last lines that are not empty, in their order.
  fileprivate func lastLines(_ most: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var end = count
    while end > 0, lines.count < most {
      var start = end
      while start > 0, self[start - 1] != 0x0A { start -= 1 }
      if start < end { lines.insert(start..<end, at: 0) }
      end = start - 1
    }
    return lines
  }

  /// The spaces and tabs that stand at `start`.
  fileprivate func blanks(from start: Int) -> [UInt8] {
    var end = start
    while end < count, self[end] == 0x20 || self[end] == 0x09 { end += 1 }
    return copy(start..<end)
  }

  /// The spaces and tabs that stand right before `end`.
  fileprivate func blanks(before end: Int) -> [UInt8] {
    var start = end
    while start > 0, self[start - 1] == 0x20 || self[start - 1] == 0x09 { start -= 1 }
    return copy(start..<end)
  }

  /// Whether a slash in `range` has a backslash before it.
  fileprivate func escapesSlash(in range: Range<Int>) -> Bool {
    for index in range.dropFirst() where self[index] == 0x2F && self[index - 1] == 0x5C {
      return true
    }
    return false
  }
}
