import Testing

/// Options that would not be heard beside others, or without them, are refused.
@Suite(.waiting) struct IgnoredOptionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let words: String
    let message: String
    var testDescription: String { words }

    init(_ words: String, _ message: String) { (self.words, self.message) = (words, message) }
  }

  static let rows = [
    Row("ts-prefill --extend 3 --stop 2024-01-09", "--extend: cannot be given with --stop"),
    Row("ts-prefill --from-end", "--from-end: needs --extend or --stop"),
    Row("ts-prefill --from-end --extend 1 --start 9", "--start: cannot be given with --from-end"),
    Row(
      "ts-prefill --mode prefix --from-end --extend 1",
      "--from-end: cannot be given with --mode prefix"),
    Row(
      "ts-prefill --time-column - --time-format %Y --interval 1",
      "--time-format: cannot be given with --time-column -"),
    Row("ts-prefill --groups a --groups-file g", "--groups: cannot be given with --groups-file"),
    Row(
      "ts-prefill --template plain --instruction Go",
      "--instruction: cannot be given with --template"),
    Row("ts-prefill --index-column n", "--index-column: needs --end-column"),
    Row(
      "ts-prefill --end-column e --index-column n --interval none",
      "--interval: with --index-column it is a span of time, such as 15m"),
    Row(
      "ts-prefill --end-column e --extend 3", "--extend: cannot be given with --end-column"),
    Row(
      "ts-prefill --end-column e --index-column n --start 3",
      "--start: cannot be given with --index-column"),
    Row("ts-prefill --active 3", "--active: needs --loop"),
    Row("ts-prefill --resume", "--resume: needs --loop"),
    Row(
      "ts-prefill --emit-schema --template plain",
      "--template: cannot be given with --emit-schema"),
    Row(
      "ts-prefill --nss run --stop 2024",
      "--stop: cannot be given with --nss, which takes what the run was trained with"),
    Row(
      "ts-prefill --nss run --mode prefix",
      "--mode: cannot be given with --nss, which takes what the run was trained with"),
    Row(
      "ts-prefill --nss run --template plain",
      "--template: cannot be given with --nss, which takes what the run was trained with"),
    Row(
      "ts-prefill --nss run --schema s",
      "--schema: cannot be given with --nss, which takes what the run was trained with"),
    Row(
      "ts-prefill --nss run --null NA",
      "--null: cannot be given with --nss, which takes no table"),
    Row(
      "ts-prefill --nss run t.csv", "\"t.csv\": cannot be given with --nss, which takes no table"),
    Row("ts-prefill --null NA in", "--null: in is JSON, and not CSV"),
    Row("ts-prefill --delimiter tab in", "--delimiter: in is JSON, and not CSV"),
    Row("ts-prefill --spelling training in", "--spelling: in is JSON, and not CSV"),
    Row("ts-compare --null NA in in", "--null: no table is CSV, all are JSON"),
    Row("ts-compare --spec s --interval 1 a b", "--interval: cannot be given with --spec"),
    Row(
      "ts-compare --time-column - --time-format %Y a b",
      "--time-format: cannot be given with --time-column -"),
    Row(
      "ts-compare --curves --format text a b", "--curves: cannot be given with --format text"),
    Row(
      "ts-complete --no-stream --stall-timeout 3",
      "--stall-timeout: cannot be given with --no-stream"),
    Row("ts-complete --samples 2 --max-samples 4", "--max-samples: cannot be given with --samples"),
    Row(
      "ts-complete --force none --force-through name",
      "--force-through: cannot be given with --force"),
    Row("ts-validate --schema s.json", "--schema: needs --records"),
    Row("ts-validate --start 3", "--start: needs --records"),
    Row("ts-validate --null NA", "--null: needs --records or --spec"),
    Row("ts-validate --records --null NA in", "--null: in is JSON, and not CSV"),
    Row("ts-validate --quiet", "--quiet: needs --records or --spec"),
    Row("ts-validate --spec s --interval 1h", "--interval: cannot be given with --spec"),
    Row("ts-collect --stop-at-target", "--stop-at-target: needs --num-records"),
    Row("ts-collect --resume", "--resume: needs --journal"),
    Row("ts-collect --fsync round", "--fsync: needs --journal"),
    Row("ts-collect --snapshot-by groups", "--snapshot-by: needs --snapshots"),
    Row("ts-collect --stream --order group", "--order: cannot be given with --stream"),
    Row("ts-collect --stream --keep-failed", "--keep-failed: cannot be given with --stream"),
    Row("ts-collect --window 5 --window-max 4", "--window-max: 4 is less than --window 5"),
  ]

  @Test(arguments: rows) func anOptionThatWouldNotBeHeardIsRefused(_ row: Row) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", "{\"t\":\"2024-01-01\",\"v\":1}\n")
    let outcome = try shell("exec \(row.words)", in: scratch)
    let tool = row.words.prefix { $0 != " " }
    #expect(outcome.errText == "\(tool): \(row.message)\n")
    #expect(outcome.status == 64)
  }

  @Test func theLoopOfTheEnvironmentIsHeard() throws {
    let outcome = try shell(
      "exec ts-prefill --active 3", in: ScratchFolder(), environment: ["TS_LOOP": "loop"])
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }

  @Test func eachTextThatIsNullIsHeard() throws {
    let scratch = try ScratchFolder()
    let cells = ["1", "NA", "-", "4", "5"]
    try scratch.write(
      "in", "t,v\n" + cells.enumerated().map { "2024-01-0\($0 + 1),\($1)\n" }.joined())
    let outcome = try shell("exec ts-prefill --null NA --null - in", in: scratch)
    #expect(outcome.errText == "")
    #expect(outcome.outText.contains("\"v\":{\"type\":[\"integer\",\"null\"]"))
    #expect(
      outcome.outText.contains("\\\"v\\\":1}\\n{\\\"t\\\":\\\"2024-01-02\\\",\\\"v\\\":null}"))
  }
}
