import Foundation
import Testing

@Suite(.waiting) struct GoldenTests {
  /// Each tool has cases, and each case says what is run or read.
  @Test func casesAreThere() throws {
    let cases = try GoldenCase.all
    let tools = try LayoutTests.entries("Sources").filter { $0.hasPrefix("ts-") }
    #expect(Set(cases.map(\.tool)).sorted() == tools)
    #expect(cases.count >= 140)
    for golden in cases {
      let names = try FileManager.default.contentsOfDirectory(atPath: golden.folder.path)
      #expect(names.contains("args") || names.contains("in"), "\(golden)")
    }
  }

  /// With RECORD=1 in the environment the cases are rewritten and the run fails, so that the diff
  /// is read.
  @Test(arguments: try GoldenCase.all) func aToolDoesWhatTheFolderShows(_ golden: GoldenCase) throws
  {
    let result = try golden.run()
    guard ProcessInfo.processInfo.environment["RECORD"] == nil else {
      if result != golden.expected {
        try golden.record(result)
        Issue.record("recorded anew: read the diff")
      }
      return
    }
    let expected = golden.expected
    #expect(result.out == expected.out)
    #expect(result.err == expected.err)
    #expect(result.status == expected.status)
    #expect(result.files == expected.files)
  }
}
