import NDJSON
import Tables
import TimeSeries

/// How the records of a table are written for the model: which columns, in which order, and what
/// of them is text.
///
/// The order is group, time, the rest: a prompt can then end inside a record with all that is
/// known.
struct RecordLayout: Sendable {
  /// One column of the written record.
  struct Column: Sendable {
    /// Its place among the columns of the source; nil for one that the source lacks.
    let source: Int?
    /// What it is.
    let schema: ColumnSchema

    /// A column of the record.
    init(source: Int?, schema: ColumnSchema) {
      self.source = source
      self.schema = schema
    }
  }

  /// The columns in the order of the written record.
  let columns: [Column]
  /// The names of the columns of the source, in its order.
  let sourceNames: [String]
  /// Whether the source is CSV.
  let isUntyped: Bool
  /// The byte between two cells of CSV.
  let delimiter: UInt8
  /// The texts of a CSV cell that is null, beside an empty one.
  let nullTexts: [[UInt8]]

  private let sourceNameBytes: [[UInt8]]

  /// A layout of these columns.
  init(
    columns: [Column], sourceNames: [String], isUntyped: Bool,
    delimiter: UInt8 = UInt8(ascii: ","), nullTexts: [[UInt8]] = []
  ) {
    self.columns = columns
    self.sourceNames = sourceNames
    self.isUntyped = isUntyped
    self.delimiter = delimiter
    self.nullTexts = nullTexts
    sourceNameBytes = sourceNames.map { Array($0.utf8) }
  }

  /// The names of the columns in the order in which a table goes out: the source's, a column that
  /// it lacks first.
  var outputNames: [String] {
    let added = columns.filter { $0.source == nil }
    let own = columns.filter { $0.source != nil }.sorted { ($0.source ?? 0) < ($1.source ?? 0) }
    return (added + own).map(\.schema.name)
  }

  /// Appends the record whose text in the source is `text`, without a line feed.
  ///
  /// A record of NDJSON whose members are the columns in their order is written byte for byte; any
  /// other is written anew, in compact JSON, each value in its own spelling.
  ///
  /// - Parameters:
  ///   - known: The JSON of values that stand in place of the record's own, by the name of the
  ///     column: the one that the source lacks, or the group of a piece.
  func write(
    _ text: Span<UInt8>, known: [String: [UInt8]] = [:], _ spelling: SeedSpelling = .source,
    into writer: inout JSONWriter
  ) throws(TableError) {
    if isUntyped {
      try writeRow(text, known, spelling, into: &writer)
    } else {
      try writeRecord(text, known, into: &writer)
    }
  }

  /// The JSON of one value of a record, in its own spelling; `null` where there is none.
  func value(
    of source: Int, in text: Span<UInt8>, _ spelling: SeedSpelling = .source
  ) throws(TableError) -> [UInt8] {
    guard let column = columns.first(where: { $0.source == source }) else { return [] }
    var writer = JSONWriter()
    if isUntyped {
      let cells = try scan(text)
      writeCell(cells[source], of: text, column.schema, spelling, into: &writer)
    } else {
      var members = RecordMembers()
      try members.scan(text, names: sourceNameBytes)
      if let value = members.values[source] {
        writer.raw(text.extracting(value.range))
      } else {
        writer.null()
      }
    }
    return writer.bytes
  }

  // MARK: CSV

  private func scan(_ text: Span<UInt8>) throws(TableError) -> [CSVCell] {
    var scanner = CSVScanner(delimiter: delimiter)
    do throws(CSVError) {
      _ = try scanner.scanRow(text, from: 0, isEnd: true)
    } catch {
      throw .csv(error)
    }
    guard scanner.cells.count == sourceNames.count else {
      throw .ragged(cells: scanner.cells.count, columns: sourceNames.count)
    }
    return scanner.cells
  }

  private func writeRow(
    _ text: Span<UInt8>, _ known: [String: [UInt8]], _ spelling: SeedSpelling,
    into writer: inout JSONWriter
  ) throws(TableError) {
    let cells = try scan(text)
    writer.beginObject()
    for column in columns {
      writer.name(column.schema.name)
      if let value = known[column.schema.name] {
        writer.raw(value)
      } else if let source = column.source {
        writeCell(cells[source], of: text, column.schema, spelling, into: &writer)
      }
    }
    writer.endObject()
  }

  private func writeCell(
    _ cell: CSVCell, of text: Span<UInt8>, _ schema: ColumnSchema, _ spelling: SeedSpelling,
    into writer: inout JSONWriter
  ) {
    if text.isNull(cell.range, nullTexts) || cell.range.isEmpty && !(cell.isQuoted && schema.isText)
    {
      return writer.null()
    }
    if !schema.isText, text.isJSONScalar(cell.range) {
      let isFraction = schema.types.contains("number") || schema.types == ["integer", "null"]
      writer.raw(spelling.number(text.copy(cell.range), isFraction: isFraction))
      return
    }
    var unescaped: [UInt8] = []
    text.appendText(of: cell, to: &unescaped)
    writer.raw(spelling.text(unescaped))
  }

  // MARK: NDJSON

  private func writeRecord(
    _ text: Span<UInt8>, _ known: [String: [UInt8]], into writer: inout JSONWriter
  ) throws(TableError) {
    var members = RecordMembers()
    try members.scan(text, names: sourceNameBytes)
    let isOnOneLine = text.firstIndex(of: UInt8(ascii: "\n"), from: 0) == nil
    if isOnOneLine, known.isEmpty, members.order == columns.map({ $0.source ?? -1 }) {
      writer.append(text)
      return
    }
    writer.beginObject()
    for column in columns {
      if let value = known[column.schema.name] {
        writer.name(column.schema.name)
        writer.raw(value)
      } else if let value = column.source.flatMap({ members.values[$0] }) {
        // A member that the record lacks stays away, as its schema allows.
        writer.name(column.schema.name)
        writer.raw(text.onOneLine(value.range))
      }
    }
    writer.endObject()
  }
}

extension Span where Element == UInt8 {
  /// Whether a cell is a number or a truth value of JSON as it stands.
  fileprivate func isJSONScalar(_ range: Range<Int>) -> Bool {
    let kind = readCell(range).kind
    return kind == .integer || kind == .number || kind == .boolean
  }

  /// The bytes without their line breaks, which in JSON stand only between its parts.
  fileprivate func onOneLine(_ range: Range<Int>) -> [UInt8] {
    copy(range).filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
  }
}
