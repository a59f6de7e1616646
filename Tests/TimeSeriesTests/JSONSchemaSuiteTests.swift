import Foundation
import NDJSON
import Testing

@testable import TimeSeries

/// The public JSON-Schema-Test-Suite, in `Tests/Suites`: the files of the keywords that are known here.
@Suite struct JSONSchemaSuiteTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Suites/JSON-Schema-Test-Suite")

  /// Its keywords and how many values of each are judged.
  static let keywords = [
    "additionalProperties": 7, "anyOf": 18, "boolean_schema": 18, "const": 54, "default": 7,
    "enum": 51, "exclusiveMaximum": 4, "exclusiveMinimum": 4, "maxLength": 7, "maximum": 8,
    "minLength": 7, "minimum": 11, "multipleOf": 11, "pattern": 12, "properties": 20,
    "required": 18, "type": 80,
  ]

  /// Keywords that the suite uses beside ours, and that are refused when the schema is read.
  static let unsupported: Set = ["allOf", "dependentSchemas", "patternProperties", "propertyNames"]

  @Test func everyFileIsRead() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.sorted() == ["LICENSE"] + Self.keywords.keys.sorted().map { "\($0).json" })
  }

  @Test(arguments: keywords)
  func valuesAreJudgedAsTheSuiteSays(keyword: String, count: Int) throws {
    let file = "\(keyword).json"
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
    #expect(judged == count)
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
