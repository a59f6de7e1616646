import Foundation
import Testing

/// A run that was killed and resumed is the run that was not.
@Suite(.waiting) struct CollectResumeTests {
  /// Every place at which the pipeline can be killed is hit by chance, in `make torture` the more.
  @Test func aRunKilledAgainAndAgainGivesWhatAnUndisturbedOneGives() throws {
    let outcome = try shell(
      "'\(Built.package.path)/Tests/Faults/kill' '\(Built.tools.path)' 24",
      in: ScratchFolder())
    #expect(outcome.outText == "")
    #expect(outcome.status == 0, "\(outcome.errText)")
  }

  @Test func aTornTailIsCutAndSaid() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let whole = try shell("ts-collect --journal j --summary /dev/null", in: scratch, input: "in")
    #expect(scratch.read("j") == CollectLines.run)
    let torn = try shell(
      """
      head -c -7 j > torn; mv torn j; tail -n 1 in >> rest; sed -n 1p in > again; cat rest >> again
      ts-collect --journal j --resume --summary /dev/null < again
      """, in: scratch)
    #expect(torn.outText == whole.outText)
    #expect(torn.errText == "ts-collect: j: incomplete last line removed\n")
    #expect(torn.status == 0)
    #expect(scratch.read("j") == CollectLines.run)
  }

  /// Any file can be named by mistake: one without a line feed looks like a torn line.
  @Test(arguments: [
    #"{"important":"config","a":[1,2,3]}"#, "{\"important\":1}\n", "{\"important\":1}\n{\"a\":",
    "\0\u{1}\0", "no JSON", "{\"type\":\"group\"", " ", "spec\n{",
  ])
  func aFileThatIsNoJournalStaysAsItIs(_ content: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    try scratch.write("file", content)
    let outcome = try shell(
      "ts-collect --journal file --resume --summary /dev/null < in", in: scratch)
    #expect(scratch.read("file") == content)
    #expect(outcome.status == 65)
    #expect(outcome.errText.hasPrefix("ts-collect: file:1: not "))
  }

  /// A machine may stop before the first line is whole, as whichever stage spelled it.
  @Test(arguments: ["{", #"{"type":"sp"#, #"{"type": "spec", "ver"#])
  func aTornSpecIsCutAndSaid(_ content: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    try scratch.write("j", content)
    let outcome = try shell(
      "ts-collect --journal j --resume --summary /dev/null < in", in: scratch)
    #expect(outcome.errText == "ts-collect: j: incomplete last line removed\n")
    #expect(outcome.status == 0)
    #expect(scratch.read("j") == CollectLines.run)
  }

  /// A stage may be put in that writes JSON its own way: what counts is what the spec says.
  @Test func aSpecIsTheSameHoweverItIsSpelled() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      #"""
      ts-collect --journal j --summary /dev/null < in > out
      python3 -c 'import json,sys
      for line in sys.stdin: print(json.dumps(json.loads(line), sort_keys=True))' < in > spelled
      for tool in "ts-collect --journal j --resume --summary /dev/null" ts-validate; do
        cat in spelled | $tool > out || echo $?
      done
      sed '1s/"groups": 2/"groups": 3/' spelled |
        ts-collect --journal j --resume --summary /dev/null > out
      """#, in: scratch)
    #expect(outcome.outText == "")
    #expect(outcome.status == 65)
    #expect(
      outcome.errText.contains(
        "another spec than before: …\"groups\":3,\"expected_records\":12}, wanted …\"groups\":2,"),
      "\(outcome.errText)")
  }

  @Test func aJournalIsNotWrittenOverNorByTwo() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      ts-collect --journal j --summary /dev/null < in > out
      ts-collect --journal j < in; echo $?
      flock j ts-collect --journal j --resume < in; echo $?
      """, in: scratch)
    #expect(outcome.outText == "73\n73\n")
    #expect(
      outcome.errText == """
        ts-collect: j: already contains a run: --resume continues it
        ts-collect: j: another process writes it

        """)
  }

  @Test func aJournalOfAnotherSpecIsRefused() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      ts-collect --journal j --summary /dev/null < in > out
      sed 's/"groups":2/"groups":3/' in | ts-collect --journal j --resume --summary /dev/null
      """, in: scratch)
    #expect(outcome.status == 65)
    #expect(outcome.errText.hasPrefix("ts-collect: <stdin>:1: another spec"))
    #expect(outcome.errText.contains("\"groups\":3") && outcome.errText.contains("j:1"))
  }

  @Test func theLoopHearsOfEveryGroupThatTheJournalKnows() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      mkfifo loop; sed 4q in > j
      exec 3<> loop 4< loop
      ts-collect --journal j --resume --loop loop --summary /dev/null < /dev/null > out
      exec 3<&-; cat <&4
      """, in: scratch)
    let lines = outcome.outText.split(separator: "\n").map { RawJSON(String($0)) }
    try #require(lines.map { $0["type"].string } == ["group", "group", "resumed", "stop"])
    #expect(lines[0]["round"].integer == 1)
    #expect(lines[0]["mine"].integer == 1)
    #expect(lines[1]["completed"].boolean)
  }
}
