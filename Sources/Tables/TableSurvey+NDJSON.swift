import NDJSON
import TimeSeries

extension TableSurvey {
  /// Takes a record of an NDJSON table in: one line, which must be an object.
  ///
  /// The first record names the columns; a later one may add some, which the ones before lacked.
  package mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    try members.scan(bytes, names: names)
    if !members.unknown.isEmpty {
      for member in members.unknown {
        if columns.contains(where: { $0.name == member.name }) {
          throw .repeatedColumn(member.name)
        }
        addColumn(member.name)
        columns[columns.count - 1].observeAbsent(rowCount)
        names.append(Array(member.name.utf8))
      }
      try members.scan(bytes, names: names)
      if rowCount == 0 { try checkNames() }
    }
    if rowCount == 0, timeColumns.isEmpty, !questions.hasNoTime { try guessTimeColumns(bytes) }
    guard let group = try group(of: bytes) else { return addUngrouped(line) }
    if let column = timeColumns.first?.column, let time = members.values[column],
      try drops(group, bytes, time, line: line)
    {
      return
    }
    for column in columns.indices {
      guard let value = members.values[column] else {
        columns[column].observeAbsent(1)
        observeTime(column, bytes, 0..<0, isNull: true, group, line)
        continue
      }
      if value.kind == .string, value.hasEscapes {
        let text = try unescaped(bytes, value)
        observe(column, .string, text.span, 0..<text.count, group, line)
      } else {
        observe(column, value.kind, bytes, value.textRange, group, line)
      }
    }
    count(group, bytes, 0..<bytes.count, line: line)
  }

  /// The group that the scanned record belongs to; nil where it has none.
  private mutating func group(of bytes: Span<UInt8>) throws(TableError) -> Int? {
    guard let groupColumn else {
      guard let step = questions.splitStep, let column = timeColumns.first?.column,
        let time = members.values[column]
      else { return 0 }
      return try piece(of: wholeSeries(), bytes, time, step)
    }
    guard let key = members.values[groupColumn], key.kind != .null else { return nil }
    if key.kind == .object || key.kind == .array {
      let text = String(decoding: bytes.copy(key.range.prefix(60)), as: UTF8.self)
      throw .nestedGroup(columns[groupColumn].name, key.range.count > 60 ? text + "…" : text)
    }
    let group = self.group(bytes, key.range)
    guard let step = questions.splitStep, let column = timeColumns.first?.column,
      let time = members.values[column]
    else { return group }
    return try piece(of: group, bytes, time, step)
  }

  private mutating func piece(
    of group: Int, _ bytes: Span<UInt8>, _ time: JSONValue, _ step: Step
  ) throws(TableError) -> Int {
    guard time.kind == .string, time.hasEscapes else {
      return piece(of: group, bytes, time.textRange, step)
    }
    let text = try unescaped(bytes, time)
    return piece(of: group, text.span, 0..<text.count, step)
  }

  private mutating func drops(
    _ group: Int, _ bytes: Span<UInt8>, _ time: JSONValue, line: Int
  ) throws(TableError) -> Bool {
    if questions.keptStep == nil { return false }
    guard time.kind == .string, time.hasEscapes else {
      return drops(group, bytes, time.textRange, line: line)
    }
    let text = try unescaped(bytes, time)
    return drops(group, text.span, 0..<text.count, line: line)
  }

  private mutating func observe(
    _ column: Int, _ kind: JSONKind, _ bytes: Span<UInt8>, _ range: Range<Int>, _ group: Int,
    _ line: Int
  ) {
    let reading: CellReading
    switch kind {
    case .string: reading = CellReading(kind: .string, value: 0)
    case .number: reading = bytes.readNumber(range)
    case .boolean: reading = CellReading(kind: .boolean, value: 0)
    case .null: reading = CellReading(kind: .null, value: 0)
    case .object, .array: reading = CellReading(kind: .nested, value: 0)
    }
    columns[column].observe(reading, bytes, range, line: line)
    observeTime(column, bytes, range, isNull: kind == .null, group, line)
  }

  private mutating func observeTime(
    _ column: Int, _ bytes: Span<UInt8>, _ range: Range<Int>, isNull: Bool, _ group: Int,
    _ line: Int
  ) {
    for index in timeColumns.indices where timeColumns[index].column == column {
      timeColumns[index].observe(bytes, range, isNull: isNull, group: group, line: line)
    }
  }

  private func unescaped(_ bytes: Span<UInt8>, _ value: JSONValue) throws(TableError) -> [UInt8] {
    do throws(JSONError) { return try bytes.text(of: value) } catch { throw .json(error) }
  }

  /// The columns that may hold the time, by the values of the first record.
  private mutating func guessTimeColumns(_ bytes: Span<UInt8>) throws(TableError) {
    for column in columns.indices
    where column != groupColumn && !columns[column].isPassedOver {
      guard let value = members.values[column], value.range.count <= 64,
        value.kind == .string || value.kind == .number
      else { continue }
      let text = value.kind == .string ? try unescaped(bytes, value) : bytes.copy(value.range)
      guessTimeColumn(column, text: String(decoding: text, as: UTF8.self))
    }
  }
}

extension JSONValue {
  /// Where its text is, without the quotes of a string.
  fileprivate var textRange: Range<Int> { kind == .string ? contents : range }
}
