import NDJSON
import TimeSeries

extension TableSurvey {
  /// Takes the header of a CSV table in.
  package mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    if let value = header.valueOfNoHeader(cells) { throw .noHeader(value) }
    for cell in cells {
      header.appendText(of: cell, to: &text)
      let name = String(decoding: text, as: UTF8.self)
      text.removeAll(keepingCapacity: true)
      if !name.isEmpty, columns.contains(where: { $0.name == name }) { throw .repeatedColumn(name) }
      addColumn(name)
    }
    try checkNames()
  }

  /// Takes a row of a CSV table in.
  package mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    guard cells.count == columns.count else {
      if cells.count == 1, cells[0].range.isEmpty, !cells[0].isQuoted { return }
      throw .ragged(cells: cells.count, columns: columns.count)
    }
    if rowCount == 0, timeColumns.isEmpty, !questions.hasNoTime {
      guessTimeColumns(bytes, cells)
    }
    guard let group = group(of: cells, bytes) else { return addUngrouped(line) }
    if let time = timeColumns.first?.column, drops(group, bytes, cells[time].range, line: line) {
      return
    }
    for column in cells.indices where !columns[column].isPassedOver {
      let cell = cells[column]
      if isNull(cell, bytes) {
        columns[column].observeAbsent(1)
      } else if cell.hasDoubledQuotes {
        let text = unescaped(bytes, cell)
        columns[column].observe(text.span, 0..<text.count, isQuoted: true, line: line)
      } else {
        columns[column].observe(bytes, cell.range, isQuoted: cell.isQuoted, line: line)
      }
    }
    for index in timeColumns.indices {
      let cell = cells[timeColumns[index].column]
      timeColumns[index].observe(
        bytes, cell.range, isNull: cell.range.isEmpty || isNull(cell, bytes), group: group,
        line: line)
    }
    count(group, bytes, row, line: line)
  }

  /// The group that a row belongs to; nil where it has none.
  @inline(__always)
  private mutating func group(of cells: [CSVCell], _ bytes: Span<UInt8>) -> Int? {
    guard let groupColumn else {
      guard let step = questions.splitStep, let time = timeColumns.first?.column else { return 0 }
      return piece(of: wholeSeries(), bytes, cells[time].range, step)
    }
    let cell = cells[groupColumn]
    if cell.range.isEmpty { return nil }
    let group: Int
    if cell.hasDoubledQuotes {
      let key = unescaped(bytes, cell)
      group = self.group(key.span, 0..<key.count)
    } else {
      group = self.group(bytes, cell.range)
    }
    guard let step = questions.splitStep, let time = timeColumns.first?.column else { return group }
    return piece(of: group, bytes, cells[time].range, step)
  }

  /// Whether a cell has a text that was said to be null.
  @inline(__always)
  private func isNull(_ cell: CSVCell, _ bytes: Span<UInt8>) -> Bool {
    !questions.nullTexts.isEmpty && bytes.isNull(cell.range, questions.nullTexts)
  }

  /// The text of a cell with doubled quotes.
  private func unescaped(_ bytes: Span<UInt8>, _ cell: CSVCell) -> [UInt8] {
    var text: [UInt8] = []
    bytes.appendText(of: cell, to: &text)
    return text
  }

  /// The columns that may hold the time, by the texts of the first record.
  private mutating func guessTimeColumns(_ bytes: Span<UInt8>, _ cells: [CSVCell]) {
    for (column, cell) in cells.enumerated()
    where column != groupColumn && !columns[column].isPassedOver {
      guard !cell.range.isEmpty, cell.range.count <= 64 else { continue }
      let text = String(decoding: bytes.copy(cell.range), as: UTF8.self)
      guessTimeColumn(column, text: text)
    }
  }
}

extension Span where Element == UInt8 {
  /// A cell that a header does not have: a date with a number beside it, or a number where all are.
  fileprivate func valueOfNoHeader(_ cells: [CSVCell]) -> String? {
    let texts = cells.map { String(decoding: copy($0.range), as: UTF8.self) }
    let numbers = texts.filter { text in
      TimestampShape(text).formats.contains { NumberUnit(formatName: $0) != nil }
    }
    if numbers.count == texts.count { return texts.count > 1 ? texts[0] : nil }
    guard !numbers.isEmpty else { return nil }
    return texts.first { text in
      TimestampShape(text).formats.contains { $0.contains("%d") && $0 != "%y%m%d" }
    }
  }
}
