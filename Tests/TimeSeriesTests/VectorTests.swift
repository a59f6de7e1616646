import Foundation
import Testing

/// Every case of the conformance vectors agrees with the reference, but for those that are listed.
@Suite struct VectorTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "vectors")

  /// Cases that differ on purpose, with the numbers of the deviations in the rules.
  static let deviations: [String: [String]] = {
    let file = folder.appending(path: "deviations.txt")
    // A file that is missing leaves no deviation, and the cases that are some fail.
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ").map(String.init) }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Array($0.dropFirst())) })
  }()

  @Test func deviationsAreThoseOfTheRules() {
    #expect(Self.deviations.count > 50)
    for (name, numbers) in Self.deviations {
      #expect(!numbers.isEmpty, "\(name)")
      #expect(Set(numbers).isSubset(of: (1...20).map { "V\($0)" }), "\(name)")
    }
  }

  /// The files and how many cases each has.
  static let files = [
    "elapsed": 32, "extract": 31, "group": 24, "interval": 102, "json": 54, "large": 7,
    "random": 1600, "rollover": 29, "schema": 115, "strptime": 174, "timestamp": 32,
  ]

  @Test(arguments: files)
  func casesAgree(file: String, count: Int) throws {
    let cases = try VectorCase.cases(of: Self.folder.appending(path: "\(file).ndjson"))
    #expect(cases.count == count)
    for row in cases { try Self.judge(row) }
  }

  private static func judge(_ row: VectorCase) throws {
    let difference = difference(of: row, try row.outcome())
    if deviations[row.name] == nil {
      #expect(difference == nil, "\(row.name)")
    } else {
      #expect(difference != nil, "\(row.name) is listed as a deviation but agrees")
    }
  }

  /// Says how an outcome differs; nil where it agrees.
  ///
  /// A spec that is refused agrees with a reference that finds nothing valid by it.
  private static func difference(
    of row: VectorCase, _ outcome: VectorCase.Outcome?
  ) -> String? {
    guard let expected = row.expected else { return "the reference raises" }
    guard let outcome else { return expected.valid.isEmpty ? nil : "the spec is refused" }
    let texts = { (records: [[UInt8]]) in records.map { String(decoding: $0, as: UTF8.self) } }
    if outcome.valid != expected.valid {
      return "valid \(texts(outcome.valid)), not \(texts(expected.valid))"
    }
    if outcome.invalid != expected.invalid {
      return "invalid \(texts(outcome.invalid)), not \(texts(expected.invalid))"
    }
    if outcome.categories != expected.categories {
      return "\(outcome.categories), not \(expected.categories)"
    }
    if outcome.seconds != expected.seconds {
      return "\(outcome.seconds) seconds, not \(expected.seconds)"
    }
    return nil
  }
}
