import Foundation
import NDJSON
import Testing

@testable import TimeSeries

/// The public JSON-Schema-Test-Suite, read from `../shared/suites` beside the package.
@Suite struct JSONSchemaSuiteTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/suites/JSON-Schema-Test-Suite").standardizedFileURL

  static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  /// Keywords that the suite uses beside ours, and that are refused when the schema is read.
  static let unsupported: Set = ["allOf", "dependentSchemas", "patternProperties", "propertyNames"]

  @Test(.enabled(if: !files.isEmpty, "skipped: the suite is not beside the package"))
  func suiteIsWhole() {
    #expect(Self.files.count == 17)
  }

  @Test(arguments: files)
  func valuesAreJudgedAsTheSuiteSays(file: String) throws {
    let text = [UInt8](try Data(contentsOf: Self.folder.appending(path: file)))
    var judged = 0
    for group in try text.jsonElements() {
      let members = try group.jsonMembers()
      guard let schema = try Self.schema(members["schema"] ?? []) else { continue }
      for test in try #require(members["tests"]).jsonElements() {
        let test = try test.jsonMembers()
        let name = String(decoding: test["description"] ?? [], as: UTF8.self)
        let isValid = test["valid"] == Array("true".utf8)
        #expect(try Self.isValid(test["data"] ?? [], schema) == isValid, "\(file): \(name)")
        judged += 1
      }
    }
    #expect(judged > 0)
  }

  /// Compiles a schema; nil where it has a keyword that is listed as unsupported.
  private static func schema(_ json: [UInt8]) throws -> Schema? {
    do {
      return try Schema(json.span)
    } catch SchemaError.unknownKeyword(let keyword, _) where unsupported.contains(keyword) {
      return nil
    }
  }

  private static func isValid(_ json: [UInt8], _ schema: Schema) throws -> Bool {
    var scanner = JSONScanner(json.span)
    let value = try scanner.value()
    return schema.violation(of: value, in: json.span) == nil
  }
}
