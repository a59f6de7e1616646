import NDJSON
import TimeSeries

/// Makes the columns that a table has in parts: the time, and the group of several keys.
///
/// A row continues as if the table had been written so. The column stands where the first of its
/// parts did, and the parts are gone.
package struct ColumnMaker: Sendable {
  /// One column that is made.
  struct Made: Sendable {
    let name: String
    let parts: [String]
    /// How the time is made; nil for the group.
    let time: TimeParts?
  }

  /// What a cell of a row that is made is.
  private enum Source {
    case cell(Int)
    case made(Int)
  }

  /// The text of the row, or of the record, that was made last.
  package internal(set) var text: [UInt8] = []
  /// Its cells.
  package private(set) var cells: [CSVCell] = []
  /// What the keys are that become the group; empty where it is one column.
  package internal(set) var keys: [ColumnProfile] = []

  private(set) var made: [Made]
  private(set) var isDecided = false
  private let nullTexts: [[UInt8]]
  private let delimiter: UInt8
  private let isUntyped: Bool
  private var sources: [Source] = []
  /// The cells of the parts of each column that is made.
  private var partCells: [[Int]] = []
  private var width = 0

  /// A maker of the columns that are asked for.
  package init(_ questions: TableSurvey.Questions, isUntyped: Bool) {
    made = []
    if let parts = questions.timeParts, let name = questions.timeColumn {
      made.append(Made(name: name, parts: parts.names, time: parts))
    }
    if let name = questions.groupColumn {
      let keys = JoinedText.split(name)
      if keys.count > 1 { made.append(Made(name: name, parts: keys, time: nil)) }
    }
    nullTexts = questions.nullTexts
    delimiter = questions.delimiter
    self.isUntyped = isUntyped
  }

  /// Whether rows go on as they are.
  @inline(__always)
  package var isIdle: Bool { made.isEmpty }

  /// Drops what the table has as one column already, and finds that it has the parts of the rest.
  mutating func decide(_ names: [String]) throws(TableError) {
    isDecided = true
    made.removeAll { column in
      names.contains(column.name)
        && (column.time == nil || !column.parts.contains(where: names.contains))
    }
    for column in made {
      for part in column.parts where !names.contains(part) { throw .noColumn(part, among: names) }
      if names.contains(column.name), !column.parts.contains(column.name) {
        throw .madeTwice(column.name)
      }
      guard column.time == nil else { continue }
      keys = column.parts.map {
        ColumnProfile(name: $0, isUntyped: isUntyped, seeksChoices: false)
      }
    }
  }

  /// The text of a column that is made, of its parts' texts; nil where one of them is null.
  func value(_ column: Made, _ parts: [[UInt8]?]) -> [UInt8]? {
    let known = parts.compactMap(\.self)
    guard known.count == parts.count else { return nil }
    return column.time?.text(of: known) ?? JoinedText.join(known)
  }

  /// Makes the header.
  package mutating func take(header: Span<UInt8>, _ own: [CSVCell]) throws(TableError) {
    width = own.count
    let names = own.map { String(decoding: Self.text(of: $0, header), as: UTF8.self) }
    try decide(names)
    partCells = made.map { $0.parts.compactMap(names.firstIndex) }
    for cell in own.indices {
      for column in made.indices where partCells[column].min() == cell {
        sources.append(.made(column))
      }
      if !partCells.joined().contains(cell) { sources.append(.cell(cell)) }
    }
    write(own, header, made.map { Array($0.name.utf8) })
  }

  /// Makes a row; false for a line without anything, which is none.
  package mutating func take(row: Span<UInt8>, _ own: [CSVCell], line: Int) throws(TableError)
    -> Bool
  {
    guard own.count == width else {
      if own.count == 1, own[0].range.isEmpty, !own[0].isQuoted { return false }
      throw .ragged(cells: own.count, columns: width)
    }
    var values: [[UInt8]?] = []
    for column in made.indices {
      let parts = partCells[column].map { cell -> [UInt8]? in
        let isNull = own[cell].range.isEmpty || row.isNull(own[cell].range, nullTexts)
        return isNull ? nil : Self.text(of: own[cell], row)
      }
      if made[column].time == nil {
        for (key, part) in parts.enumerated() {
          guard let part else { continue }
          keys[key].observe(part.span, 0..<part.count, isQuoted: false, line: line)
        }
      }
      values.append(value(made[column], parts))
    }
    write(own, row, values)
    return true
  }

  private static func text(of cell: CSVCell, _ bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    bytes.appendText(of: cell, to: &text)
    return text
  }

  private mutating func write(_ own: [CSVCell], _ bytes: Span<UInt8>, _ values: [[UInt8]?]) {
    text.removeAll(keepingCapacity: true)
    cells.removeAll(keepingCapacity: true)
    for source in sources {
      if !cells.isEmpty { text.append(delimiter) }
      switch source {
      case .cell(let number): copy(own[number], bytes)
      case .made(let column):
        guard let value = values[column] else {
          cells.append(CSVCell(range: text.count..<text.count))
          continue
        }
        text.append(quote)
        let start = text.count
        for byte in value { text += byte == quote ? [quote, quote] : [byte] }
        cells.append(
          CSVCell(
            range: start..<text.count, isQuoted: true, hasDoubledQuotes: value.contains(quote)))
        text.append(quote)
      }
    }
  }

  private mutating func copy(_ cell: CSVCell, _ bytes: Span<UInt8>) {
    if cell.isQuoted { text.append(quote) }
    let start = text.count
    for index in cell.range { text.append(bytes[index]) }
    cells.append(
      CSVCell(
        range: start..<text.count, isQuoted: cell.isQuoted, hasDoubledQuotes: cell.hasDoubledQuotes)
    )
    if cell.isQuoted { text.append(quote) }
  }
}

private let quote = UInt8(ascii: "\"")
