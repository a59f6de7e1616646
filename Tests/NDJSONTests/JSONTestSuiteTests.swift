import Foundation
import NDJSON
import Testing

/// The public JSONTestSuite, in `Tests/Suites`.
@Suite struct JSONTestSuiteTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Suites/JSONTestSuite")

  /// The texts of a folder by name, which has no suffix.
  static func texts(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.folder.appending(path: folder), includingPropertiesForKeys: nil)
    return try files.map { file in
      (file.deletingPathExtension().lastPathComponent, [UInt8](try Data(contentsOf: file)))
    }.sorted { $0.name < $1.name }
  }

  /// Two texts of the suite that are large and that say one thing many times over.
  static let repeated = [
    ("n_structure_100000_opening_arrays", Array(String(repeating: "[", count: 100_000).utf8)),
    (
      "n_structure_open_array_object",
      Array((String(repeating: "[{\"\":", count: 50_000) + "\n").utf8)
    ),
  ]

  /// Texts that RFC 8259 leaves open and that are accepted here.
  ///
  /// Numbers of any size are: who needs a double judges them. All others are refused: half
  /// surrogate pairs, bad UTF-8, a byte order mark, other encodings, 500 levels of nesting.
  static let openAndAccepted: Set = [
    "i_number_double_huge_neg_exp", "i_number_huge_exp", "i_number_neg_int_huge_exp",
    "i_number_pos_double_huge_exp", "i_number_real_neg_overflow", "i_number_real_pos_overflow",
    "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
    "i_number_very_big_negative_int",
  ]

  private func isAccepted(_ bytes: [UInt8]) -> Bool {
    var scanner = JSONScanner(bytes.span)
    do throws(JSONError) { try scanner.validate() } catch { return false }
    return true
  }

  @Test func textsAreJudgedAsTheSuiteSays() throws {
    var counts: [String: Int] = [:]
    for (name, bytes) in try Self.texts("test_parsing") + Self.repeated {
      let expected = name.hasPrefix("y_") || Self.openAndAccepted.contains(name)
      #expect(isAccepted(bytes) == expected, "\(name)")
      counts[String(name.prefix(2)), default: 0] += 1
    }
    #expect(counts == ["y_": 95, "n_": 188, "i_": 35])
  }

  /// What the `test_transform` texts become is open; what is accepted there is listed here.
  @Test func onlyHalfPairsAreRefusedAmongOpenReadings() throws {
    let texts = try Self.texts("test_transform")
    #expect(texts.count == 22)
    for (name, bytes) in texts {
      #expect(isAccepted(bytes) != name.contains("invalid_codepoint"), "\(name)")
    }
  }
}
