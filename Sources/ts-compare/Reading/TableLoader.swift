import NDJSON
import Tables
import TimeSeries

/// Takes the records of a table into memory, by the columns that REAL has.
struct TableLoader: RecordSink {
  let roles: Roles
  var vocabulary: Vocabulary
  var table: RawTable
  /// The cells that hold the columns, in the order of the header; nil where there is none.
  var cellOfColumn: [Int?] = []
  var cellOfTime: Int?
  var cellOfGroup: Int?
  /// How many cells the header has.
  var width = 0
  var members = RecordMembers()
  /// The names of the members that are looked for: the columns, then time and group.
  let names: [[UInt8]]
  let hasOffset: Bool
  let isTimeOfDay: Bool

  /// - Parameter count: About how many records there are.
  init(_ roles: Roles, _ vocabulary: Vocabulary, count: Int) {
    self.roles = roles
    self.vocabulary = vocabulary
    table = RawTable(columns: roles.columns.count)
    table.reserve(count, roles)
    let others = [roles.timeColumn, roles.groupColumn].compactMap(\.self)
    names = (roles.columns.map(\.name) + others).map { Array($0.utf8) }
    hasOffset = roles.format?.hasOffset ?? false
    isTimeOfDay = roles.format?.isTimeOfDay ?? false
    let nothing: [UInt8] = []
    if roles.groupColumn == nil { _ = self.vocabulary.groups.insert(nothing.span, 0..<0) }
  }

  /// Adds the cell of a column that is null.
  @inline(__always)
  mutating func addNull(_ column: Int) {
    if roles.columns[column].isNumeric {
      table.numbers[column].append(.nan)
    } else {
      table.texts[column].append(RawTable.none)
    }
  }

  /// Adds the cell of a column of numbers; nil for a text that is none.
  @inline(__always)
  mutating func addNumber(_ column: Int, _ reading: CellReading?) {
    table.filled[column] &+= 1
    if let reading, reading.kind == .integer || reading.kind == .number {
      table.numeric[column] &+= 1
      table.numbers[column].append(reading.value)
    } else {
      table.numbers[column].append(.nan)
    }
  }

  /// Adds the cell of a column of text.
  @inline(__always)
  mutating func addText(_ column: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    table.filled[column] &+= 1
    table.texts[column].append(
      Int32(truncatingIfNeeded: vocabulary.texts[column].insert(bytes, range).number))
  }

  /// The number of the group whose id stands at `range`.
  @inline(__always)
  mutating func group(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    if let last = table.groups.last, last >= 0,
      vocabulary.groups.isText(of: Int(last), bytes, range)
    {
      return last
    }
    return Int32(truncatingIfNeeded: vocabulary.groups.insert(bytes, range).number)
  }

  /// Adds the group and the time of a record, whose text is nil where it is null.
  @inline(__always)
  mutating func add(group: Int32, time text: Range<Int>?, of bytes: Span<UInt8>) {
    guard roles.timeColumn != nil else {
      return table.add(
        group: group, time: table.numbered(group: group, step: roles.step), offset: 0)
    }
    guard let text, let time = roles.format?.parse(bytes.extracting(text)) else {
      return table.add(group: group, time: RawTable.noTime, offset: 0)
    }
    let placed = isTimeOfDay ? table.placed(time, group: group, step: roles.step) : time
    let offset = hasOffset ? roles.format?.offset(of: bytes.extracting(text)) ?? 0 : 0
    table.add(group: group, time: placed.microseconds, offset: offset)
  }
}
