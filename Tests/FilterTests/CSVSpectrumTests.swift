import Foundation
import NDJSON
import Tables
import Testing
import TimeSeries

@testable import ts_collect

/// The public csv-spectrum suite, in `Tests/Suites`.
@Suite struct CSVSpectrumTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Suites/csv-spectrum")

  /// The names of its tables: a file that is missing fails the test that reads it.
  static let names = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates",
    "newlines", "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
  ]

  /// The suite's own slip: its JSON has a made-up number where its CSV has another.
  static let slips = ["location_coordinates": ("1234567890", "2095257564")]

  @Test func everyTableIsRead() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path + "/csvs")
    #expect(files.sorted() == Self.names.map { "\($0).csv" })
  }

  @Test(arguments: names)
  func readsAsItsJSON(_ name: String) throws {
    var table = try rows(
      String(
        decoding: Data(contentsOf: Self.folder.appending(path: "csvs/\(name).csv")),
        as: UTF8.self))
    table.removeAll { $0 == [""] }
    let header = try #require(table.first)
    let json = try Data(contentsOf: Self.folder.appending(path: "json/\(name).json"))
    // One of the files holds the only record itself, not a list of it.
    var expected =
      try (try? JSONDecoder().decode([[String: String]].self, from: json))
      ?? [JSONDecoder().decode([String: String].self, from: json)]
    if let (wrong, right) = Self.slips[name] {
      expected = expected.map { $0.mapValues { $0 == wrong ? right : $0 } }
    }
    let read = table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    #expect(read == expected)
  }

  @Test(arguments: names)
  func comesBackFromTheWriter(_ name: String) throws {
    let data = try Data(contentsOf: Self.folder.appending(path: "csvs/\(name).csv"))
    var table = try rows(String(decoding: data, as: UTF8.self))
    table.removeAll { $0 == [""] }
    let header = try #require(table.first)
    var writer = CSVRecordWriter(columns: header)
    writer.appendHeader()
    for row in table.dropFirst() {
      var record = JSONWriter()
      record.beginObject()
      for (column, cell) in zip(header, row) {
        record.name(column)
        record.string(cell)
      }
      record.endObject()
      try writer.append(record: record.bytes.span)
    }
    #expect(try rows(String(decoding: writer.rows.bytes, as: UTF8.self)) == table)
  }
}
