import Foundation
import Testing

@Suite struct GoldenTests {
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
