import NDJSON
import Tables

extension TableLoader {
  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    try members.scan(bytes, names: names)
    for column in roles.columns.indices {
      guard let value = members.values[column], value.kind != .null else {
        addNull(column)
        continue
      }
      if roles.columns[column].isNumeric {
        let isNumber = value.kind == .number
        addNumber(column, isNumber ? bytes.readNumber(value.range) : nil)
      } else if isPlain(value) {
        addText(column, bytes, plainRange(of: value))
      } else {
        let text = try text(of: value, bytes)
        addText(column, text.span, 0..<text.count)
      }
    }
    let group = try group(of: bytes)
    let time = roles.timeColumn == nil ? nil : members.values[roles.columns.count]
    guard let time, time.kind == .string || time.kind == .number else {
      return add(group: group, time: nil, of: bytes)
    }
    if time.hasEscapes {
      let text = try text(of: time, bytes)
      add(group: group, time: 0..<text.count, of: text.span)
    } else {
      add(group: group, time: plainRange(of: time), of: bytes)
    }
  }

  /// The group of a record: its id's text, whatever its type; none where it is null or nested.
  private mutating func group(of bytes: Span<UInt8>) throws(TableError) -> Int32 {
    guard roles.groupColumn != nil else { return 0 }
    guard let value = members.values[names.count - 1], value.kind != .null, value.kind != .object,
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
