import NDJSON
import Tables

extension TableLoader {
  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    if cellOfColumn.isEmpty {
      cellOfColumn = Array(0..<roles.columns.count)
      cellOfTime = roles.timeColumn.map { _ in roles.columns.count }
      cellOfGroup = roles.groupColumn.map { _ in names.count - 1 }
    }
    try members.scan(bytes, names: names)
    for place in members.order { isMet[place] = true }
    for other in members.unknown { addOther(other.name) }
    try add(members, of: bytes, line: line)
  }

  /// Takes in a record whose members were found.
  mutating func add(
    _ members: RecordMembers, of bytes: Span<UInt8>, line: Int
  ) throws(TableError) {
    for column in cellOfColumn.indices {
      let value = cellOfColumn[column].flatMap { members.values[$0] }
      guard let value, value.kind != .null else {
        addNull(column)
        continue
      }
      try add(column, value, of: bytes)
    }
    let group = try group(cellOfGroup.flatMap { members.values[$0] }, bytes)
    guard let time = cellOfTime.flatMap({ members.values[$0] }),
      time.kind == .string || time.kind == .number
    else { return add(group: group, time: nil, of: bytes, line: line) }
    if time.hasEscapes {
      let text = try text(of: time, bytes)
      add(group: group, time: 0..<text.count, of: text.span, line: line)
    } else {
      add(group: group, time: plainRange(of: time), of: bytes, line: line)
    }
  }

  @inline(__always)
  private mutating func add(
    _ column: Int, _ value: JSONValue, of bytes: Span<UInt8>
  ) throws(TableError) {
    if roles.columns[column].isNumeric {
      let reading = value.kind == .number ? bytes.readNumber(value.range) : nil
      if !isTaken(column, forTextOf: reading) { return addNumber(column, reading) }
    }
    if isPlain(value) {
      addText(column, bytes, plainRange(of: value))
    } else {
      let text = try text(of: value, bytes)
      addText(column, text.span, 0..<text.count)
    }
  }

  /// The group of a record: its id's text, whatever its type; none where it is null or nested.
  private mutating func group(
    _ value: JSONValue?, _ bytes: Span<UInt8>
  ) throws(TableError) -> Int32 {
    guard roles.groupColumn != nil else { return 0 }
    guard let value, value.kind != .null, value.kind != .object,
      value.kind != .array
    else { return RawTable.none }
    if isPlain(value) { return group(bytes, plainRange(of: value)) }
    let text = try text(of: value, bytes)
    return group(text.span, 0..<text.count)
  }

  /// Whether a value's text stands in the record as it is.
  private func isPlain(_ value: JSONValue) -> Bool {
    !value.hasEscapes && value.kind != .object && value.kind != .array
  }

  private func plainRange(of value: JSONValue) -> Range<Int> {
    value.kind == .string ? value.contents : value.range
  }

  /// The text of a string, or the JSON of a nested value without white space between its parts.
  private func text(of value: JSONValue, _ bytes: Span<UInt8>) throws(TableError) -> [UInt8] {
    if value.kind == .string {
      do throws(JSONError) { return try bytes.text(of: value) } catch { throw .json(error) }
    }
    var (text, isInString, isEscaped) = ([UInt8](), false, false)
    for index in value.range {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      if isInString || byte > 0x20 { text.append(byte) }
    }
    return text
  }
}
