import FilterTool
import Foundation
import TableInput
import Tables
import Testing
import TimeSeries

@testable import ts_prefill

@Suite struct PrefillTableReaderTests {
  /// Reads a text as ts-prefill reads a file.
  private func survey(_ text: String, longestRecord: Int = 1 << 20) throws -> TableSurvey? {
    let folder = try ScratchFolder()
    let file = try FileHandle(forReadingFrom: URL(filePath: try folder.write("table", text)))
    defer { try? file.close() }
    return try TableReader.survey(
      InputBlocks(descriptor: file.fileDescriptor, name: "table"), name: "table",
      TableSurvey.Questions(), format: nil,
      longestRecord: longestRecord)
  }

  @Test func aQuoteThatIsNeverClosedDoesNotTakeAllMemory() throws {
    let rest = String(repeating: "x", count: 1 << 20)
    let failure = #expect(throws: Failure.self) {
      try survey("ts,v\n2020-01-01,\"a\n\(rest)", longestRecord: 1 << 18)
    }
    #expect(
      failure?.messages == [
        "table:2: record is longer than 262144 bytes; is a closing quote missing?"
      ])
  }

  @Test(arguments: ["csv", "ndjson", "array"])
  func recordsAreWholeWhereverABlockEnds(_ form: String) throws {
    let note = String(repeating: "é\\n,", count: 50)
    var text = ["csv": "t,note\n", "ndjson": "", "array": "["][form] ?? ""
    for row in 0..<5000 {
      switch form {
      case "csv": text += "\(row),\"\(note)\n\(row)\"\n"
      case "ndjson": text += "{\"t\":\(row),\"note\":\"\(note)\"}\n"
      default: text += "{\"t\": \(row),\n\"note\": \"\(note)\"}\(row < 4999 ? "," : "]\n")\n"
      }
    }
    let survey = try #require(try survey(text))
    #expect(survey.rowCount == 5000)
    #expect(survey.groups.map(\.firstLine) == [form == "csv" ? 2 : 1])
    #expect(survey.columns.map(\.name) == ["t", "note"])
    #expect(survey.columns[0].maximum?.text == Array("4999".utf8))
  }

  @Test func anEmptyFileIsNoTable() throws {
    #expect(try survey("") == nil)
    #expect(try survey("\u{FEFF}\n \n") == nil)
  }
}
