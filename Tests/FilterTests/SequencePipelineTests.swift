import Foundation
import Testing

/// Series whose end the model decides, from a table of visits to the records that come out.
@Suite struct SequencePipelineTests {
  /// Visits of different lengths; the third of cid is at the time of the second.
  static let visits = """
    visitor,at,page,seconds
    ann,2024-05-01 09:00:00,home,12
    ann,2024-05-01 09:00:12,shop,40
    ann,2024-05-01 09:00:52,cart,31
    ann,2024-05-01 09:01:23,paid,5
    bob,2024-05-01 09:02:00,home,8
    bob,2024-05-01 09:02:08,help,55
    cid,2024-05-01 09:05:30,home,3
    cid,2024-05-01 09:05:33,shop,90
    cid,2024-05-01 09:05:33,shop,14
    cid,2024-05-01 09:06:47,home,6
    cid,2024-05-01 09:06:53,help,21

    """

  struct Row: Sendable, CustomTestStringConvertible {
    let options: String
    /// How many records of each visitor the run starts from.
    let seeds: [String: Int]
    /// The visit without steps at one time, for what orders records by time alone.
    var isLater = false
    var testDescription: String { options }
  }

  static let rows = [
    Row(options: "--index-column n --mode prefix", seeds: [:]),
    Row(options: "--index-column n", seeds: ["ann": 3, "bob": 1, "cid": 3]),
    Row(options: "--index-column n --window 1", seeds: ["ann": 1, "bob": 1, "cid": 1]),
    Row(options: "--interval none --mode prefix", seeds: [:], isLater: true),
    Row(options: "--interval none", seeds: ["ann": 3, "bob": 1, "cid": 3], isLater: true),
    Row(options: "--index-column n --mode prefix --time-column -", seeds: [:]),
  ]

  @Test(arguments: rows) func everyVisitEndsWhereTheTableEndsIt(_ row: Row) throws {
    let scratch = try ScratchFolder()
    var table = Self.visits
    if row.isLater { table = table.replacing("09:05:33,shop,14", with: "09:05:34,shop,14") }
    try scratch.write("table.csv", table)
    let model = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    let outcome = try shell(
      """
      mkfifo loop
      ts-prefill --loop loop --group-column visitor --end-column last \(row.options) table.csv |
        python3 \(model)/perfect-model.py table.csv visitor | tee asked.ndjson | ts-validate |
        ts-collect --loop loop --format csv --order group --summary summary.json
      """, in: scratch, limit: 60)
    var left = row.seeds
    let lines = table.split(separator: "\n").filter { line in
      let visitor = String(line.prefix { $0 != "," })
      left[visitor, default: 0] -= 1
      return left[visitor, default: 0] < 0
    }
    #expect(outcome.errText == "")
    #expect(outcome.outText == lines.joined(separator: "\n") + "\n")
    #expect(outcome.status == 0)
    guard !row.options.contains("--time-column -") else { return }
    try scratch.write("out.ndjson", try jsonLines(scratch))
    let checked = try shell("ts-validate --spec asked.ndjson out.ndjson", in: scratch)
    #expect(checked.errText == "")
  }

  /// The same records as JSON lines, made without a model from what the pipeline saved.
  private func jsonLines(_ scratch: ScratchFolder) throws -> String {
    try shell("ts-validate < asked.ndjson | ts-collect --summary summary.json", in: scratch).outText
  }

  @Test func oneTimeTwiceIsRefusedWhereTheTimeIsThatOfTheRun() throws {
    let scratch = try ScratchFolder()
    try scratch.write("table.csv", Self.visits)
    let outcome = try shell(
      "ts-prefill --group-column visitor --end-column last table.csv", in: scratch)
    #expect(outcome.errText.contains("is that of the record before"))
    #expect(outcome.status == 65)
  }
}
