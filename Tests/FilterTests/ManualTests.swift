import Foundation
import Testing

@Suite struct ManualTests {
  static let pages = [
    "ts-prefill.1", "ts-complete.1", "ts-validate.1", "ts-collect.1", "ts-stream.5",
  ]

  /// A command of a page gives, on both outputs together, what the page shows below it.
  @Test(arguments: pages) func examplesGiveWhatTheyShow(_ name: String) throws {
    guard let page = ManualPage(name) else { return skipped("man/\(name) does not exist yet") }
    for block in page.examples {
      let scratch = try ScratchFolder()
      try copyExamples(to: scratch)
      for example in block {
        let outcome = try shell("{ \(example.command)\n} 2>&1", in: scratch)
        #expect(outcome.outText == example.output, "\(name): $ \(example.command)")
      }
    }
  }

  @Test(arguments: pages) func mandocFindsNothing(_ name: String) throws {
    guard ManualPage(name) != nil else { return skipped("man/\(name) does not exist yet") }
    let scratch = try ScratchFolder()
    guard try shell("command -v mandoc", in: scratch).status == 0 else {
      return skipped("mandoc is not installed")
    }
    let page = Built.package.appendingPathComponent("man/\(name)").path
    let outcome = try shell("mandoc -T lint -W warning '\(page)'", in: scratch)
    #expect(outcome.outText == "")
    #expect(outcome.status == 0)
  }

  /// The examples of the pages name the files of `examples/` without a folder in front.
  private func copyExamples(to scratch: ScratchFolder) throws {
    let folder = Built.package.appendingPathComponent("examples")
    let items = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for item in items {
      try FileManager.default.copyItem(
        at: item, to: scratch.url.appendingPathComponent(item.lastPathComponent))
    }
  }
}

/// Says on the test's output that a check was left out, and why.
func skipped(_ reason: String) {
  print("skipped: \(reason)")
}
