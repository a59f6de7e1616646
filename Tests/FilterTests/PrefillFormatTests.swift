import Foundation
import NDJSON
import Tables
import Testing
import TimeSeries

@testable import ts_prefill

/// A table of each kind, and a model that repeats its rows: every group completes, what comes out is
/// the table, and it fits its saved stream.
@Suite(.waiting) struct PrefillFormatTests {
  struct Table: Sendable, CustomTestStringConvertible {
    let name: String
    let format: String
    let text: String
    var group: String?
    var arguments = ""
    var testDescription: String { name }

    /// A table of times, with a value for each.
    init(_ name: String, _ format: String, _ times: [String]) {
      self.name = name
      self.format = format
      text = "when,v\n" + times.enumerated().map { "\"\($1)\",\($0)\n" }.joined()
    }

    /// A table as it is.
    init(_ name: String, group: String? = nil, arguments: String = "", text: String) {
      self.name = name
      self.group = group
      self.arguments = arguments
      self.text = text
      format = ""
    }
  }

  static let formats = [
    Table("dates", "%Y-%m-%d", (1...9).map { "2024-02-0\($0)" }),
    Table("minutes", "%Y-%m-%d %H:%M", (0...9).map { "2024-02-28 23:\(50 + $0)" }),
    Table("seconds", "%Y-%m-%d %H:%M:%S", (0...9).map { "2024-02-29 0\($0):00:00" }),
    Table("ISO", "%Y-%m-%dT%H:%M:%S", (0...9).map { "2024-12-31T1\($0):30:00" }),
    Table("ISO with a zone", "%Y-%m-%dT%H:%M:%S%z", (0...9).map { "2024-12-31T1\($0):30:00Z" }),
    Table(
      "ISO with an offset", "%Y-%m-%d %H:%M:%S%z", (0...9).map { "2024-12-31 1\($0):30:00+05:30" }),
    Table("US", "%m/%d/%Y", (25...30).map { "01/\($0)/2024" }),
    Table("US without zeros", "%m/%d/%Y", (8...15).map { "1/\($0)/2024" }),
    Table("day first", "%d/%m/%Y", (8...15).map { "\($0 < 10 ? "0" : "")\($0)/02/2024" }),
    Table("day first with dots", "%d.%m.%Y %H:%M", (12...19).map { "30.01.2024 \($0):00" }),
    Table("slashes", "%Y/%m/%d %H:%M", (12...19).map { "2024/01/30 \($0):15" }),
    Table("compact", "%Y%m%d", (10...19).map { "202401\($0)" }),
    Table(
      "12-hour", "%m/%d/%Y %I:%M %p",
      (9...12).map { "01/31/2024 \($0):00 \($0 < 12 ? "AM" : "PM")" }),
    Table("time across midnight", "%H:%M", ["22:30", "23:00", "23:30", "00:00", "00:30", "01:00"]),
    Table("time with seconds", "%H:%M:%S", (0...9).map { "23:59:0\($0)" }),
    Table("fractions", "%Y-%m-%d %H:%M:%S.%f", (0...9).map { "2024-01-01 00:00:00.\($0)" }),
    Table("elapsed", "elapsed_seconds", (0...9).map { "\($0 * 900)" }),
    Table("elapsed fractions", "elapsed_seconds", (0...9).map { "0.\($0)" }),
    Table("epoch", "elapsed_seconds", (0...9).map { "\(1_704_067_200 + $0 * 60)" }),
    Table("month names", "%d %b %Y", (10...19).map { "\($0) Jan 2024" }),
    Table("full month names", "%B %d, %Y", (10...19).map { "January \($0), 2024" }),
    Table(
      "weekdays", "%a %d %b %Y", ["Mon 01", "Tue 02", "Wed 03", "Thu 04"].map { "\($0) Jan 2024" }),
    Table("day of the year", "%Y-%j", (365...366).map { "2024-\($0)" } + ["2025-001", "2025-002"]),
    Table("months", "%Y-%m", (1...9).map { "2024-0\($0)" }),
    Table(
      "month and year", "%b %Y", ["Nov", "Dec"].map { "\($0) 2023" } + ["Jan 2024", "Feb 2024"]),
    Table("quarters", "%Y-%m-%d", ["2023-10", "2024-01", "2024-04", "2024-07"].map { "\($0)-01" }),
    Table("years", "%Y", (2019...2024).map { "\($0)" }),
    Table("ends of months", "%Y-%m-%d", ["01-31", "02-29", "03-31", "04-30"].map { "2024-\($0)" }),
    Table(
      "ends of months ahead of UTC", "%Y-%m-%dT%H:%M:%S%z",
      ["01-31", "02-29", "03-31", "04-30"].map { "2024-\($0)T00:00:00+02:00" }),
    Table(
      "months behind UTC", "%Y-%m-%dT%H:%M:%S%z",
      ["01-30", "02-29", "03-30", "04-30"].map { "2024-\($0)T22:00:00-05:00" }),
    Table(
      "irregular", "%Y-%m-%d %H:%M",
      ["01:00", "01:07", "02:00", "09:00", "09:01"].map { "2024-01-01 \($0)" }),
  ]

  static let tables: [Table] = [
    Table(
      "ranges of each group", group: "g",
      text: "g,ts,v\n"
        + (1...9).map { "a,2024-01-0\($0),\($0)\n" }.joined()
        + (2...6).map { "b,2024-03-0\($0),\($0)\n" }.joined()
        + (1...4).map { "c,2024-01-0\($0),\($0)\n" }.joined()),
    Table(
      "groups of one record", group: "g", arguments: "--mode prefix",
      text: "g,ts,v\na,2024-01-01,1\nb,2024-01-01,2\nb,2024-01-02,3\nc,2024-01-05,3\n"),
    ids("integers", ["1", "20", "-3"]),
    ids("numbers", ["1.50", "2", "1e3"]),
    ids("truth values", ["true", "false"]),
    ids("spaces and zeros", ["007", "a b", "c/d"]),
    ids("unicode", ["Zürich", "東京", "🙂"]),
    Table(
      "null among group values", group: "g", arguments: "--window 1",
      text: "g,ts,v\nx,2024-01-01,\nx,2024-01-02,1\nx,2024-01-03,\n"
        + "y,2024-01-01,2.50\ny,2024-01-02,\ny,2024-01-03,-0\n"),
    Table(
      "quotes and commas everywhere", group: "the \"\"g\"\", quoted",
      text: "\"the \"\"g\"\", quoted\",\"ti,me\",\"v \"\"1\"\"\"\n"
        + (1...5).map { "\"A, \"\"B\"\"\",\"2024-01-0\($0)\",\"say \"\"\($0)\"\",\n\\ and /\"\n" }
        .joined()),
    Table(
      "unicode names", group: "Ort",
      text: "größe,Ort,時\n" + (1...5).map { "\($0).0,Köln,2024-01-0\($0)\n" }.joined()),
    Table(
      "columns in another order", group: "g",
      text: "v,note,ts,g\n" + (1...5).map { "\($0),n\($0),2024-01-0\($0),x\n" }.joined()),
    Table(
      "200 columns",
      text: "ts," + (1...199).map { "c\($0)" }.joined(separator: ",") + "\n"
        + (1...6).map { row in
          "2024-01-0\(row)," + (1...199).map { "\(row * $0)" }.joined(separator: ",") + "\n"
        }.joined()),
    Table(
      "no time column", group: "g", arguments: "--interval 0.25",
      text: "g,v\n" + (1...6).map { "a,\($0)\nb,\($0 * 2)\n" }.joined()),
  ]

  /// A table whose groups have these ids.
  private static func ids(_ name: String, _ ids: [String]) -> Table {
    let rows = ids.flatMap { id in (1...6).map { "\(id),2024-01-0\($0),\($0)\n" } }
    return Table("group ids: \(name)", group: "g", text: "g,ts,v\n" + rows.joined())
  }

  /// Each table in both modes, but for those that are of one.
  static let runs = (formats + tables).flatMap { table in
    (table.arguments.contains("prefix") ? ["prefix"] : ["history", "prefix"]).map { (table, $0) }
  }

  @Test(arguments: runs)
  func aPerfectModelGivesTheTableBack(_ table: Table, mode: String) throws {
    let folder = try ScratchFolder()
    try folder.write("train.csv", table.text)
    let model = URL(filePath: #filePath).deletingLastPathComponent().path + "/perfect-model.py"
    let group = table.group?.replacingOccurrences(of: "\"\"", with: "\"")
    let outcome = try shell(
      """
      ts-loop 'ts-prefill --mode \(mode) ${GROUP:+--group-column "$GROUP"} \(table.arguments) \
      train.csv | tee seeds | python3 -S -E \(model) train.csv "$GROUP" | ts-validate | tee run.ndjson |
      ts-collect --format csv --summary summary.json' &&
      ts-collect --summary /dev/null < run.ndjson | ts-validate --spec run.ndjson
      """, in: folder, environment: ["GROUP": group ?? ""])
    #expect(outcome.status == 0, "\(outcome.errText)")
    let summary = try #require(folder.read("summary.json"))
    #expect(summary.contains("\"complete\""))
    if !table.format.isEmpty {
      #expect(folder.read("seeds")?.contains("\"time_format\":\"\(table.format)\"") == true)
    }
    #expect(
      try CSVTable(outcome.outText).header.filter { $0 != "elapsed_seconds" }
        == CSVTable(table.text).header)
    let window = mode == "prefix" ? 0 : table.arguments.contains("--window 1") ? 1 : 3
    let given = try rows(of: table.text, group: group, without: window)
    #expect(try rows(of: outcome.outText, group: group, without: 0) == given)
    #expect(!given.isEmpty)
  }

  /// The rows of a table, each as its cells by column, without a group's first ones, its seeds.
  private func rows(of csv: String, group: String?, without window: Int) throws
    -> Set<[String: String]>
  {
    let table = try CSVTable(csv)
    let rows = table.rows.map { row in
      Dictionary(uniqueKeysWithValues: zip(table.header, row)).filter {
        $0.key != "elapsed_seconds"
      }
    }
    let groups = Dictionary(grouping: rows) { row in group.flatMap { row[$0] } ?? "" }
    return Set(groups.values.flatMap { $0.dropFirst(min(window, $0.count - 1)) })
  }
}

/// A CSV text as its header and rows.
struct CSVTable {
  var header: [String] = []
  var rows: [[String]] = []

  init(_ text: String) throws {
    let bytes = Array(text.utf8)
    var scanner = CSVScanner()
    var start = 0
    while start < bytes.count,
      let next = try scanner.scanRow(bytes.span, from: start, isEnd: true)
    {
      let cells = scanner.cells.map { cell in
        var text: [UInt8] = []
        bytes.span.appendText(of: cell, to: &text)
        return String(decoding: text, as: UTF8.self)
      }
      if header.isEmpty { header = cells } else { rows.append(cells) }
      start = next
    }
  }
}
