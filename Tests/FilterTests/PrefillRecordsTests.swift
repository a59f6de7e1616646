import Testing

/// What `ts-prefill --records` needs of its input; what it writes is in the golden cases.
@Suite struct PrefillRecordsTests {
  private static let table = "ts,v\n2020-01-01,1\n2020-01-02,2\n"

  @Test func aPipeCannotBeReadTwice() throws {
    let scratch = try ScratchFolder()
    try scratch.write("t", Self.table)
    let outcome = try shell("cat t | ts-prefill --records --window 1", in: scratch)
    #expect(outcome.outText == "")
    #expect(
      outcome.errText == "ts-prefill: --records: <stdin> cannot be read twice;"
        + " give the name of a regular file\n")
    #expect(outcome.status == 64)
  }

  /// A prompt that holds a whole group, and the group's records, are the same text.
  @Test(arguments: ["", "--spelling training", "--mode prefix"])
  func recordsAreSpelledAsInAPrompt(_ options: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "t", "g,ts,v,s\na,2020-01-01,1.50,\"é \"\"\"\na,2020-01-02,2,\na,2020-01-03,1,x\n")
    let spelling = options.hasPrefix("--spelling") ? options : ""
    let outcome = try shell(
      """
      ts-prefill --group-column g --window 9 --extend 1 \(spelling) t |
        jq -j 'select(.type == "group") | .current_prefill' > prompt
      ts-prefill --group-column g --records \(options) t |
        jq -j 'select(.type == "record") | .text' > records
      cmp prompt records && wc -l < records
      """, in: scratch)
    #expect(outcome.errText == "")
    #expect(outcome.outText == "3\n")
  }

  /// The other stages leave the lines alone: they are of a type that none of them knows.
  @Test func theOtherStagesPassRecordsOn() throws {
    let scratch = try ScratchFolder()
    try scratch.write("t", Self.table)
    let outcome = try shell(
      "ts-prefill --records --window 1 t > in && ts-validate < in | cmp in -", in: scratch)
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }
}
