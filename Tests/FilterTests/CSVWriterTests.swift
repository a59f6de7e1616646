import NDJSON
import Testing
import TimeSeries

@testable import ts_collect

@Suite struct CSVWriterTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let json: String
    let cell: String
    var testDescription: String { json }
  }

  static let table = [
    Row(json: "1.10", cell: "1.10"),
    Row(json: "-0", cell: "-0"),
    Row(json: "1e5", cell: "1e5"),
    Row(json: "true", cell: "true"),
    Row(json: "null", cell: ""),
    Row(json: #""plain""#, cell: "plain"),
    Row(json: #""""#, cell: ""),
    Row(json: #""null""#, cell: "null"),
    Row(json: #""a,b""#, cell: #""a,b""#),
    Row(json: #""say \"x\"""#, cell: #""say ""x""""#),
    Row(json: #""a\nb""#, cell: "\"a\nb\""),
    Row(json: #""a\rb""#, cell: "\"a\rb\""),
    Row(json: #""caf\u00e9 \/ \t""#, cell: "café / \t"),
    Row(json: #"[1, "a"]"#, cell: #""[1, ""a""]""#),
    Row(json: "{}", cell: "{}"),
  ]

  @Test(arguments: table)
  func writesTheRecordsOwnText(_ row: Row) throws {
    var writer = CSVWriter()
    writer.append(text: "x")
    try writer.append(json: Array(row.json.utf8).span)
    writer.endRow()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "x,\(row.cell)\n")
  }

  @Test func writesColumnsInTheirOrder() throws {
    var writer = CSVRecordWriter(columns: ["b", "a", "naïve", "c"])
    writer.appendHeader()
    for record in [
      #"{"a":1,"b":"x","c":null}"#, #"{"a":2,"b":"y","other":[1],"na\u00efve":3}"#, "{}",
    ] {
      try writer.append(record: Array(record.utf8).span)
    }
    #expect(
      String(decoding: writer.rows.bytes, as: UTF8.self) == "b,a,naïve,c\nx,1,,\ny,2,3,\n,,,\n")
  }

  @Test func quotesTheEmptyOnlyCell() throws {
    var writer = CSVWriter()
    writer.appendEmpty()
    writer.endRow()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\"\n")
  }

  @Test func refusesARecordThatIsNone() {
    var writer = CSVRecordWriter(columns: ["a"])
    #expect(throws: JSONError.self) { try writer.append(record: Array("[1]".utf8).span) }
  }
}
