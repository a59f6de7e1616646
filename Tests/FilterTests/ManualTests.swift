import Foundation
import StubServer
import Testing

@Suite(.waiting) struct ManualTests {
  /// Every page that `make install` installs.
  static let pages = Result { try ManualPage.names }

  /// Every tool has a page, and so have the stream and what all tools share.
  @Test func pagesAreThere() throws {
    let tools = try LayoutTests.entries("Sources").filter { $0.hasPrefix("ts-") }.map { "\($0).1" }
    let found = try Self.pages.get()
    #expect(Set(found).isSuperset(of: tools + ["ts-filters.7", "ts-stream.5"]), "\(found)")
  }

  /// A command of a page gives, on both outputs together, what the page shows below it.
  ///
  /// The commands of a page are run one after the other in one folder, as a reader would. Where
  /// one needs a server it finds one in OPENAI_BASE_URL.
  @Test(arguments: try pages.get()) func examplesGiveWhatTheyShow(_ name: String) throws {
    let page = try #require(ManualPage(name))
    let scratch = try ScratchFolder()
    try copyExamples(to: scratch)
    let server = try StubServer { Self.answer($0) }
    for example in page.examples {
      let outcome = try shell(
        "{ \(example.command)\n} 2>&1", in: scratch,
        environment: ["OPENAI_BASE_URL": server.url])
      #expect(outcome.outText == example.output, "\(name): $ \(example.command)")
      try Diagnostics.expectDocumented(outcome.outText)
    }
  }

  /// No command of a page is written where the test above does not see it.
  @Test(arguments: try pages.get()) func everyCommandIsRun(_ name: String) throws {
    let page = try #require(ManualPage(name))
    #expect(page.examples.count == page.commandLines)
    #expect(!page.examples.isEmpty || !name.hasSuffix(".1"))
    #expect(page.literalBlocks(in: "EXAMPLES").allSatisfy { $0.hasPrefix("$ ") })
    #expect(page.literalBlocks(in: "TUTORIAL").allSatisfy { $0.hasPrefix("$ ") })
  }

  @Test(arguments: try pages.get()) func mandocFindsNothing(_ name: String) throws {
    let scratch = try ScratchFolder()
    let page = Built.package.appendingPathComponent("man/\(name)").path
    let outcome = try shell("mandoc -T lint -W warning '\(page)'", in: scratch)
    #expect(outcome.outText == "")
    #expect(outcome.status == 0)
  }

  /// A server that lists a model, and finishes each record with the same temperature.
  private static func answer(_ request: StubRequest) -> StubAnswer {
    if request.method == "GET" { return .answer(#"{"object":"list","data":[{"id":"stub"}]}"#) }
    return .answer(#"{"choices":[{"index":0,"text":"57.5}","finish_reason":"stop"}]}"#)
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
