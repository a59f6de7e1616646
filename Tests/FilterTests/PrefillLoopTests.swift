import Foundation
import Testing

/// The head of the loop, alone, with other stages played by the shell.
@Suite(.waiting) struct PrefillLoopTests {
  /// A folder with a FIFO and a table of `groups` groups of five hours.
  private func folder(groups: Int, note: String = "n") throws -> ScratchFolder {
    let folder = try ScratchFolder()
    var table = "g,ts,v,note\n"
    for group in 0..<groups {
      for hour in 0..<5 { table += "g\(group),2020-01-01 0\(hour):00:00,\(hour),\(note)\n" }
    }
    try folder.write("train.csv", table)
    _ = try shell("mkfifo loop", in: folder)
    return folder
  }

  private func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func withoutALoopEverySeedLeavesAtOnce() throws {
    let folder = try folder(groups: 50)
    let outcome = try shell("ts-prefill --group-column g train.csv", in: folder)
    #expect(outcome.status == 0)
    #expect(try lines(outcome.outText).count == 51)
  }

  @Test func fiveHundredGroupsPassWithTwentyInFlight() throws {
    let folder = try folder(groups: 500, note: String(repeating: "x", count: 5000))
    // The stage answers a group in its third round, and complains of a 21st group in flight.
    try folder.write(
      "stage.py",
      """
      import sys, json
      loop = open("loop", "w")
      flying, most, answered = set(), 0, 0
      for line in sys.stdin:
          group = json.loads(line)
          if group["type"] == "spec": continue
          flying.add(group["group_id"])
          most = max(most, len(flying))
          group["round"] += 1
          if group["round"] == 3:
              group["completed"] = True
              flying.remove(group["group_id"])
              answered += 1
          print(json.dumps(group), file=loop, flush=True)
      print(answered, most)
      """)
    let outcome = try shell(
      "ts-prefill --group-column g --loop loop train.csv | python3 stage.py", in: folder, limit: 300
    )
    #expect(outcome.errText == "")
    #expect(outcome.outText == "500 20\n")
  }

  @Test func theLoopIsNamedByTheEnvironment() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "ts-prefill --group-column g train.csv | sed -u 's/\"failed\":false/\"failed\":true/' >loop",
      in: folder, environment: ["TS_LOOP": "loop"])
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }

  @Test func aReaderThatGoesEndsTheRun() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "exec 3<>loop; { ts-prefill --group-column g --loop loop train.csv; echo $? >status; } | head -n 1",
      in: folder, limit: 300)
    #expect(outcome.errText == "")
    #expect(folder.read("status") == "141\n")
  }

  @Test func aLoopWriterThatGoesEndsTheRun() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "{ ts-prefill --group-column g --loop loop train.csv; echo $? >status; }"
        + " | { head -n 2 >seen; : >loop; cat >/dev/null; }",
      in: folder, limit: 300)
    #expect(
      outcome.errText == "ts-prefill: loop: its writer is gone, with 3 of 3 groups unfinished\n")
    #expect(folder.read("status") == "74\n")
  }

  @Test func aStopEndsTheRun() throws {
    let folder = try folder(groups: 30)
    let outcome = try shell(
      "ts-prefill --group-column g --loop loop train.csv"
        + " | { read -r spec; echo '{\"type\":\"stop\",\"status\":\"x\"}' >loop; cat; }",
      in: folder, limit: 300)
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
    #expect(try lines(outcome.outText).count <= 20)
  }

  @Test func aStarvingLoopIsRemarkedOnWithItsGroups() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      """
      mkfifo said
      { ts-prefill --group-column g --loop loop --starve-after 50ms train.csv 2>said; echo $?; } |
        tail -n 1 &
      exec 3<>loop 4<said
      read -r line <&4
      echo "$line"
      echo '{"type":"stop"}' >&3
      cat <&4
      wait
      """, in: folder, limit: 300)
    let said = outcome.outText.split(separator: "\n")
    let words =
      #"ts-prefill: nothing has come back for 0.05 s with 3 groups in flight ("g0", "g1", "g2"): "#
    #expect(said.first?.hasPrefix(words) == true, "\(said)")
    #expect(said.last == "0")
  }

  /// A tail that knows no journal leaves a resuming head without the line that it waits for.
  @Test func aStarvingLoopIsNotRemarkedOnAllTheTime() throws {
    let folder = try folder(groups: 1)
    let short = try shell(
      "timeout 2 ts-prefill --loop loop --starve-after 1ms --group-column g train.csv",
      in: folder, limit: 20)
    // At 1 ms and a second later.
    #expect((1...2).contains(short.errText.split(separator: "\n").count), "\(short.errText)")
    for option in ["--starve-after", "--loop-timeout"] {
      let none = try shell(
        "timeout 2 ts-prefill --loop loop \(option) 0 --group-column g train.csv", in: folder)
      #expect(none.status == 64)
      #expect(none.errText.hasPrefix("ts-prefill: \(option): \"0\": not a span of time"))
      #expect(none.errText.utf8.count < 200)
    }
  }

  @Test func aResumedRunThatHearsNothingSaysWhatItWaitsFor() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      """
      mkfifo said
      ts-prefill --group-column g --resume --loop loop --starve-after 50ms train.csv 2>said >seeds &
      exec 3<>loop 4<said
      echo '{"type":"other"}' >&3
      read -r line <&4
      echo "$line"
      echo '{"type":"stop"}' >&3
      cat <&4 >rest
      wait
      """, in: folder, limit: 60)
    let words = "ts-prefill: nothing has come back for 0.05 s: --resume waits for what"
    #expect(outcome.outText.hasPrefix(words), "\(outcome.outText)")
  }

  @Test func whatCannotBeReadFromTheLoopIsNamed() throws {
    let folder = try folder(groups: 1)
    let outcome = try shell(
      "{ ts-prefill --group-column g --loop loop train.csv; echo $? >status; }"
        + " | { head -n 2 >/dev/null; exec 3>loop; echo nonsense >&3; cat; }",
      in: folder, limit: 300)
    #expect(outcome.errText == "ts-prefill: loop:1: not a JSON object\n")
    #expect(folder.read("status") == "65\n")
  }

  @Test func aRoundFileIsRelayedAndToppedUp() throws {
    let folder = try folder(groups: 4)
    try folder.write(
      "round",
      """
      {"type":"group","group_id":"g0","round":2,"current_prefill":"x","completed":true}
      {"type":"group","group_id":"g1","round":2,"current_prefill":"x"}

      """)
    let outcome = try shell(
      "ts-prefill --group-column g --active 2 --loop round train.csv", in: folder)
    let groups = try lines(outcome.outText).dropFirst().map { $0["group_id"] as? String }
    #expect(groups == ["g0", "g1", "g2"])
    #expect(outcome.status == 0)
  }

  @Test func aRoundFileThatIsNotThereYetIsTheFirstRound() throws {
    let folder = try folder(groups: 4)
    let outcome = try shell(
      "ts-prefill --group-column g --active 2 --loop none train.csv", in: folder)
    #expect(try lines(outcome.outText).count == 3)
    #expect(outcome.status == 0)
  }

  @Test func aResumedRunSeedsOnlyWhatIsNew() throws {
    let folder = try folder(groups: 5)
    // Known are one ended group, two to go on with; two more are new. Two are in flight at once.
    try folder.write(
      "known",
      """
      {"type":"group","group_id":"g2","round":4,"current_prefill":"x","completed":true}
      {"type":"group","group_id":"g1","round":2,"current_prefill":"x"}
      {"type":"group","group_id":"g4","round":1,"current_prefill":"x"}
      {"type":"resumed"}

      """)
    let outcome = try shell(
      """
      ts-prefill --group-column g --active 2 --resume --loop loop train.csv | {
        exec 3>loop
        cat known >&3
        tee seen | sed -u 's/"current_prefill":"x"}/"completed":true,&/; s/"completed":false/"completed":true/' |
          grep --line-buffered '"group"' >&3
      }
      """, in: folder, limit: 300)
    #expect(outcome.errText == "")
    let seen = try lines(try #require(folder.read("seen")))
    #expect(seen.map { $0["group_id"] as? String } == [nil, "g1", "g4", "g0", "g3"])
  }

  /// A tail that answers the seeds of `groups` groups with the lines of `known`, then ends each
  /// group that comes; the ids as ts-prefill wrote them are in `seen`.
  private func answer(_ known: String, in folder: ScratchFolder, options: String) throws -> Outcome
  {
    try folder.write("known", known)
    try folder.write(
      "tail.py",
      """
      import json, signal, sys
      signal.signal(signal.SIGPIPE, signal.SIG_DFL)
      loop = open("loop", "w")
      print(open("known").read(), end="", file=loop, flush=True)
      seen = open("seen", "w", buffering=1)
      for text in sys.stdin:
          line = json.loads(text)
          if line["type"] != "group": continue
          print(line["group_id"], file=seen)
          line["completed"] = True
          print(json.dumps(line), file=loop, flush=True)
      """)
    return try shell(
      "ts-prefill --group-column g \(options) --loop loop train.csv | python3 tail.py;"
        + " exit ${PIPESTATUS[0]}",
      in: folder, shell: "bash", limit: 60)
  }

  /// Python escapes what is not ASCII, PHP each slash: the id is the same all the same.
  @Test func aGroupWhoseIdIsSpelledWithEscapesIsNotSeededAgain() throws {
    let folder = try folder(groups: 0)
    try folder.write(
      "train.csv",
      "g,ts,v\n"
        + ["Köln", "A/B", "C"].map { id in
          (0..<5).map { "\(id),2020-01-01 0\($0):00:00,\($0)\n" }.joined()
        }.joined())
    let outcome = try answer(
      """
      {"type":"group","group_id":"K\\u00f6ln","round":4,"current_prefill":"x","completed":true}
      {"type":"group","group_id":"A\\/B","round":4,"current_prefill":"x","failed":true}
      {"type":"resumed"}

      """, in: folder, options: "--active 2 --resume")
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
    #expect(folder.read("seen") == "C\n")
  }

  @Test func aJournalThatOnlyTsCollectKnowsOfIsRefused() throws {
    let folder = try folder(groups: 2)
    let outcome = try answer(
      """
      {"type":"group","group_id":"g0","round":4,"current_prefill":"x","completed":true}
      {"type":"resumed"}

      """, in: folder, options: "")
    #expect(
      outcome.errText
        == "ts-prefill: loop: ts-collect goes on with a journal: give --resume to ts-prefill too\n")
    #expect(outcome.status == 64)
  }

  /// ts-collect names no group where it has no journal, and the run begins.
  @Test func aResumedRunWithoutAJournalBegins() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "set -o pipefail; ts-prefill --group-column g --resume --loop loop train.csv | model.py"
        + " | ts-validate | ts-collect --loop loop --summary s.json",
      in: folder, shell: "bash", limit: 60)
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
    #expect(outcome.outText.split(separator: "\n").count == 6)
  }

  /// A stage in the middle loses a line for good: the others go on, and the end names the group.
  @Test func aLineThatAStageLosesEndsTheRunWithItsGroup() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "ts-prefill --group-column g --loop loop --loop-timeout 4s --starve-after 1h train.csv"
        + " | sed -u '/\"group_id\":\"g1\"/d' | model.py"
        + " | ts-validate | ts-collect --loop loop --stream --summary s.json; echo ${PIPESTATUS[0]}",
      in: folder, shell: "bash", limit: 60)
    #expect(
      outcome.errText.contains(
        "ts-prefill: --loop-timeout: nothing has come back for 4 s with 1 group in flight (\"g1\")\n"
      ), "\(outcome.errText)")
    #expect(outcome.outText.split(separator: "\n").last == "75")
    #expect(outcome.outText.split(separator: "\n").count == 5)
  }

  @Test func anUnfinishedGroupIsNotWaitedFor() throws {
    let folder = try folder(groups: 3)
    let outcome = try shell(
      "ts-prefill --group-column g --active 1 --loop loop train.csv | tee seen"
        + " | sed -u 's/}$/,\"unfinished\":true}/' | grep --line-buffered '\"group\"' >loop",
      in: folder, limit: 60)
    #expect(outcome.errText == "")
    #expect(try lines(try #require(folder.read("seen"))).count == 4)
  }
}
