import Foundation
import Testing

/// What becomes of tables that nobody prepared: the folder `Tests/Tables` is the specification.
///
/// Each `NAME.txt` there shows commands (`$ `) and what they print on both outputs together, then
/// the status in brackets where it is not 0; lines that begin with `# ` say what is shown.
@Suite struct TableTests {
  struct Transcript: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }
    var file: URL { TableTests.folder.appendingPathComponent(name) }
  }

  static let folder = Built.package.appendingPathComponent("Tests/Tables")

  static var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  static let all = Result {
    try names.filter { $0.hasSuffix(".txt") }.map(Transcript.init)
  }

  /// With RECORD=1 in the environment the transcripts are rewritten and the run fails.
  @Test(arguments: try all.get()) func aTableGivesWhatIsShown(_ transcript: Transcript) throws {
    let scratch = try ScratchFolder()
    for name in try Self.names where !name.hasSuffix(".txt") {
      try FileManager.default.copyItem(
        at: Self.folder.appendingPathComponent(name),
        to: scratch.url.appendingPathComponent(name))
    }
    let expected = try String(contentsOf: transcript.file, encoding: .utf8)
    var found = ""
    for line in expected.split(separator: "\n") where line.hasPrefix("# ") || line.hasPrefix("$ ") {
      found += line + "\n"
      guard line.hasPrefix("$ ") else { continue }
      let outcome = try shell("{ \(line.dropFirst(2))\n} 2>&1", in: scratch)
      try Diagnostics.expectDocumented(outcome.outText)
      found += outcome.outText + (outcome.status == 0 ? "" : "[\(outcome.status)]\n")
    }
    if ProcessInfo.processInfo.environment["RECORD"] != nil, found != expected {
      try Data(found.utf8).write(to: transcript.file)
      Issue.record("recorded anew: read the diff")
    }
    #expect(found == expected)
  }

  /// Every table is in a transcript, and there are some.
  @Test func everyTableIsShown() throws {
    let transcripts = try Self.all.get()
    #expect(!transcripts.isEmpty)
    let text = try transcripts.map { try String(contentsOf: $0.file, encoding: .utf8) }.joined()
    for name in try Self.names where !name.hasSuffix(".txt") {
      #expect(text.contains(name), "\(name)")
    }
  }
}
