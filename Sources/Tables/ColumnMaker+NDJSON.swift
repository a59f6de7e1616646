import NDJSON
import TimeSeries

extension ColumnMaker {
  /// Makes a record of NDJSON; what is no object goes on as it is, for another to refuse.
  package mutating func take(record: Span<UInt8>, line: Int) throws(TableError) {
    // So does one that has a part twice, which would be lost.
    guard record.isWellFormedUTF8, let members = try? record.members(),
      !made.contains(where: { column in
        column.parts.contains { part in members.count { $0.name == part } > 1 }
      })
    else {
      text = record.copy(0..<record.count)
      return
    }
    if !isDecided { try decide(members.map(\.name)) }
    var values: [[UInt8]?] = []
    for column in made {
      var parts: [[UInt8]?] = []
      for (number, name) in column.parts.enumerated() {
        let value = members.first { $0.name == name }?.value
        if column.time == nil, let value { try observe(key: number, value, record, line) }
        parts.append(try value.flatMap { value throws(TableError) in try record.part(value) })
      }
      values.append(value(column, parts))
    }
    write(members, record, values)
  }

  private mutating func observe(
    key: Int, _ value: JSONValue, _ record: Span<UInt8>, _ line: Int
  ) throws(TableError) {
    let kind: CellKind =
      switch value.kind {
      case .string: .string
      case .number: record.readNumber(value.range).kind
      case .boolean: .boolean
      case .null: .null
      case .object, .array:
        throw .nestedGroup(
          keys[key].name, String(decoding: record.copy(value.range.prefix(60)), as: UTF8.self))
      }
    keys[key].observe(CellReading(kind: kind, value: 0), record, value.range, line: line)
  }

  private mutating func write(
    _ members: [(name: String, value: JSONValue)], _ record: Span<UInt8>,
    _ values: [[UInt8]?]
  ) {
    var writer = JSONWriter()
    writer.beginObject()
    for (number, member) in members.enumerated() {
      for (column, value) in zip(made, values) {
        let isFirst =
          column.parts.contains(member.name)
          && !members[..<number].contains { column.parts.contains($0.name) }
        guard isFirst, let value else { continue }
        writer.name(column.name)
        writer.string(value.span)
      }
      if made.contains(where: { $0.parts.contains(member.name) }) { continue }
      writer.name(member.name)
      writer.raw(record.extracting(member.value.range))
    }
    writer.endObject()
    text = writer.bytes
  }
}

extension Span where Element == UInt8 {
  /// The members of a record that is one object.
  fileprivate func members() throws(JSONError) -> [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = []
    var scanner = JSONScanner(self)
    scanner.skipWhitespace()
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName()
      members.append((try string(of: name), try scanner.value()))
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    try scanner.expectEnd()
    return members
  }

  /// The text of a value that is a part of a column; nil for null.
  fileprivate func part(_ value: JSONValue) throws(TableError) -> [UInt8]? {
    switch value.kind {
    case .null: return nil
    case .string: do throws(JSONError) { return try text(of: value) } catch { throw .json(error) }
    default: return copy(value.range)
    }
  }
}
