import Foundation
import Testing

/// What ts-collect makes of saved streams.
@Suite(.waiting) struct CollectTests {
  private func collect(_ lines: String, _ options: String) throws -> (Outcome, ScratchFolder) {
    let scratch = try ScratchFolder()
    try scratch.write("in", lines)
    return (try shell("ts-collect \(options)", in: scratch, input: "in"), scratch)
  }

  private func records(_ group: String, _ hours: Range<Int>) -> String {
    hours.map { CollectLines.record(group, $0) + "\n" }.joined()
  }

  @Test func groupsLeaveWholeAsTheyComplete() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --strict")
    #expect(outcome.outText == records("B", 0..<6) + records("A", 0..<6))
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }

  @Test func groupsAreSortedAtTheEndWhenAsked() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --order group")
    #expect(outcome.outText == records("A", 0..<6) + records("B", 0..<6))
  }

  @Test func recordsLeaveAtOnceInAStream() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --stream")
    #expect(
      outcome.outText == records("A", 0..<2) + records("B", 0..<6) + records("A", 2..<6))
  }

  @Test func tablesAreSortedByGroupAndTimeOverMidnight() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --format csv")
    let rows = ["A", "B"].flatMap { group in
      (0..<6).map { hour in
        let clock = (20 + hour) % 24
        return "\(group),\(clock < 10 ? "0" : "")\(clock):00,\(hour).50\n"
      }
    }
    #expect(outcome.outText == "g,ts,v\n" + rows.joined())
  }

  @Test func aFailedGroupGivesNothingAndIsNamed() throws {
    let (outcome, scratch) = try collect(CollectLines.failing, "--summary s.json --strict")
    #expect(outcome.outText == records("B", 0..<6))
    #expect(outcome.errText == "")
    #expect(outcome.status == 1)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["status"].string == "incomplete")
    #expect(
      summary["failed_groups"].text
        == #"[{"group_id":"A","rounds":3,"records":1,"reason":"low_valid_fraction","#
        + #""last_fault":"enum: no"}]"#)
    #expect(summary["faults"].text == #"{"enum":6}"#)
    #expect(
      summary["batch_valid_record_fractions"].text == "[0.2,0,1,0]")
    #expect(summary["num_valid_records"].integer == 7)
    #expect(summary["num_output_records"].integer == 6)
    #expect(summary["num_invalid_records"].integer == 6)
    #expect(!summary["all_groups_succeeded"].boolean)
  }

  @Test func aFailedGroupIsKeptWhenAsked() throws {
    let (outcome, _) = try collect(CollectLines.failing, "--summary /dev/null --keep-failed")
    #expect(outcome.outText == records("B", 0..<6) + records("A", 0..<1))
    #expect(outcome.status == 1)
  }

  @Test func anEmptyRunIsNoFault() throws {
    let (outcome, scratch) = try collect("", "--summary s.json --strict")
    #expect(outcome.outText == "")
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
    #expect(RawJSON(scratch.read("s.json") ?? "")["status"].string == "empty")
  }

  @Test func theSummaryForPeopleIsShort() throws {
    let (outcome, _) = try collect(CollectLines.failing, "")
    let lines = outcome.errText.split(separator: "\n")
    #expect(lines.count <= 12)
    #expect(
      lines.first == "ts-collect: incomplete: 1 of 2 groups complete, 1 failed, 0 unfinished")
    #expect(
      lines.last
        == #"ts-collect: group "A" failed (low_valid_fraction) after 3 rounds: enum: no"#)
  }

  /// A step of any length lets one record jump over the stop.
  private static let jump = """
    {"type":"spec","schema":{"properties":{"g":{},"t":{},"v":{}}},"time_column":"t",\
    "time_format":"%H:%M","step":"increasing","stop_timestamp":"20:00","group_column":"g","groups":3}
    {"type":"group","group_id":"A","current_prefill":"","expected_records":247,\
    "responses":[{"records":[{"g":"A","t":"00:15","v":1},{"g":"A","t":"21:00","v":2}],"invalid":[]}]}
    {"type":"group","group_id":"B","current_prefill":"","expected_records":2,\
    "responses":[{"records":[{"g":"B","t":"00:15","v":1},{"g":"B","t":"20:00","v":2}],"invalid":[]}]}
    {"type":"group","group_id":"C","current_prefill":"",\
    "responses":[{"records":[{"g":"C","t":"22:00","v":1}],"invalid":[]}]}

    """

  @Test func aGroupThatJumpedOverItsStopIsShort() throws {
    let (outcome, scratch) = try collect(Self.jump, "--summary s.json")
    #expect(outcome.status == 0)
    #expect(
      outcome.errText == """
        ts-collect: 2 groups complete with fewer records than expected: "A" (1 of 247), "C" (0)

        """)
    #expect(outcome.outText.split(separator: "\n").count == 3)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_complete_groups"].integer == 3)
    #expect(summary["num_short_groups"].integer == 2)
    #expect(summary["short_groups"].elements.map { $0["group_id"].string } == ["A", "C"])
  }

  @Test(arguments: [("2", 2, 1), ("1", 1, 1), ("0.9", 2, 1), ("0.001", 1, 1), ("0", 0, 0)])
  func tooFewRecordsFailAGroup(_ minimum: String, _ failed: Int, _ status: Int32) throws {
    let (outcome, scratch) = try collect(Self.jump, "--summary s.json --min-records \(minimum)")
    #expect(outcome.status == status)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_failed_groups"].integer == failed)
    #expect(summary["num_complete_groups"].integer == 3 - failed)
    guard failed == 2 else { return }
    let group = summary["failed_groups"].elements[0]
    #expect(group["reason"].string == "too_few_records")
    #expect(group["last_fault"].string == "the stop was reached with 1 of 247 records")
  }

  @Test func verboseTellsEachRound() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --verbose")
    #expect(
      outcome.errText == """
        ts-collect: group "A" round 0: +2 records, 100.0 % valid, 2 of 6
        ts-collect: group "B" round 0: +4 records, 100.0 % valid, 4 of 6
        ts-collect: group "B" round 1: +2 records, 100.0 % valid, 6 of 6, complete
        ts-collect: group "A" round 1: +4 records, 100.0 % valid, 6 of 6, complete

        """)
  }

  @Test func snapshotsHoldTheFirstAcceptedRecords() throws {
    let (_, scratch) = try collect(
      CollectLines.run, "--summary /dev/null --snapshots 25,50 --snapshot-dir .")
    #expect(
      scratch.read("generated_partial_25pct_records.csv")
        == "g,ts,v\nA,20:00,0.50\nA,21:00,1.50\nB,20:00,0.50\n")
    #expect(
      scratch.read("generated_partial_50pct_records.csv")?.split(separator: "\n").count == 7)
  }

  @Test func snapshotsByGroupsHoldTheFirstCompletedOnes() throws {
    let (_, scratch) = try collect(
      CollectLines.run, "--summary /dev/null --snapshots 50 --snapshot-by groups")
    let rows = scratch.read("generated_partial_50pct_groups.csv")?.split(separator: "\n") ?? []
    #expect(rows.count == 7)
    #expect(rows.dropFirst().allSatisfy { $0.hasPrefix("B,") })
  }

  @Test func aStopEndsTheRunAndLosesNothingComplete() throws {
    let stream =
      CollectLines.spec + CollectLines.line("B", round: 0, first: 0, valid: 6)
      + CollectLines.line("A", round: 0, first: 0, valid: 0, invalid: 1)
      + CollectLines.line("A", round: 1, first: 0, valid: 0, low: 1, still: 1, invalidBefore: 1)
    let (outcome, scratch) = try collect(stream, "--summary s.json --stop-when-empty 2")
    #expect(outcome.outText == records("B", 0..<6))
    #expect(outcome.status == 1)
    #expect(RawJSON(scratch.read("s.json") ?? "")["status"].string == "stop_no_records")
  }

  @Test func aTargetEndsTheRunWithWhatItCounted() throws {
    let stream =
      CollectLines.spec + CollectLines.line("A", round: 0, first: 0, valid: 2)
      + CollectLines.line("B", round: 0, first: 0, valid: 4)
    let (outcome, scratch) = try collect(
      stream, "--summary s.json --num-records 5 --stop-at-target")
    #expect(outcome.outText == records("A", 0..<2) + records("B", 0..<4))
    #expect(outcome.status == 0)
    #expect(RawJSON(scratch.read("s.json") ?? "")["status"].string == "complete")
  }

  @Test func aLineThatDoesNotFollowIsNamed() throws {
    let changed = CollectLines.run.replacingOccurrences(
      of: #""round":1,"current_prefill""#, with: #""round":1,"mark":2,"current_prefill""#
    ).replacingOccurrences(
      of: #""last_timestamp_seconds":75600"#, with: #""last_timestamp_seconds":75601"#)
    let (outcome, _) = try collect(changed, "--summary /dev/null --strict")
    #expect(
      outcome.errText == """
        ts-collect: <stdin>:5: group "A" round 1: last_timestamp_seconds is 75601, computed 75600

        """)
    #expect(outcome.status == 65)
    #expect(try collect(changed, "--summary /dev/null").0.status == 0)
  }

  @Test func manyLinesThatDoNotFollowAreCounted() throws {
    var stream = CollectLines.spec
    for group in 0..<12 {
      stream += CollectLines.line("G\(group)", round: 0, first: 0, valid: 1)
      stream += CollectLines.line("G\(group)", round: 1, first: 1, valid: 5, low: 2)
    }
    let (outcome, _) = try collect(stream, "--summary /dev/null --strict")
    let lines = outcome.errText.split(separator: "\n")
    #expect(lines.count == 11)
    #expect(lines.last == "ts-collect: 12 lines in all do not follow from the previous ones")
    #expect(outcome.status == 65)
  }

  @Test func aRoundThatCameBeforeIsLeftOut() throws {
    let twice = CollectLines.run + CollectLines.run
    let (outcome, _) = try collect(twice, "--summary /dev/null --strict")
    #expect(outcome.outText == records("B", 0..<6) + records("A", 0..<6))
    #expect(
      outcome.errText.hasPrefix(#"ts-collect: <stdin>:7: group "A" round 0: duplicate of a round"#))
    #expect(outcome.status == 0)
  }

  @Test func theNextLineKeepsWhatNobodyKnows() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      "ts-collect --loop next --stream --summary /dev/null < in > out; cat next", in: scratch)
    let lines = outcome.outText.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(
      lines[0] == #"{"type":"group","group_id":"A","round":1,"current_prefill":"#
        + #""{\"g\":\"A\",\"ts\":\"20:00\",\"v\":0.50}\n{\"g\":\"A\",\"ts\":\"21:00\",\"v\":1.50}\n","#
        + #""expected_records":6,"last_timestamp_seconds":75600,"low_valid_fraction_count":0,"#
        + #""no_progress_count":0,"completed":false,"failed":false,"total_valid_records":2,"#
        + #""total_invalid_records":0,"mine":1}"#)
  }

  @Test func progressIsToldToMachines() throws {
    let (outcome, _) = try collect(CollectLines.run, "--summary /dev/null --progress json")
    let lines = outcome.errText.split(separator: "\n").map { RawJSON(String($0)) }
    #expect(lines.first?["status"].string == "in_progress")
    let last = try #require(lines.last)
    #expect(last["status"].string == "complete")
    #expect(last["records"].integer == 12)
    #expect(last["expected_records"].integer == 12)
    #expect(last["groups_complete"].integer == 2)
    #expect(last["seconds_left"].integer == 0)
  }

  @Test func aSeriesWithoutOrderLeavesInTheOrderOfTime() throws {
    let stream = CollectLines.spec.replacing(
      #""step":"fixed","interval_seconds":3600"#, with: #""step":"any""#
    ).replacing("%H:%M", with: "%Y").replacing("20:00", with: "2000").replacing(
      "01:00", with: "2010")
    let line =
      #"{"type":"group","group_id":1,"current_prefill":"","responses":[{"records":["#
      + #"{"ts":"2005","v":1},{"ts":"2001","v":2},{"ts":"2005","v":3},{"ts":"2010","v":4},"#
      + #"{"ts":"2003","v":5},{"ts":"2011","v":6}],"invalid":[]}]}"# + "\n"
    let (outcome, _) = try collect(stream + line, "--summary /dev/null --format csv")
    #expect(outcome.outText == "g,ts,v\n,2001,2\n,2003,5\n,2005,1\n,2005,3\n,2010,4\n")
  }

  @Test func aFolderThatIsMissingKeepsNoRunFromItsEnd() throws {
    let (outcome, _) = try collect(
      CollectLines.run, "--summary /dev/null --snapshots 50 --snapshot-dir gone")
    #expect(outcome.outText == records("B", 0..<6) + records("A", 0..<6))
    #expect(outcome.status == 0)
    let lines = outcome.errText.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines.allSatisfy {
        $0.hasPrefix("ts-collect: snapshot generated_partial_50pct_records.csv not written: gone/")
          && $0.hasSuffix("No such file or directory")
      })
  }

  @Test func groupsThatDidNotComeBackStayInTheLoopsFile() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      sed 1q in | cat - in | grep -v '"A"' > only-b
      ts-collect --loop next --stream --summary s.json < in > out
      sed -i 's/"completed":true/"completed":false/' next
      ts-collect --loop next --stream --summary s.json < only-b > out; echo $?
      grep -c '"A"' next
      ts-collect --loop next --stream --summary s.json < /dev/null; echo $?
      grep -c . next
      """, in: scratch)
    #expect(outcome.outText == "75\n2\n1\n4\n")
    #expect(
      outcome.errText == """
        ts-collect: <stdin>: ended before 2 groups of the loop came back
        ts-collect: <stdin>: ended before 3 groups of the loop came back

        """)
  }
}
