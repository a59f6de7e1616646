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
      drops(group, bytes, time.kind == .string ? time.contents : time.range, line: line)
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
        let range = value.kind == .string ? value.contents : value.range
        observe(column, value.kind, bytes, range, group, line)
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
      let range = time.kind == .string ? time.contents : time.range
      return piece(of: wholeSeries(), bytes, range, step)
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
    return piece(of: group, bytes, time.kind == .string ? time.contents : time.range, step)
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
