import NDJSON
import TimeSeries

/// Leaves members out of records, and writes the columns that the group was made of in place of its
/// own: the others stay byte for byte, in their order.
struct RecordCut: Sendable {
  private let dropped: [[UInt8]]
  /// The name of the group column, and its parts; nil where it has none.
  private let group: (name: [UInt8], parts: GroupParts)?
  /// What is left of the record that was cut last.
  private(set) var rest: [UInt8] = []

  /// The cut that the records of a run need before they leave; nil where they leave as they are.
  init?(_ spec: Spec) {
    dropped = spec.controlColumns.map { Array($0.utf8) }
    group = spec.groupParts.flatMap { parts in
      spec.groupColumn.map { (Array($0.utf8), parts) }
    }
    if dropped.isEmpty, group == nil { return nil }
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
      if let group, try record.isName(name, group.name) {
        if rest.count > 1 { rest.append(UInt8(ascii: ",")) }
        var writer = JSONWriter()
        writer.beginObject()
        group.parts.write(try record.text(of: value), into: &writer)
        rest += writer.bytes.dropFirst()
      } else if try !isDropped(name, in: record) {
        if rest.count > 1 { rest.append(UInt8(ascii: ",")) }
        for index in start..<value.range.upperBound { rest.append(record[index]) }
      }
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    rest.append(UInt8(ascii: "}"))
  }

  private func isDropped(_ name: JSONValue, in record: Span<UInt8>) throws(JSONError) -> Bool {
    for other in dropped where try record.isName(name, other) { return true }
    return false
  }
}

extension Span where Element == UInt8 {
  /// Whether the name of a member is this one.
  fileprivate func isName(_ name: JSONValue, _ other: [UInt8]) throws(JSONError) -> Bool {
    name.hasEscapes
      ? try text(of: name) == other : other.span.equals(extracting(name.contents))
  }
}
