package import NDJSON

/// The members of one record by the column that each belongs to.
package struct RecordMembers: Sendable {
  /// A name that was not known as a column.
  package struct Unknown: Sendable {
    /// The name.
    package let name: String
    /// Its value.
    package let value: JSONValue
  }

  /// The value of each known column; nil where the record has it not.
  package private(set) var values: [JSONValue?] = []
  /// The columns in the order of the record's members.
  package private(set) var order: [Int] = []
  /// The members that are no known column.
  package private(set) var unknown: [Unknown] = []

  /// The columns of the record before, tried first.
  private var expected: [Int] = []

  /// The members of no record yet.
  package init() {}

  /// Reads the members of a record, which must be one JSON object.
  package mutating func scan(_ record: Span<UInt8>, names: [[UInt8]]) throws(TableError) {
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: repeatElement(nil, count: names.count))
    (order, expected) = (expected, order)
    order.removeAll(keepingCapacity: true)
    unknown.removeAll(keepingCapacity: true)
    guard record.isWellFormedUTF8 else { throw .notUTF8 }
    var scanner = JSONScanner(record)
    scanner.skipWhitespace()
    guard scanner.position < record.count, record[scanner.position] == UInt8(ascii: "{") else {
      throw .notAnObject
    }
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try scanner.memberName()
        let value = try scanner.value()
        try add(name, value, record, names)
        more = try scanner.hasNext(closing: UInt8(ascii: "}"))
      }
      try scanner.expectEnd()
    } catch {
      throw .json(error)
    }
  }

  private mutating func add(
    _ name: JSONValue, _ value: JSONValue, _ record: Span<UInt8>, _ names: [[UInt8]]
  ) throws(JSONError) {
    let text = try record.text(of: name)
    let guess = order.count < expected.count ? expected[order.count] : order.count
    let column = guess < names.count && names[guess] == text ? guess : names.firstIndex(of: text)
    guard let column else {
      let name = String(decoding: text, as: UTF8.self)
      unknown.append(Unknown(name: name, value: value))
      return
    }
    if values[column] != nil { throw JSONError(.repeatedName, at: name.range.lowerBound) }
    values[column] = value
    order.append(column)
  }
}
