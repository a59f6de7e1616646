import FilterTool
import Foundation
import Testing

/// The messages of the tools as the sections DIAGNOSTICS of the pages list them.
///
/// In an entry, a word in capitals stands for what differs, and for a number where its name says
/// so; how often a fault comes, in brackets, is left out. Each tool may say what its own page lists,
/// and what `ts-filters.7` lists for all.
enum Diagnostics {
  /// One entry, as a pattern for the end of a message: a place may stand in front.
  struct Entry: Sendable {
    private let pattern: NSRegularExpression

    init(_ text: String) throws {
      let words = NSRegularExpression.escapedPattern(for: text)
        .replacing(/\b(COUNT|LINE|PERCENT|SECONDS|BYTES)\b/, with: "[0-9][0-9.]*")
        .replacing(placeholder, with: ".*")
      pattern = try NSRegularExpression(pattern: "(^|: )\(words)$")
    }

    func matches(_ message: String) -> Bool {
      let range = NSRange(message.startIndex..., in: message)
      return pattern.firstMatch(in: message, range: range) != nil
    }
  }

  /// A word in capitals that is no name of a format.
  private static var placeholder: Regex<Substring> { /\b(?!JSON|CSV|FIFO|UTF)[A-Z]{3,}\b/ }

  private static let tools = [
    "ts-prefill", "ts-complete", "ts-validate", "ts-collect", "ts-compare", "ts-loop", "ts-run",
  ]

  /// The entries of a page, in its order; none where there is no such page.
  private static func entries(of page: String) throws -> [Entry] {
    try (ManualPage(page)?.items(in: "DIAGNOSTICS") ?? []).map(Entry.init)
  }

  /// What each tool may say.
  private static let known = Dictionary(
    uniqueKeysWithValues: tools.map { tool in
      (tool, Result { try entries(of: "\(tool).1") + entries(of: "ts-filters.7") })
    })

  /// The messages of a text of many lines that no page explains.
  static func undocumented(in text: String) throws -> [String] {
    try text.split(separator: "\n").map(String.init).filter { line in
      guard let tool = tools.first(where: { line.hasPrefix("\($0): ") }),
        let entries = try known[tool]?.get()
      else { return false }
      let message = String(line.dropFirst(tool.count + 2))
        .replacing(/\ \([0-9]+ in all, lines [0-9., ]+\)/, with: "")
      return !entries.contains { $0.matches(message) }
    }
  }

  /// Fails the running test for each message that no page explains.
  static func expectDocumented(_ text: String) throws {
    for message in try undocumented(in: text) {
      Issue.record("no manual page lists under DIAGNOSTICS: \(message)")
    }
  }
}

@Suite struct DiagnosticsTests {
  @Test(arguments: [
    "ts-collect: <stdin>:2: not a JSON object",
    "ts-collect: run.ndjson:12: group \"A\" round 3: duplicate of a round already judged; ignored",
    "ts-validate: --interval: \"soon\": not a step such as 900",
    "tee: anything", "no message",
  ])
  func whatAPageListsIsDocumented(_ line: String) throws {
    #expect(try Diagnostics.undocumented(in: line) == [])
  }

  @Test(arguments: [
    "ts-collect: <stdin>:2: not a JSON list", "ts-collect: not a JSON object at all",
    "ts-prefill: group \"A\" round 3: duplicate of a round already judged; ignored",
    "ts-loop: no shell",
  ])
  func whatNoPageListsIsNot(_ line: String) throws {
    #expect(try Diagnostics.undocumented(in: line) == [line])
  }

  /// What the golden cases expect is explained; what other tests see, `shell` looks at.
  @Test(arguments: try GoldenCase.all) func goldenMessagesAreDocumented(_ golden: GoldenCase) throws
  {
    #expect(try Diagnostics.undocumented(in: golden.expected.err) == [])
  }

  /// So are the statuses that they expect.
  @Test(arguments: try GoldenCase.all) func goldenStatusesAreDocumented(_ golden: GoldenCase) throws
  {
    let status = golden.expected.status.trimmingCharacters(in: .newlines)
    #expect(try Self.statuses(of: "\(golden.tool).1").contains(status))
  }

  /// Whatever the tools end with is in the page of all.
  @Test func allStatusesAreDocumented() throws {
    let wanted = ExitStatus.allCases.map { "\($0.rawValue)" }
    #expect(try Self.statuses(of: "ts-filters.7").filter { wanted.contains($0) } == wanted)
  }

  private static func statuses(of page: String) throws -> [String] {
    try #require(ManualPage(page)).items(in: "EXIT STATUS").flatMap { item in
      item.split { !$0.isNumber }.map(String.init)
    }
  }
}
