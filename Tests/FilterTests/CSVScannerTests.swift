import NDJSON
import Tables
import Testing
import TimeSeries

/// All rows of a text, scanned from blocks of `block` bytes as a reader would bring them.
func rows(_ text: String, block: Int = .max, delimiter: Character = ",") throws -> [[String]] {
  let bytes = Array(text.utf8)
  var scanner = CSVScanner(delimiter: delimiter.asciiValue ?? 0)
  var rows: [[String]] = []
  var start = 0
  var filled = min(block, bytes.count)
  while start < bytes.count {
    let isEnd = filled == bytes.count
    let window = bytes.span.extracting(0..<filled)
    guard let next = try scanner.scanRow(window, from: start, isEnd: isEnd) else {
      filled = min(filled + block, bytes.count)
      continue
    }
    rows.append(
      scanner.cells.map { cell in
        var text: [UInt8] = []
        window.appendText(of: cell, to: &text)
        return String(decoding: text, as: UTF8.self)
      })
    start = next
  }
  return rows
}

@Suite struct CSVScannerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let rows: [[String]]
    var testDescription: String { name }
  }

  static let table = [
    Row(name: "plain", text: "a,b\n1,2\n", rows: [["a", "b"], ["1", "2"]]),
    Row(name: "no last line feed", text: "a,b\n1,2", rows: [["a", "b"], ["1", "2"]]),
    Row(name: "CRLF", text: "a,b\r\n1,2\r\n", rows: [["a", "b"], ["1", "2"]]),
    Row(
      name: "CRLF, no last line end", text: "a,b\r\n1,\"2\"\r", rows: [["a", "b"], ["1", "2"]]),
    Row(name: "lone CR is text", text: "a\rb,c\n", rows: [["a\rb", "c"]]),
    Row(name: "empty cells", text: ",,\n", rows: [["", "", ""]]),
    Row(
      name: "blank line is a row of one empty cell", text: "a\n\nb\n", rows: [["a"], [""], ["b"]]),
    Row(name: "quoted delimiter", text: "\"a,b\",c\n", rows: [["a,b", "c"]]),
    Row(name: "doubled quotes", text: "\"a\"\"b\",\"\"\"\"\n", rows: [["a\"b", "\""]]),
    Row(name: "empty quotes", text: "\"\",\"\"\n", rows: [["", ""]]),
    Row(name: "quoted line feed", text: "\"a\nb\",\"c\r\nd\"\n", rows: [["a\nb", "c\r\nd"]]),
    Row(name: "quote inside plain text", text: "37'8\"N,b\n", rows: [["37'8\"N", "b"]]),
    Row(
      name: "cells longer than a word", text: "0123456789abcdef,0123456\n01234567,\n",
      rows: [["0123456789abcdef", "0123456"], ["01234567", ""]]),
    Row(name: "unicode", text: "é,ʤ\n", rows: [["é", "ʤ"]]),
    Row(name: "quoted last cell at the end", text: "a,\"b\"", rows: [["a", "b"]]),
  ]

  @Test(arguments: table, [1, 3, 8, .max])
  func splits(_ row: Row, block: Int) throws {
    #expect(try FilterTests.rows(row.text, block: block) == row.rows)
  }

  @Test func takesAnotherDelimiter() throws {
    #expect(try rows("a;b,c\n", delimiter: ";") == [["a", "b,c"]])
    #expect(try rows("a\t\"b\tc\"\n", delimiter: "\t") == [["a", "b\tc"]])
  }

  @Test func refusesWhatIsNotCSV() {
    #expect(throws: CSVError.unterminatedQuote) { try rows("a,\"b\n") }
    #expect(throws: CSVError.textAfterQuote(cell: 2)) { try rows("a,\"b\"c\n") }
  }

  @Test func countsTheLinesOfARow() throws {
    var scanner = CSVScanner()
    let bytes = Array("\"a\nb\",\"\n\"\nc\n".utf8)
    let next = try scanner.scanRow(bytes.span, from: 0, isEnd: true)
    #expect(scanner.lineCount == 3)
    _ = try scanner.scanRow(bytes.span, from: #require(next), isEnd: true)
    #expect(scanner.lineCount == 1)
  }
}
