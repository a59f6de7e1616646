import Foundation
import Testing

/// The tree is as CONTRIBUTING draws it: which folder may use which, and nothing goes back.
@Suite struct LayoutTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  /// What the sources of a folder may import, the C library only where they call the system.
  static let arrows: [String: Set<String>] = [
    "Libc": ["Glibc", "Musl", "Darwin"],
    "CCurl": [],
    "NDJSON": ["Libc", "Synchronization"],
    "TimeSeries": ["NDJSON"],
    "Tables": ["NDJSON", "TimeSeries"],
    "FilterTool": ["Libc", "NDJSON", "Synchronization"],
    "CurlMulti": ["CCurl", "Libc"],
    "TableInput": ["FilterTool", "Libc", "NDJSON", "Tables", "TimeSeries"],
    "ts-prefill": ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
    "ts-complete": ["CurlMulti", "FilterTool", "Libc", "NDJSON", "TimeSeries"],
    "ts-validate": ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
    "ts-collect": ["FilterTool", "Libc", "NDJSON", "TimeSeries"],
    "ts-compare": ["FilterTool", "Libc", "NDJSON", "TableInput", "Tables", "TimeSeries"],
  ]

  static func entries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test func everyFolderIsKnownAndDrawn() throws {
    #expect(try Self.entries("Sources") == Self.arrows.keys.sorted())
    let page = try String(contentsOf: Self.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    for folder in Self.arrows.keys { #expect(page.contains("    \(folder)/"), "\(folder)") }
  }

  @Test(arguments: arrows.keys.sorted()) func importsFollowTheArrows(_ folder: String) throws {
    let files = try #require(
      FileManager.default.enumerator(atPath: Self.root.appending(path: "Sources/\(folder)").path))
    var found: Set<String> = []
    var count = 0
    for case let name as String in files where name.hasSuffix(".swift") {
      count += 1
      let file = Self.root.appending(path: "Sources/\(folder)/\(name)")
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place < 2, place + 1 < words.count else {
          continue
        }
        found.insert(String(words[place + 1]))
      }
    }
    #expect(count > 0 || folder == "CCurl")
    #expect(found.isSubset(of: Self.arrows[folder] ?? []))
  }

  /// Files that hold functions, or one part of a large idea, and bear the name of that.
  static let ideas: Set<String> = [
    "Collect", "CheckRecords", "Compare", "Complete", "Completions", "Counted", "Diagnostics",
    "DurationText",
    "HelpText", "InputFile", "JSONString", "Libc", "LoopRun", "NearMiss", "Prefill", "Process",
    "Validate", "Version", "main",
  ]

  @Test func aFileBearsTheNameOfATypeInIt() throws {
    let sources = Self.root.appending(path: "Sources").path
    let files = try #require(FileManager.default.enumerator(atPath: sources))
    var count = 0
    for case let path as String in files where path.hasSuffix(".swift") {
      count += 1
      let file = URL(filePath: "\(sources)/\(path)")
      let name = try #require(
        file.deletingPathExtension().lastPathComponent.split(separator: "+").first)
      if Self.ideas.contains(String(name)) { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      let kinds = ["struct", "enum", "class", "protocol", "extension"]
      #expect(kinds.contains { text.contains("\($0) \(name)") }, "\(path)")
    }
    #expect(count > 100)
  }

  @Test func everyToolHasTheOneShape() throws {
    for tool in Self.arrows.keys where tool.hasPrefix("ts-") {
      let verb = tool.dropFirst(3)
      let main = Self.root.appending(path: "Sources/\(tool)/main.swift")
      #expect(
        try String(contentsOf: main, encoding: .utf8)
          == "import FilterTool\n\ncommand.run(Settings(), work: \(verb))\n")
    }
  }
}
