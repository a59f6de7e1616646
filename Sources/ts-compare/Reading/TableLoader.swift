import NDJSON
import Tables
import TimeSeries

/// Takes the records of a table into memory, by the columns that REAL has.
struct TableLoader: RecordSink {
  private(set) var roles: Roles
  /// Whether what a column is follows from its first cell; else the roles have it.
  private let findsKinds: Bool
  var vocabulary: Vocabulary
  var table: RawTable
  /// The cells, or members, that hold the columns; nil where there is none.
  var cellOfColumn: [Int?] = []
  var cellOfTime: Int?
  var cellOfGroup: Int?
  /// How many cells the header has.
  var width = 0
  /// Which of the names were met.
  var isMet: [Bool]
  /// The times that do not read as REAL's do.
  private var unreadable = FaultLines()
  /// What the table has that REAL has not, the first few.
  private(set) var others: [String] = []
  var members = RecordMembers()
  /// The names of the members that are looked for: the columns, then time and group.
  let names: [[UInt8]]
  let hasOffset: Bool
  /// Whether where a time stands depends on the record before.
  let isRelative: Bool

  /// - Parameter count: About how many records there are.
  init(_ roles: Roles, _ vocabulary: Vocabulary, count: Int) {
    self.init(roles, vocabulary, findsKinds: false)
    table.reserve(count, roles)
  }

  /// Takes the records of REAL by what its first one suggests.
  init(_ survey: TableSurvey, _ step: Step?) {
    let time = survey.timeColumns.first
    let roles = Roles(
      survey, time: time?.column, format: time?.tracks.first?.format, step: step ?? .increasing)
    self.init(roles, Vocabulary(columns: roles.columns.count), findsKinds: true)
    let places = Dictionary(
      survey.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    cellOfColumn = roles.columns.map { places[$0.name] }
    cellOfTime = time?.column
    cellOfGroup = survey.groupColumn
    width = survey.columns.count
  }

  private init(_ roles: Roles, _ vocabulary: Vocabulary, findsKinds: Bool) {
    self.roles = roles
    self.vocabulary = vocabulary
    self.findsKinds = findsKinds
    table = RawTable(columns: roles.columns.count)
    let others = [roles.timeColumn, roles.groupColumn].compactMap(\.self)
    names = (roles.columns.map(\.name) + others).map { Array($0.utf8) }
    isMet = Array(repeating: false, count: names.count)
    hasOffset = roles.format?.hasOffset ?? false
    isRelative = roles.format.map { $0.isTimeOfDay || $0.isLocal } ?? false
    let nothing: [UInt8] = []
    if roles.groupColumn == nil { _ = self.vocabulary.groups.insert(nothing.span, 0..<0) }
  }

  /// Notes a column that REAL has not.
  mutating func addOther(_ name: String) {
    if others.count < 4, !name.isEmpty, !others.contains(name), !roles.passedOver.contains(name) {
      others.append(name)
    }
  }

  /// Drops the columns that are not among some.
  mutating func keep(_ wanted: [Roles.Column]) {
    for column in roles.columns.indices.reversed()
    where !wanted.contains(where: { $0.name == roles.columns[column].name }) {
      roles.columns.remove(at: column)
      vocabulary.texts.remove(at: column)
      table.remove(column)
    }
  }

  /// What there is to say of a table in the place of SYNTHETIC, after the name of its file: records
  /// and times that are not there, and columns that only it has, or only REAL.
  var notes: [String] {
    if table.count == 0 { return [": no record"] }
    let missing = names.indices.filter { !isMet[$0] }.map {
      String(decoding: names[$0], as: UTF8.self)
    }
    var notes: [String] = []
    if !missing.isEmpty { notes.append(": no \(listed(missing)) as in REAL: all missing") }
    if !others.isEmpty { notes.append(": \(listed(others)) not in REAL: left out") }
    if let line = unreadable.lines.first, let format = roles.format {
      notes.append(
        ":\(line): time \"\(unreadable.text)\" is not \(format.text) as in REAL\(unreadable.others)"
      )
    }
    return notes
  }

  /// Takes a column for text whose first cell is none of a number; false where it is of numbers.
  mutating func isTaken(_ column: Int, forTextOf reading: CellReading?) -> Bool {
    guard findsKinds, table.filled[column] == 0, !(reading?.isNumber ?? false) else { return false }
    roles.columns[column].isNumeric = false
    table.numbers[column] = []
    table.texts[column] = Array(repeating: RawTable.none, count: table.count)
    return true
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
    if let reading, reading.isNumber {
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
  mutating func add(group: Int32, time text: Range<Int>?, of bytes: Span<UInt8>, line: Int) {
    guard roles.timeColumn != nil else {
      return table.add(
        group: group, time: table.numbered(group: group, step: roles.step), offset: 0)
    }
    guard let text, let format = roles.format, let time = format.parse(bytes.extracting(text))
    else {
      if let text { unreadable.add(line, bytes, text) }
      return table.add(group: group, time: RawTable.noTime, offset: 0)
    }
    let placed =
      isRelative ? table.placed(time, group: group, step: roles.step, format) : time
    let offset =
      format.zone?.offset(at: placed) ?? (hasOffset ? format.offset(of: bytes.extracting(text)) : 0)
    table.add(group: group, time: placed.microseconds, offset: offset)
  }
}

extension CellReading {
  /// Whether it is a number.
  @inline(__always)
  var isNumber: Bool { kind == .integer || kind == .number }
}
