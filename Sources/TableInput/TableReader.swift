internal import FilterTool
internal import NDJSON
package import Tables

/// Reads the records of a table in one pass: CSV, NDJSON or an array of JSON objects.
package struct TableReader: ~Copyable {
  private enum Shape {
    case csv, lines, array
  }

  /// Whether the table is CSV, and not JSON.
  package var isCSV: Bool { shape == .csv }
  /// The hash of the bytes read so far.
  package var digest: TableDigest { input.digest }

  private let name: String
  private let longestRecord: Int
  private let shape: Shape
  var input: InputBlocks
  private var line = 1
  var position = 0
  /// What the keys are that the group is made of.
  private var keys: [ColumnProfile] = []

  /// Finds what kind of table the input is; nil where it is empty.
  package init?(
    _ input: consuming InputBlocks, name: String, format: InputFormat?,
    longestRecord: Int = LineReader.longestLine
  ) throws {
    let start = try input.contentStart()
    guard let start else { return nil }
    let first = input.buffer[start]
    if let remedy = input.remedy(name) { throw Failure(name, line: 1, remedy) }
    if first == 0 { throw Failure(name, line: 1, "not text: it begins with a NUL byte") }
    let isArray = first == UInt8(ascii: "[")
    let isJSON = first == UInt8(ascii: "{") || isArray
    let isCSV = format.map { $0 == .csv } ?? !isJSON
    shape = isCSV ? .csv : isArray ? .array : .lines
    let beginning = isCSV ? input.byteOrderMarkEnd : start
    self.name = name
    self.longestRecord = longestRecord
    self.input = input
    if isCSV { position = beginning } else { moveOn(to: isArray ? beginning + 1 : beginning) }
  }

  /// Gives all records to `sink`, with the columns that are made, and reads the input to its end.
  package mutating func read(
    into sink: inout some RecordSink & ~Copyable, _ questions: TableSurvey.Questions
  ) throws {
    guard questions.sorts else { return try readAll(into: &sink, questions) }
    var sorter = TableSorter(questions, isUntyped: isCSV)
    try readAll(into: &sorter, questions)
    do throws(TableError) { try sorter.deliver(to: &sink) } catch {
      if case .unsortable = error { throw Failure("\(name): \(error)", .dataError) }
      throw Failure(name, line: line, error.description)
    }
  }

  private mutating func readAll(
    into sink: inout some RecordSink & ~Copyable, _ questions: TableSurvey.Questions
  ) throws {
    var maker = ColumnMaker(questions, isUntyped: isCSV)
    switch shape {
    case .csv: try readCSV(into: &sink, CSVScanner(delimiter: questions.delimiter), &maker)
    case .lines: try readLines(into: &sink, &maker)
    case .array: try readArray(into: &sink, &maker)
    }
    keys = maker.keys
    try input.drain()
  }

  /// Reads what a table is; nil where it is empty.
  package static func survey(
    _ input: consuming InputBlocks, name: String, _ questions: TableSurvey.Questions,
    format: InputFormat?, longestRecord: Int = LineReader.longestLine
  ) throws -> TableSurvey? {
    let reader = try TableReader(input, name: name, format: format, longestRecord: longestRecord)
    guard var reader else { return nil }
    var questions = questions
    questions.delimiter = reader.delimiter(questions)
    var survey = TableSurvey(questions, isUntyped: reader.isCSV)
    try reader.read(into: &survey, questions)
    survey.digest = reader.digest
    survey.keys = reader.keys
    return survey
  }

  private mutating func refill() throws {
    if input.filled - position > longestRecord {
      throw Failure(
        name, line: line,
        "record is longer than \(longestRecord) bytes; is a closing quote missing?")
    }
    // A record that is not whole is scanned again: with twice the bytes, so that it adds up to
    // little.
    let partial = input.filled - position
    try input.advance(by: position)
    while !input.isEnd, input.filled < 2 * partial { try input.advance(by: 0) }
    position = 0
  }

  /// Moves on to an offset, counting the lines between.
  private mutating func moveOn(to offset: Int) {
    for index in position..<offset where input.buffer[index] == UInt8(ascii: "\n") { line += 1 }
    position = offset
  }

  // MARK: CSV

  private mutating func readCSV(
    into sink: inout some RecordSink & ~Copyable, _ scanner: consuming CSVScanner,
    _ maker: inout ColumnMaker
  ) throws {
    var isHeader = true
    while true {
      guard let next = try scanRow(&scanner) else {
        if input.isEnd, position >= input.filled { return }
        try refill()
        continue
      }
      do throws(TableError) {
        try sink.observe(
          row: position..<next, of: input.buffer.span, isASCII: input.isASCII, scanner, line: line,
          isHeader: isHeader, &maker)
      } catch {
        throw Failure(name, line: line, error.description)
      }
      isHeader = false
      line += scanner.lineCount
      position = next
    }
  }

  /// The end of the row that begins at the position; nil where more bytes are needed, or none left.
  private func scanRow(_ scanner: inout CSVScanner) throws -> Int? {
    if position >= input.filled { return nil }
    let bytes = input.buffer.span.extracting(0..<input.filled)
    do throws(CSVError) {
      return try scanner.scanRow(bytes, from: position, isEnd: input.isEnd)
    } catch {
      throw Failure(name, line: line, error.description)
    }
  }

  // MARK: NDJSON

  private mutating func readLines(
    into sink: inout some RecordSink & ~Copyable, _ maker: inout ColumnMaker
  ) throws {
    while true {
      guard let end = lineEnd else {
        try refill()
        continue
      }
      if end == input.filled, position == end { return }
      try observe(position..<end, in: &sink, &maker)
      line += 1
      position = min(end + 1, input.filled)
    }
  }

  /// Where the line that begins at the position ends; nil where more bytes are needed.
  private var lineEnd: Int? {
    let bytes = input.buffer.span.extracting(0..<input.filled)
    let found = bytes.firstIndex(of: UInt8(ascii: "\n"), from: position)
    return found ?? (input.isEnd ? input.filled : nil)
  }

  private func observe(
    _ range: Range<Int>, in sink: inout some RecordSink & ~Copyable, _ maker: inout ColumnMaker
  ) throws {
    let bytes = input.buffer.span
    let record = bytes.trimmed(range)
    if record.isEmpty { return }
    do throws(TableError) {
      if maker.isIdle { return try sink.observe(record: bytes.extracting(record), line: line) }
      try maker.take(record: bytes.extracting(record), line: line)
      try sink.observe(record: maker.text.span, line: line)
    } catch {
      throw Failure(name, line: line, error.description)
    }
  }

  // MARK: an array of objects, as duckdb and mlr write it

  private mutating func readArray(
    into sink: inout some RecordSink & ~Copyable, _ maker: inout ColumnMaker
  ) throws {
    var isFirst = true
    while true {
      switch nextElement(isFirst: isFirst) {
      case .end(let end):
        moveOn(to: end)
        return try expectEnd()
      case .partial:
        try refill()
      case .element(let range):
        moveOn(to: range.lowerBound)
        try observe(range, in: &sink, &maker)
        moveOn(to: range.upperBound)
        isFirst = false
      case .fault(let reason):
        throw Failure(name, line: line, "not JSON: \(reason.rawValue)")
      }
    }
  }

  /// Refuses what follows the array: a second one would be lost.
  private mutating func expectEnd() throws {
    while true {
      let end = (position..<input.filled).first { !input.buffer[$0].isBlank }
      moveOn(to: end ?? input.filled)
      if end != nil {
        throw Failure(
          name, line: line, "text after the array; wanted one array, or a record a line")
      }
      if input.isEnd { return }
      try refill()
    }
  }

  private enum ArrayPart {
    case element(Range<Int>)
    case partial
    /// The closing bracket, which ends here.
    case end(Int)
    case fault(JSONError.Reason)
  }

  /// The next element of the array, as far as the bytes read go.
  private func nextElement(isFirst: Bool) -> ArrayPart {
    let bytes = input.buffer.span.extracting(0..<input.filled)
    var scanner = JSONScanner(bytes, at: position)
    scanner.skipWhitespace()
    if scanner.skip(UInt8(ascii: "]")) { return .end(scanner.position) }
    if !isFirst, !scanner.skip(UInt8(ascii: ",")), scanner.position < input.filled {
      return .fault(.expectedComma)
    }
    scanner.skipWhitespace()
    do throws(JSONError) {
      let range = try scanner.value().range
      return range.upperBound < input.filled || input.isEnd ? .element(range) : .partial
    } catch {
      // What is cut off at the end of the block may be whole in the next one.
      return input.isEnd ? .fault(error.reason) : .partial
    }
  }
}

extension RecordSink where Self: ~Copyable {
  /// Takes in a row of CSV, or the header.
  fileprivate mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, isASCII: Bool, _ scanner: CSVScanner, line: Int,
    isHeader: Bool, _ maker: inout ColumnMaker
  ) throws(TableError) {
    if !isASCII, !bytes.extracting(row).isWellFormedUTF8 { throw .notUTF8 }
    switch (maker.isIdle, isHeader) {
    case (true, true): try observe(header: bytes, cells: scanner.cells)
    case (true, false): try observe(row: row, of: bytes, cells: scanner.cells, line: line)
    case (false, true):
      try maker.take(header: bytes, scanner.cells)
      try observe(header: maker.text.span, cells: maker.cells)
    case (false, false):
      guard try maker.take(row: bytes, scanner.cells, line: line) else { return }
      try observe(
        row: 0..<maker.text.count, of: maker.text.span, cells: maker.cells, line: line)
    }
  }
}

extension InputBlocks {
  /// Where the content begins, after a byte order mark and white space; nil where there is none.
  fileprivate mutating func contentStart() throws(IOError) -> Int? {
    while true {
      try advance(by: 0)
      let start = (byteOrderMarkEnd..<max(filled, byteOrderMarkEnd)).first { !buffer[$0].isBlank }
      if start != nil || isEnd { return start }
    }
  }

  /// Where the content begins after a byte order mark, if there is one.
  fileprivate var byteOrderMarkEnd: Int {
    filled >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0
  }
}

extension Span where Element == UInt8 {
  /// The range without the white space at its ends.
  fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isBlank { start += 1 }
    while end > start, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }
}

extension UInt8 {
  /// Whether the byte is white space between lines and values.
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
