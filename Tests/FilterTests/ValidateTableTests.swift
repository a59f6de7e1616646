import Testing

/// Plain records in tables of CSV and JSON; the golden cases have what one file can show.
@Suite(.waiting) struct ValidateTableTests {
  @Test func aTableOfManyBlocksIsReadToItsEnd() throws {
    let scratch = try ScratchFolder()
    var table = "n,t,text\n"
    for second in 0..<40_000 where second != 30_000 {
      table += "\(second % 7),\(second),\"a, \"\"quoted\"\"\ntext\"\n"
    }
    try scratch.write("t.csv", table)
    let outcome = try shell(
      "exec ts-validate --records --interval 1 --time-column t --time-format elapsed_seconds"
        + " - t.csv", in: scratch)
    #expect(
      outcome.errText
        == "ts-validate: t.csv:60002: \"t\" is 30001, must be 30000, after line 60000\n")
    #expect(outcome.status == 1)
  }

  @Test func aPipeIsNotReadTwice() throws {
    let scratch = try ScratchFolder()
    try scratch.write("t.csv", "t,v\n2020-01-01,1\n2020-01-02,2\n")
    let outcome = try shell("cat t.csv | ts-validate --records --time-column t", in: scratch)
    #expect(
      outcome.errText == "ts-validate: --records: <stdin> cannot be read twice;"
        + " give --time-column and --time-format, or the name of a regular file\n")
    #expect(outcome.status == 64)
    let named = "--time-column t --time-format %Y-%m-%d --interval 1d"
    #expect(try shell("cat t.csv | ts-validate --records \(named)", in: scratch).status == 0)
  }

  /// What ts-collect writes is valid by the stream that it came from, in either form.
  @Test(arguments: ["csv", "ndjson"]) func whatIsCollectedIsValid(_ format: String) throws {
    let scratch = try ScratchFolder()
    var table = "g,t,v,word,flag\n"
    for group in ["1", "02"] {
      for day in 1...9 { table += "\(group),2020-01-0\(day),\(day).50,\(day),true\n" }
    }
    try scratch.write("t.csv", table)
    let outcome = try shell(
      """
      ts-prefill --group-column g t.csv | tee s.ndjson >seeds
      ts-loop 'ts-prefill --group-column g t.csv | ts-complete --fake seasonal | ts-validate |
        ts-collect --summary s.json --format \(format)' >out
      wc -l <out; ts-validate --spec s.ndjson out && ts-validate --records --interval 1d \
        --group-column g out
      """, in: scratch)
    #expect(outcome.outText == (format == "csv" ? "13\n" : "12\n"))
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }
}
