internal import NDJSON

/// How the records of a group are spelled: all that stands around the time of one.
struct RecordTemplate {
  /// From the brace to the time's value.
  var beforeTime: [UInt8]
  /// Whether the time is a string.
  var hasQuotedTime = true
  /// Whether strings have their slashes escaped.
  var escapesSlashes = false
  /// White space after a colon.
  var afterColon: [UInt8] = []
  /// White space after a comma.
  var afterComma: [UInt8] = []
  /// The name of the third member as it is spelled, quotes included; nil where there is none.
  var nextName: [UInt8]?

  /// The compact form, for a group whose value is known as JSON.
  init(groupColumn: String?, groupID: [UInt8], timeColumn: String, hasQuotedTime: Bool) {
    var writer = JSONWriter()
    writer.beginObject()
    if let groupColumn {
      writer.name(groupColumn)
      writer.raw(groupID)
    }
    writer.name(timeColumn)
    beforeTime = writer.bytes
    self.hasQuotedTime = hasQuotedTime
  }

  /// Takes the form of `record`; nil where it does not begin with the group and the time.
  ///
  /// `time` gets the text of its time, un-escaped.
  init?(
    of record: Span<UInt8>, groupColumn: String?, timeColumn: String, time: inout [UInt8]
  ) {
    do throws(JSONError) {
      var scanner = JSONScanner(record)
      guard try scanner.enterObject() else { return nil }
      beforeTime = []
      if let groupColumn {
        guard try record.string(of: scanner.memberName()) == groupColumn else { return nil }
        _ = try scanner.value()
        guard try scanner.hasNext(closing: 0x7D) else { return nil }
        afterComma = record.whitespace(from: scanner.position)
      }
      let name = try scanner.memberName()
      guard try record.string(of: name) == timeColumn else { return nil }
      let colonEnd = scanner.position
      let value = try scanner.value()
      beforeTime = record.copy(0..<value.range.lowerBound)
      afterColon = record.whitespace(before: value.range.lowerBound, from: name.range.upperBound)
      hasQuotedTime = value.kind == .string
      guard value.kind == .string || value.kind == .number, colonEnd > 0 else { return nil }
      time = hasQuotedTime ? try record.text(of: value) : record.copy(value.range)
      escapesSlashes = record.escapesSlashes(in: 0..<value.range.upperBound)
      guard try scanner.hasNext(closing: 0x7D) else { return }
      afterComma = record.whitespace(from: scanner.position)
      nextName = record.copy(try scanner.memberName().range)
    } catch {
      return nil
    }
  }

  /// Appends the time as the value of its member.
  func append(time: [UInt8], to bytes: inout [UInt8]) {
    guard hasQuotedTime else {
      bytes += time
      return
    }
    appendString(time, to: &bytes)
  }

  /// Appends a JSON string in this spelling.
  func appendString(_ text: [UInt8], to bytes: inout [UInt8]) {
    var writer = JSONWriter()
    writer.string(text.span)
    guard escapesSlashes else {
      bytes += writer.bytes
      return
    }
    for byte in writer.bytes {
      if byte == 0x2F { bytes.append(0x5C) }
      bytes.append(byte)
    }
  }
}

extension Span where Element == UInt8 {
  /// The white space that stands at `start`.
  fileprivate func whitespace(from start: Int) -> [UInt8] {
    var end = start
    while end < count, self[end] == 0x20 || self[end] == 0x09 { end += 1 }
    return copy(start..<end)
  }

  /// The white space that stands right before `end`, but not before `start`.
  fileprivate func whitespace(before end: Int, from start: Int) -> [UInt8] {
    var begin = end
    while begin > start, self[begin - 1] == 0x20 || self[begin - 1] == 0x09 { begin -= 1 }
    return copy(begin..<end)
  }

  /// Whether a slash in `range` has a backslash before it.
  fileprivate func escapesSlashes(in range: Range<Int>) -> Bool {
    for index in range.dropFirst() where self[index] == 0x2F && self[index - 1] == 0x5C {
      return true
    }
    return false
  }
}
