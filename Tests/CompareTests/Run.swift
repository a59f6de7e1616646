import FilterTool
import Foundation

@testable import ts_compare

/// The figures of a run over tables that are given as text.
func figures(
  _ words: [String], real: String, synthetic: String, holdout: String? = nil
) throws -> [Figure] {
  let folder = FileManager.default.temporaryDirectory.appending(path: "ts-compare-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  func file(_ name: String, _ text: String) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
  var settings = Settings()
  let operands = [try file("real", real), try file("synthetic", synthetic)]
  let kept = try holdout.map { ["--holdout", try file("holdout", $0)] } ?? []
  _ = try command.parse(words + kept + operands, into: &settings)
  return try compareTables(settings, operands).figures
}

extension [Figure] {
  /// The figure with a title such as `ks.x`; nil where it has no line.
  subscript(title: String) -> Figure? { first { $0.title == title } }
}
