import Foundation
import NDJSON
import Testing

/// The public JSONTestSuite, read from `../shared/suites` beside the package.
@Suite struct JSONTestSuiteTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/suites/JSONTestSuite").standardizedFileURL

  static func files(_ folder: String) -> [URL] {
    let all = try? FileManager.default.contentsOfDirectory(
      at: Self.folder.appending(path: folder), includingPropertiesForKeys: nil)
    return (all ?? []).sorted { $0.path < $1.path }
  }

  static let isMissing: Comment = "skipped: the suite is not beside the package"
  static let isThere = !files("test_parsing").isEmpty

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

  private func isAccepted(_ file: URL) throws -> Bool {
    let bytes = [UInt8](try Data(contentsOf: file))
    var scanner = JSONScanner(bytes.span)
    do throws(JSONError) { try scanner.validate() } catch { return false }
    return true
  }

  @Test(.enabled(if: isThere, isMissing))
  func textsAreJudgedAsTheSuiteSays() throws {
    var counts: [String: Int] = [:]
    for file in Self.files("test_parsing") {
      let name = file.deletingPathExtension().lastPathComponent
      let expected = name.hasPrefix("y_") || Self.openAndAccepted.contains(name)
      #expect(try isAccepted(file) == expected, "\(name)")
      counts[String(name.prefix(2)), default: 0] += 1
    }
    #expect(counts == ["y_": 95, "n_": 188, "i_": 35])
  }

  /// What the `test_transform` texts become is open; what is accepted there is listed here.
  @Test(.enabled(if: isThere, isMissing))
  func onlyHalfPairsAreRefusedAmongOpenReadings() throws {
    for file in Self.files("test_transform") {
      let name = file.deletingPathExtension().lastPathComponent
      #expect(try isAccepted(file) != name.contains("invalid_codepoint"), "\(name)")
    }
  }
}
