internal import NDJSON

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
  /// Names of columns as the records have them, quotes included.
  private var names: [String: [UInt8]] = [:]

  /// Takes the spelling of the records of a prefill; compact JSON where it has none.
  init(of group: GroupState, _ rules: RecordRules) {
    self.group = group.groupID
    format = rules.format
    hasQuotedTime = !rules.format.isElapsed
    for line in group.currentPrefill.split(separator: 0x0A) {
      try? adopt(line.span, rules.spec)
    }
  }

  /// Takes the spelling of a record, of which only the beginning may be there.
  private mutating func adopt(_ record: Span<UInt8>, _ spec: Spec) throws(JSONError) {
    var scanner = JSONScanner(record)
    var more = try scanner.enterObject()
    var isFirst = true
    while more {
      if !isFirst { afterComma = record.blanks(from: scanner.position) }
      isFirst = false
      let name = try scanner.memberName()
      let text = try record.string(of: name)
      names[text] = record.copy(name.range)
      let value = try scanner.value()
      afterColon = record.blanks(before: value.range.lowerBound)
      if record.escapesSlash(in: value.range) { escapesSlashes = true }
      if text == spec.groupColumn { group = record.copy(value.range) }
      if text == spec.timeColumn, value.kind == .string || value.kind == .number {
        hasQuotedTime = value.kind == .string
        let time = hasQuotedTime ? try record.text(of: value) : record.copy(value.range)
        format.adoptSpelling(of: time.span)
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }

  /// The name of a column as records have it, quotes included.
  func name(_ column: String) -> [UInt8] { names[column] ?? string(Array(column.utf8)) }

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
