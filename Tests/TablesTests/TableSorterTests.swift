import NDJSON
import Testing

@testable import Tables

@Suite struct TableSorterTests {
  /// The lines of a table in the order in which a sorter gives them on.
  struct Lines: RecordSink {
    var lines: [Int] = []

    mutating func observe(header: Span<UInt8>, cells: [CSVCell]) {}

    mutating func observe(
      row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
    ) { lines.append(line) }

    mutating func observe(record bytes: Span<UInt8>, line: Int) { lines.append(line) }
  }

  func questions(group: String? = nil) -> TableSurvey.Questions {
    var questions = TableSurvey.Questions()
    questions.groupColumn = group
    return questions
  }

  func sorted(
    _ records: [String], _ questions: TableSurvey.Questions, limit: Int = 1 << 20
  ) throws -> [Int] {
    var sorter = TableSorter(questions, isUntyped: false, limit: limit)
    for (line, record) in records.enumerated() {
      try sorter.observe(record: Array(record.utf8).span, line: line + 1)
    }
    var lines = Lines()
    try sorter.deliver(to: &lines)
    return lines.lines
  }

  @Test func groupsKeepTheirOrderAndEqualTimesTheirs() throws {
    let records = [
      #"{"g":"b","date":"2024-01-03"}"#, #"{"g":"a","date":"2024-01-02","v":1}"#,
      #"{"g":"b","date":"2024-01-01"}"#, #"{"g":"a","date":"2024-01-02","v":2}"#,
      #"{"g":"b"}"#, #"{"g":"a","date":"2024-01-01"}"#,
    ]
    #expect(try sorted(records, questions(group: "g")) == [3, 1, 5, 6, 2, 4])
  }

  @Test func aTableWithoutATimeStaysAsItIs() throws {
    #expect(try sorted([#"{"v":2}"#, #"{"v":1}"#], questions()) == [1, 2])
  }

  @Test func aTableTooLargeNamesWhatSortsIt() throws {
    let text = Array("a;date;g\n1;2024-01-02;x\n1;2024-01-01;x\n".utf8)
    var asked = questions(group: "g")
    asked.delimiter = UInt8(ascii: ";")
    var sorter = TableSorter(asked, isUntyped: true, limit: 20)
    var scanner = CSVScanner(delimiter: asked.delimiter)
    let first = try #require(try scanner.scanRow(text.span, from: 0, isEnd: true))
    try sorter.observe(header: text.span, cells: scanner.cells)
    let second = try #require(try scanner.scanRow(text.span, from: first, isEnd: true))
    try sorter.observe(row: first..<second, of: text.span, cells: scanner.cells, line: 2)
    let third = try #require(try scanner.scanRow(text.span, from: second, isEnd: true))
    do throws(TableError) {
      try sorter.observe(row: second..<third, of: text.span, cells: scanner.cells, line: 3)
      Issue.record("taken")
    } catch {
      #expect(
        error.description == """
          --sort: more than 20 bytes of records; { head -n 1 FILE; tail -n +2 FILE | \
          LC_ALL=C sort -s -t ';' -k 3,3 -k 2,2; } sorts it by its texts
          """)
    }
  }
}
