import Foundation
import Testing

/// Gaps at which series are split, and schemas that do not fit their table.
@Suite(.waiting) struct PrefillSplitTests {
  private static let split = "exec ts-prefill --on-gap split --interval 1h --group-column g in"

  private func prefill(_ command: String, _ rows: [String], header: String = "g,ts,v") throws
    -> Outcome
  {
    let scratch = try ScratchFolder()
    try scratch.write("in", ([header] + rows).map { $0 + "\n" }.joined())
    return try shell(command, in: scratch)
  }

  private func hours(_ group: String, _ hours: [Int]) -> [String] {
    hours.map { "\(group)2024-01-01 \($0 < 10 ? "0" : "")\($0):00,\($0)" }
  }

  @Test func aPieceDoesNotJoinAGroupOfItsName() throws {
    let pieces = hours("A,", [1, 2, 5, 6])
    let group = hours("A~2,", [7, 8])
    for (rows, line) in [(pieces + group, 4), (group + pieces, 2)] {
      let outcome = try prefill(Self.split + " --window 1", rows)
      #expect(
        outcome.errText
          == "ts-prefill: in:\(line): group \"A~2\" is in the table, and --on-gap split"
          + " gives a piece this id; rename the group\n")
      #expect(outcome.status == 65)
    }
  }

  @Test(arguments: ["csv", "ndjson"]) func aTableOfOneSeriesIsSplit(_ format: String) throws {
    let times = [1, 2, 5, 6, 7, 11, 12].map { "2024-01-01 \($0 < 10 ? "0" : "")\($0):00" }
    let isCSV = format == "csv"
    let rows = times.map { isCSV ? "\($0),1" : "{\"ts\":\"\($0)\",\"v\":1}" }
    let outcome = try prefill(
      "exec ts-prefill --on-gap split --interval 1h --window 1 --input-format \(format) in",
      isCSV ? rows : Array(rows.dropFirst()), header: isCSV ? "ts,v" : rows[0])
    #expect(outcome.errText == "")
    let groups = outcome.outText.split(separator: "\n").dropFirst().map { line in
      ["\"group_id\":null,", "\"group_id\":2,", "\"group_id\":3,"].first { line.contains($0) }
    }
    #expect(groups == ["\"group_id\":null,", "\"group_id\":2,", "\"group_id\":3,"])
    #expect(outcome.outText.contains("\"group_column\":null"))
    #expect(outcome.outText.contains("\"expected_records\":4"))
  }

  @Test(arguments: [
    (
      "{\"properties\":{\"ts\":{},\"v\":{}},\"required\":[\"w\"]}",
      "in: --schema: \"required\" names \"w\", which is no property; take it out, or add it"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"minimun\":0}}}",
      "in: --schema: schema keyword \"minimun\" at \"/properties/v\" is not supported"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"maximum\":4}}}",
      "in:4: column \"v\" is 5.50, which --schema refuses: above the maximum 4; make the schema"
        + " wider, or mend the table"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"enum\":[1,2,4,5,5.5]}}}",
      "in: column \"v\" is 3, which --schema refuses: not one of 1, 2, 4, 5, … (5 values); make"
        + " the schema wider, or mend the table"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"enum\":[\"1\",\"2\"],\"type\":\"string\"}}}",
      "in: column \"v\" is \"5.50\", which --schema refuses: not one of \"1\", \"2\"; make the"
        + " schema wider, or mend the table"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"type\":\"integer\"}}}",
      "in:4: column \"v\" is 5.50, which --schema refuses: wanted integer; make the schema wider, or"
        + " mend the table"
    ),
    (
      "{\"properties\":{\"ts\":{},\"v\":{\"pattern\":\"(?=a)\"}}}",
      "in: --schema: schema keyword \"pattern\" at \"/properties/v\": wanted a regular expression;"
        + " lookaround, (?=, is not supported"
    ),
  ])
  func aSchemaThatNoRecordCanFitIsRefused(schema: String, message: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("s.json", schema)
    try scratch.write(
      "in", "ts,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,5.50\n2024-01-04,5\n2024-01-05,3\n")
    let outcome = try shell("exec ts-prefill --schema s.json in", in: scratch)
    #expect(outcome.errText == "ts-prefill: \(message)\n")
    #expect(outcome.status == 65)
  }
}
