import NDJSON
import Tables

extension TableLoader {
  mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    width = cells.count
    cellOfColumn = Array(repeating: nil, count: roles.columns.count)
    var text: [UInt8] = []
    for (number, cell) in cells.enumerated() {
      text.removeAll(keepingCapacity: true)
      header.appendText(of: cell, to: &text)
      let name = String(decoding: text, as: UTF8.self)
      if name == roles.timeColumn {
        if cellOfTime != nil { throw .repeatedColumn(name) }
        cellOfTime = number
        isMet[roles.columns.count] = true
      } else if name == roles.groupColumn {
        if cellOfGroup != nil { throw .repeatedColumn(name) }
        cellOfGroup = number
        isMet[names.count - 1] = true
      } else if let column = roles.columns.firstIndex(where: { $0.name == name }) {
        if cellOfColumn[column] != nil { throw .repeatedColumn(name) }
        cellOfColumn[column] = number
        isMet[column] = true
      } else {
        addOther(name)
      }
    }
  }

  mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    guard cells.count == width else {
      if cells.count == 1, cells[0].range.isEmpty, !cells[0].isQuoted { return }
      throw .ragged(cells: cells.count, columns: width)
    }
    for column in cellOfColumn.indices {
      guard let number = cellOfColumn[column] else {
        addNull(column)
        continue
      }
      add(column, cells[number], of: bytes)
    }
    let time = cellOfTime.map { cells[$0] }
    let hasTime = time.map { !$0.range.isEmpty && !isNull($0, bytes) } ?? false
    add(group: group(of: cells, bytes), time: hasTime ? time?.range : nil, of: bytes, line: line)
  }

  /// Adds a cell; an empty one in quotes is empty text, and no number.
  @inline(__always)
  private mutating func add(_ column: Int, _ cell: CSVCell, of bytes: Span<UInt8>) {
    if isNull(cell, bytes) || (cell.range.isEmpty && !cell.isQuoted) { return addNull(column) }
    if roles.columns[column].isNumeric {
      let reading = cell.range.isEmpty ? nil : bytes.readCell(cell.range)
      if !isTaken(column, forTextOf: reading) {
        return cell.range.isEmpty ? addNull(column) : addNumber(column, reading)
      }
    }
    if cell.hasDoubledQuotes {
      var text: [UInt8] = []
      bytes.appendText(of: cell, to: &text)
      addText(column, text.span, 0..<text.count)
    } else {
      addText(column, bytes, cell.range)
    }
  }

  @inline(__always)
  private func isNull(_ cell: CSVCell, _ bytes: Span<UInt8>) -> Bool {
    !roles.nullTexts.isEmpty && bytes.isNull(cell.range, roles.nullTexts)
  }

  /// The group of a row; none where it is empty.
  private mutating func group(of cells: [CSVCell], _ bytes: Span<UInt8>) -> Int32 {
    guard roles.groupColumn != nil else { return 0 }
    guard let cellOfGroup, !cells[cellOfGroup].range.isEmpty else { return RawTable.none }
    let cell = cells[cellOfGroup]
    guard cell.hasDoubledQuotes else { return group(bytes, cell.range) }
    var text: [UInt8] = []
    bytes.appendText(of: cell, to: &text)
    return group(text.span, 0..<text.count)
  }
}
