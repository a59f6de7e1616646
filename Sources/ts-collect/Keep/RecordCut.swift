import NDJSON

/// Leaves members out of records: the others stay byte for byte, in their order.
struct RecordCut: Sendable {
  private let dropped: [[UInt8]]
  /// What is left of the record that was cut last.
  private(set) var rest: [UInt8] = []

  /// A cut that leaves out the members of these names.
  init(_ names: [String]) {
    dropped = names.map { Array($0.utf8) }
  }

  /// Cuts a record, which is one JSON object.
  mutating func cut(_ record: Span<UInt8>) throws(JSONError) {
    rest.removeAll(keepingCapacity: true)
    rest.append(UInt8(ascii: "{"))
    var scanner = JSONScanner(record)
    var more = try scanner.enterObject()
    while more {
      let start = scanner.position
      let name = try scanner.memberName()
      let value = try scanner.value()
      if try !isDropped(name, in: record) {
        if rest.count > 1 { rest.append(UInt8(ascii: ",")) }
        for index in start..<value.range.upperBound { rest.append(record[index]) }
      }
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    rest.append(UInt8(ascii: "}"))
  }

  private func isDropped(_ name: JSONValue, in record: Span<UInt8>) throws(JSONError) -> Bool {
    if name.hasEscapes { return dropped.contains(try record.text(of: name)) }
    let text = record.extracting(name.contents)
    return dropped.contains { $0.span.equals(text) }
  }
}
