import Foundation
import Testing
import TimeSeries

/// One case of the conformance vectors, as far as a timestamp alone decides it.
private struct TimestampCase: Decodable {
  struct Spec: Decodable {
    let time_column: String
    let time_format: String
  }
  struct Expectation: Decodable {
    let valid: [String]?
    let invalid: [String]?
    let errors: [[String]]?
    let seconds: [Double]?
  }
  let name: String
  let spec: Spec
  let expect: Expectation
}

@Suite struct TimestampVectorTests {
  /// Cases that differ from the reference on purpose, with the deviation of the rules.
  static let deviations = [
    "elapsed/bools": "V6",
    "elapsed/fractions_truncate": "V5",
    "elapsed/huge_float": "V5",
    "elapsed/huge_int_exact_float": "V5",
    "elapsed/negative_fraction_toward_zero": "V5",
    "elapsed/number_1e999": "V6",
    "elapsed/string_1e400": "V6",
    "elapsed/string_inf": "V6",
    "elapsed/string_infinity_neg": "V6",
    "strptime/H:M:S.f_ok_192": "V5",
    "strptime/Y-m-dTH:M:S.f_odd_203": "V5",
    "strptime/Y-m-dTH:M:S.f_ok_199": "V5",
    "strptime/Y-m-dTH:M:S.f_ok_201": "V5",
    "strptime/Y-m-dTH:M:Sz_ok_214": "V5",
    "strptime/Y-m-d_H:M:S.fz_ok_227": "V5",
    "strptime/a_ok_184": "V8",
    "strptime/empty_format_ok_340": "V8",
    "strptime/f_ok_188": "V5",
    "strptime/repeated_directive_ok_331": "V8",
  ]

  @Test(arguments: ["strptime", "timestamp", "elapsed"])
  func agreesWithTheReference(file: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "vectors/\(file).ndjson")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    #expect(lines.count >= 32)
    for line in lines {
      let row = try JSONDecoder().decode(TimestampCase.self, from: Data(line.utf8))
      let difference = try Self.difference(of: row)
      if Self.deviations[row.name] == nil {
        #expect(difference == nil, "\(row.name)")
      } else {
        #expect(difference != nil, "\(row.name) is listed as a deviation but agrees")
      }
    }
  }

  /// Says how a case differs; nil where each time is read as the reference reads it.
  private static func difference(of row: TimestampCase) throws -> String? {
    guard let valid = row.expect.valid else { return "the reference raises" }
    guard let format = try? TimestampFormat(row.spec.time_format) else {
      return valid.isEmpty ? nil : "the format is refused"
    }
    for (record, seconds) in zip(valid, row.expect.seconds ?? []) {
      guard let value = try JSONText.member(row.spec.time_column, of: record) else {
        return "\(record) has no text or number"
      }
      let time = format.parse(value.text.span, kind: value.kind)
      guard let time else { return "\(record) is refused" }
      guard Double(time.microseconds) == seconds * 1_000_000 else {
        return "\(record) is \(time.microseconds) microseconds"
      }
    }
    for (record, error) in zip(row.expect.invalid ?? [], row.expect.errors ?? [])
    where error[0].hasPrefix("Invalid '") {
      guard let value = try JSONText.member(row.spec.time_column, of: record) else { continue }
      if let time = format.parse(value.text.span, kind: value.kind) {
        return "\(record) is read as \(time.microseconds) microseconds"
      }
    }
    return nil
  }
}

/// The text of a member of a compact JSON object, cut out of it as it is spelled.
private enum JSONText {
  /// Finds a string or number; nil for a value of another kind.
  static func member(
    _ name: String, of record: String
  ) throws -> (text: [UInt8], kind: TimestampFormat.ValueKind)? {
    guard let range = record.range(of: "\"\(name)\":") else { return nil }
    let rest = record[range.upperBound...].drop { $0 == " " }
    if rest.first == "\"" {
      let literal = try #require(try /"(?:[^"\\]|\\.)*"/.prefixMatch(in: rest)).0
      let text = try JSONDecoder().decode(String.self, from: Data(literal.utf8))
      return (Array(text.utf8), .string)
    }
    let number = rest.prefix { !",}".contains($0) }
    guard let first = number.first, first == "-" || first.isNumber else { return nil }
    return (Array(number.utf8), .number)
  }
}
