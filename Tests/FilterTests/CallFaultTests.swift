import Foundation
import Testing

/// Each call of each tool fails once: the run says so, or is as if it had not.
///
/// `Tests/Faults/run` does it, with a library that LD_PRELOAD puts before the C library.
@Suite(.waiting) struct CallFaultTests {
  @Test(arguments: ["prefill", "complete", "validate", "collect"])
  func aCallThatFailsLosesNothingWithoutAWord(_ tool: String) throws {
    let outcome = try shell(
      "'\(Built.package.path)/Tests/Faults/run' '\(Built.tools.path)' \(tool)", in: ScratchFolder())
    #expect(outcome.outText == "")
    #expect(outcome.status == 0, "\(outcome.errText)")
  }
}
