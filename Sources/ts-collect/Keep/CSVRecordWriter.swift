import NDJSON

/// Writes JSON records as the rows of one CSV table, with the cells of the named columns.
///
/// The cells are the record's own text: numbers as written, strings un-escaped, null and absent
/// columns empty, nested values as JSON. A member that is no column of the table is left out.
struct CSVRecordWriter: Sendable {
  /// The names of the columns, in the order of the cells.
  let columns: [String]
  /// The rows written so far.
  private(set) var rows: CSVWriter

  private let names: [[UInt8]]
  private var values: [JSONValue?]
  private var memberColumns: [Int] = []
  private var name: [UInt8] = []

  /// A writer of a table with these columns.
  init(columns: [String], delimiter: UInt8 = UInt8(ascii: ",")) {
    self.columns = columns
    names = columns.map { Array($0.utf8) }
    values = Array(repeating: nil, count: columns.count)
    rows = CSVWriter(delimiter: delimiter)
  }

  /// Forgets the rows written so far; the buffer stays for reuse.
  mutating func removeAll() { rows.removeAll() }

  /// Appends the row of column names.
  mutating func appendHeader() {
    for column in columns { rows.append(text: column) }
    rows.endRow()
  }

  /// Appends the row of a record, which is one JSON object.
  mutating func append(record: Span<UInt8>) throws(JSONError) {
    for index in values.indices { values[index] = nil }
    var scanner = JSONScanner(record)
    if try scanner.enterObject() {
      var member = 0
      repeat {
        let name = try scanner.memberName()
        let value = try scanner.value()
        if let column = try column(of: name, member: member, in: record) {
          values[column] = value
        }
        member += 1
      } while try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    for value in values {
      if let value {
        try rows.append(json: record.extracting(value.range))
      } else {
        rows.appendEmpty()
      }
    }
    rows.endRow()
  }

  /// The column that a member is, tried first where the record before had it.
  private mutating func column(of name: JSONValue, member: Int, in record: Span<UInt8>)
    throws(JSONError) -> Int?
  {
    if name.hasEscapes {
      var scanner = JSONScanner(record, at: name.range.lowerBound)
      try scanner.unescape(into: &self.name)
      return names.firstIndex(of: self.name)
    }
    let text = record.extracting(name.contents)
    if member < memberColumns.count {
      let column = memberColumns[member]
      if column >= 0, isName(of: column, text) { return column }
    }
    let column = names.indices.first { isName(of: $0, text) }
    while memberColumns.count <= member { memberColumns.append(-1) }
    memberColumns[member] = column ?? -1
    return column
  }

  private func isName(of column: Int, _ text: Span<UInt8>) -> Bool {
    let name = names[column]
    return name.span.equals(text)
  }
}
