import Foundation
import Testing

/// One behaviour of one tool, as a folder that can be read without code.
///
/// `golden/TOOL/CASE/` holds `args` (shell words; files are named relative to the folder), `in`
/// (standard input), `out`, `err` and `status` (what is expected; absent means empty, empty and
/// 0), and `files/` (what the tool leaves in its folder).
struct GoldenCase: Sendable, CustomTestStringConvertible {
  let tool: String
  let folder: URL

  var testDescription: String { "\(tool)/\(folder.lastPathComponent)" }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("golden", isDirectory: true)

  /// Every case there is, by listing the folder.
  static var all: [GoldenCase] {
    get throws {
      try folders(in: root).flatMap { tool in
        try folders(in: tool).map { GoldenCase(tool: tool.lastPathComponent, folder: $0) }
      }
    }
  }

  /// What a run of the case leaves, or should leave.
  struct Result: Equatable, Sendable {
    var out: String
    var err: String
    var status: String
    var files: [String: String]
  }

  /// What the folder says.
  var expected: Result {
    Result(
      out: text("out"), err: text("err"), status: text("status", default: "0\n"),
      files: Self.files(in: folder.appendingPathComponent("files")))
  }

  /// What the tool does, in a scratch copy of the folder.
  func run() throws -> Result {
    let scratch = try ScratchFolder()
    let own = Set(["out", "err", "status", "files"])
    var given = Set<String>()
    for item in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    where !own.contains(item.lastPathComponent) {
      let copy = scratch.url.appendingPathComponent(item.lastPathComponent)
      try FileManager.default.copyItem(at: item, to: copy)
      given.insert(item.lastPathComponent)
    }
    let words = text("args").trimmingCharacters(in: .whitespacesAndNewlines)
    let outcome = try shell(
      "exec \(tool) \(words)", in: scratch, input: given.contains("in") ? "in" : "/dev/null")
    return Result(
      out: outcome.outText, err: Self.timeless(outcome.errText), status: "\(outcome.status)\n",
      files: Self.files(in: scratch.url).filter { !given.contains($0.key) })
  }

  /// A text in which seconds and rates, which differ from run to run, are all 0.
  private static func timeless(_ text: String) -> String {
    text.replacing(/[0-9.]+ s \([0-9.]+ a second\)/, with: "0.0 s (0.0 a second)")
      .replacing(/"elapsed_time":[0-9.]+/, with: "\"elapsed_time\":0")
  }

  /// Writes a result as what is expected from now on.
  func record(_ result: Result) throws {
    for (name, text) in [("out", result.out), ("err", result.err), ("status", result.status)] {
      let file = folder.appendingPathComponent(name)
      try? FileManager.default.removeItem(at: file)
      if !text.isEmpty { try Data(text.utf8).write(to: file) }
    }
    let files = folder.appendingPathComponent("files", isDirectory: true)
    try? FileManager.default.removeItem(at: files)
    guard !result.files.isEmpty else { return }
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    for (name, text) in result.files {
      try Data(text.utf8).write(to: files.appendingPathComponent(name))
    }
  }

  private func text(_ name: String, default absent: String = "") -> String {
    (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? absent
  }

  private static func files(in folder: URL) -> [String: String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var result: [String: String] = [:]
    for name in names {
      guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { continue }
      result[name] = timeless(String(decoding: data, as: UTF8.self))
    }
    return result
  }

  private static func folders(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.isDirectoryKey]
    ).filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
  }
}
