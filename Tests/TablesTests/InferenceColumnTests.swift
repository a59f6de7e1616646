import NDJSON
import Tables
import Testing
import TimeSeries

@Suite struct InferenceColumnTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let cells: [String]
    let schema: String
    var testDescription: String { name }
  }

  /// Cells of CSV as they stand in the file; a cell in quotes keeps them here.
  static let table = [
    Row(
      name: "integers", cells: ["1", "20", "-3"],
      schema: #"{"type":"integer","minimum":-38,"maximum":55}"#),
    Row(
      name: "numbers keep their spelling", cells: ["1.10", "-0.50", "1e2"],
      schema: #"{"type":"number","minimum":-160,"maximum":260}"#),
    Row(name: "truth values", cells: ["true", "false", "true"], schema: #"{"type":"boolean"}"#),
    Row(
      name: "other words for them are text", cells: ["True", "False", "True"],
      schema: #"{"type":"string"}"#),
    Row(
      name: "leading zeros make text", cells: ["007", "8", "9"],
      schema: #"{"type":"string"}"#),
    Row(
      name: "a bare point makes text", cells: [".5", "1.5", "2.5"],
      schema: #"{"type":"string"}"#),
    Row(name: "nothing at all", cells: ["", "", ""], schema: "{}"),
    Row(
      name: "nulls among numbers", cells: ["1", "", "2"],
      schema: #"{"type":["integer","null"],"minimum":0,"maximum":4}"#),
    Row(
      name: "empty quotes among numbers are null", cells: ["1", "\"\"", "2"],
      schema: #"{"type":["integer","null"],"minimum":0,"maximum":4}"#),
    Row(
      name: "empty quotes among texts are text", cells: ["abc", "\"\"", "de"],
      schema: #"{"type":"string"}"#),
    Row(
      name: "few texts among many rows are choices",
      cells: Array(repeating: ["b", "a\"c"], count: 24).flatMap { $0 },
      schema: #"{"type":"string","enum":["a\"c","b"]}"#),
    Row(
      name: "a few rows show no choices", cells: Array(repeating: "a", count: 47),
      schema: #"{"type":"string"}"#),
    Row(
      name: "few integers among many rows are no choices",
      cells: Array(repeating: ["10", "9", "9", ""], count: 4).flatMap { $0 },
      schema: #"{"type":["integer","null"],"minimum":7,"maximum":12}"#),
    Row(
      name: "a text that is new in the second half may be followed by another",
      cells: Array(repeating: "a", count: 30) + Array(repeating: "b", count: 29),
      schema: #"{"type":"string"}"#),
    Row(
      name: "a text that comes once may be followed by another",
      cells: ["b"] + Array(repeating: "a", count: 60), schema: #"{"type":"string"}"#),
    Row(
      name: "nulls among choices",
      cells: Array(repeating: ["b", "", "a", "a"], count: 16).flatMap { $0 },
      schema: #"{"type":["string","null"],"enum":["a","b",null]}"#),
    Row(
      name: "numbers with fractions are no choices",
      cells: Array(repeating: ["0.5", "1.5"], count: 8).flatMap { $0 },
      schema: #"{"type":"number","minimum":0,"maximum":3}"#),
    Row(
      name: "more than the root of the rows is too many",
      cells: Array(repeating: ["a", "b", "c", "d", "e", "f", "g", "h"], count: 7).flatMap { $0 },
      schema: #"{"type":"string"}"#),
    Row(
      name: "words for what is not finite, in a column of text", cells: ["NaN", "x", "1"],
      schema: #"{"type":"string"}"#),
  ]

  @Test(arguments: table)
  func tellsWhatAColumnIs(_ row: Row) {
    var profile = ColumnProfile(name: "c", isUntyped: true, seeksChoices: true)
    for (line, cell) in row.cells.enumerated() {
      let isQuoted = cell == "\"\""
      let bytes = isQuoted ? [] : Array(cell.utf8)
      profile.observe(bytes.span, 0..<bytes.count, isQuoted: isQuoted, line: line + 2)
    }
    let schema = profile.schema(.full(.slack))
    var writer = JSONWriter()
    writer.schema([schema])
    let text = String(decoding: writer.bytes, as: UTF8.self)
    let required = schema.isRequired ? #"["c"]"# : "[]"
    #expect(
      text
        == #"{"type":"object","properties":{"c":\#(row.schema)},"required":\#(required)}"#)
  }

  @Test func aTimeOrGroupColumnIsATypeAlone() {
    var profile = ColumnProfile(name: "c", isUntyped: true, seeksChoices: true)
    for line in 0..<100 {
      profile.observe(Array("x".utf8).span, 0..<1, isQuoted: false, line: line)
    }
    #expect(!profile.schema(.full(.slack)).choices.isEmpty)
    let schema = profile.schema(.typeOnly)
    #expect(schema.choices.isEmpty && schema.types == ["string"])
  }

  @Test func infinitiesAndWordsAreToldByLine() {
    var profile = ColumnProfile(name: "c", isUntyped: true, seeksChoices: true)
    for (line, cell) in ["1", "-inf", "1e999", "NA", "Infinity", "nan"].enumerated() {
      let bytes = Array(cell.utf8)
      profile.observe(bytes.span, 0..<bytes.count, isQuoted: false, line: line + 2)
    }
    #expect(profile.nonFinite.lines == [3, 4, 6])
    #expect(profile.nonFinite.count == 4)
    #expect(profile.words.lines == [5])
  }
}
