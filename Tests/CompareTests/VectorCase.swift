import Foundation

@testable import ts_compare

/// One case of the vectors: the tables, how to read them, and what the figures must be.
struct VectorCase: Decodable, Sendable {
  struct Roles: Decodable, Sendable {
    let time_column: String
    let time_format: String?
    let group_column: String?
    let interval: String?
  }

  struct Expected: Decodable, Sendable {
    let metric: String
    let column: String?
    let columns: [String]?
    let phase: String?
    let part: String?
    let value: Double?
    let ceiling: Double?
    let records: Int?
    let tolerance: Double
    /// Whether the case says what the ceiling is, null or not.
    let hasCeiling: Bool

    enum CodingKeys: String, CodingKey {
      case metric, column, columns, phase, part, value, ceiling, records, tolerance
    }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      metric = try members.decode(String.self, forKey: .metric)
      column = try members.decodeIfPresent(String.self, forKey: .column)
      columns = try members.decodeIfPresent([String].self, forKey: .columns)
      phase = try members.decodeIfPresent(String.self, forKey: .phase)
      part = try members.decodeIfPresent(String.self, forKey: .part)
      value = try members.decodeIfPresent(Double.self, forKey: .value)
      ceiling = try members.decodeIfPresent(Double.self, forKey: .ceiling)
      records = try members.decodeIfPresent(Int.self, forKey: .records)
      tolerance = try members.decode(Double.self, forKey: .tolerance)
      hasCeiling = members.contains(.ceiling)
    }

    /// The figure's name with what it is of.
    var title: String {
      let names = (column.map { [$0] } ?? columns).map { $0.joined(separator: ",") }
      return [metric, names, phase, part].compactMap(\.self).joined(separator: ".")
    }
  }

  let name: String
  let roles: Roles
  let window: Int?
  let families: [String]
  let real: String
  let synthetic: String
  let holdout: String?
  let expect: [Expected]

  /// The files of cases.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "vectors")
  static let files = [
    "autocorrelation", "categorical", "numeric", "pairs", "privacy", "random", "seasonal",
    "structure",
  ]

  /// The cases of a file.
  static func cases(of file: String) throws -> [VectorCase] {
    try Data(contentsOf: folder.appending(path: "\(file).ndjson")).split(separator: 0x0A).map {
      try JSONDecoder().decode(VectorCase.self, from: $0)
    }
  }

  /// The words of the command line.
  var words: [String] {
    var words = ["--time-column", roles.time_column]
    words += ["--time-format", roles.time_format ?? "%Y-%m-%d %H:%M:%S"]
    if let column = roles.group_column { words += ["--group-column", column] }
    if let interval = roles.interval { words += ["--interval", interval] }
    if let window { words += ["--window", "\(window)"] }
    return words
  }
}
