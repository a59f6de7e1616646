import Foundation
import StubServer
import Testing

/// Groups that could not be asked are taken up by the next run, and those that failed when asked to.
@Suite(.waiting) struct UnfinishedTests {
  /// A model of hours that does as its arguments say, and notes whom it is asked about.
  ///
  /// `budget N`: of the group lines after the first N none is asked; `spoil`: it writes nothing.
  private static let model = """
    import json, sys, datetime as D
    kind, count = sys.argv[1], int(sys.argv[2])
    asked = open("asked", "a", buffering=1)
    for text in sys.stdin:
        line = json.loads(text)
        if line["type"] == "group" and not (
                line["completed"] or line["failed"] or line.get("unfinished")):
            if kind == "budget" and count == 0:
                line["error"] = {"status": 0, "type": "budget", "message": "spent", "retryable": True}
            else:
                count -= 1
                asked.write("%s %d\\n" % (line["group_id"], line["round"]))
                last = line["last_timestamp_seconds"]
                if last is None: last = 1704067200 - 3600
                times = [D.datetime.fromtimestamp(last + 3600 * n, D.timezone.utc) for n in (1, 2)]
                line["completions"] = [{"index": 0, "text": "" if kind == "spoil" else "".join(
                    '{"g":"%s","ts":"%s","v":%d}\\n' % (
                        line["group_id"], t.strftime("%Y-%m-%d %H:%M:%S"), t.hour)
                    for t in times)}]
        print(json.dumps(line), flush=True)
    """

  private func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write("train.csv", CollectScripts.training(groups: 7, hours: 8))
    try scratch.write("model.py", Self.model)
    return scratch
  }

  /// A run of all of it in a loop of its own; `model` and `options` are arguments.
  private func run(
    _ model: String, options: String = "", in scratch: ScratchFolder
  ) throws -> Outcome {
    try shell(
      """
      ts-loop 'ts-prefill --resume --active 3 --mode prefix --group-column g train.csv |
        tee sent | python3 -S -E model.py \(model) | ts-validate |
        ts-collect --journal journal --resume --order group --summary s.json \(options)'
      """, in: scratch, limit: 60)
  }

  @Test func aSpentBudgetLeavesGroupsThatTheNextRunTakesUp() throws {
    let whole = try run("all 0", in: try folder())
    #expect(whole.status == 0, "\(whole.errText)")
    let scratch = try folder()
    let first = try run("budget 9", in: scratch)
    #expect(first.status == 75, "\(first.errText)")
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_failed_groups"].integer == 0)
    #expect((summary["num_unfinished_groups"].integer ?? 0) > 0)
    // The journal holds what was answered, the spec in front, and no error.
    #expect(scratch.read("journal")?.split(separator: "\n").count == 10)
    // Each group is sent once more at most: nobody asks again in a run that cannot.
    let sent = scratch.read("sent")?.split(separator: "\n").count ?? 0
    #expect(sent <= 1 + 7 + 9)
    let second = try run("all 0", in: scratch)
    #expect(second.status == 0, "\(second.errText)")
    #expect(second.errText == "")
    #expect(second.outText == whole.outText)
    let asked = (scratch.read("asked") ?? "").split(separator: "\n")
    #expect(Set(asked).count == asked.count)
  }

  /// A server that continues the last series of a prompt by two hours; from `limit` requests on it
  /// refuses.
  private func server(limit: Int = .max, refusal: StubAnswer = .answer("", status: 503)) throws
    -> StubServer
  {
    try StubServer { request in
      guard request.number < limit else { return refusal }
      let prompt = request.json["prompt"] as? String ?? ""
      let last = /"g":"(G\d\d)","ts":"2024-01-01 (\d\d):00:00"/
      guard let found = prompt.matches(of: last).last, let hour = Int(found.2) else {
        return .answer("", status: 400)
      }
      let records = (hour + 1...hour + 2).map { hour in
        "{\"g\":\"\(found.1)\",\"ts\":\"2024-01-01 0\(hour):00:00\",\"v\":\(hour)}\n"
      }
      return CompleteStream.answer([records.joined()])
    }
  }

  /// Why ts-complete asks no more, in the first run.
  struct Outage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var limit = Int.max
    var refusal = StubAnswer.answer("", status: 503)
    var options = ""
  }

  static let outages = [
    Outage(testDescription: "a spent budget", options: "--max-total-tokens 60"),
    Outage(testDescription: "a server that is away", limit: 6),
    Outage(
      testDescription: "a used-up quota", limit: 6,
      refusal: .answer(
        #"{"error":{"message":"no more","type":"insufficient_quota","code":"insufficient_quota"}}"#,
        status: 429)),
  ]

  /// The whole pipeline: what was not asked is asked by the same command, and the output is that of
  /// a run in which nothing happened.
  @Test(arguments: outages) func anOutageIsNoFailure(_ outage: Outage) throws {
    func run(_ server: StubServer, _ options: String, in scratch: ScratchFolder) throws -> Outcome {
      try shell(
        """
        ts-loop 'ts-prefill --resume --active 2 --group-column g train.csv |
          ts-complete --model m --force none --retries 0 --concurrency 2 \(options) |
          ts-validate |
          ts-collect --journal journal --resume --order group --patience 1 --summary s.json'
        """, in: scratch, environment: ["OPENAI_BASE_URL": server.url], limit: 60)
    }
    let whole = try run(try server(), "", in: try folder())
    #expect(whole.status == 0, "\(whole.errText)")
    let scratch = try folder()
    let first = try run(
      try server(limit: outage.limit, refusal: outage.refusal), outage.options, in: scratch)
    #expect(first.status == 75, "\(first.errText)")
    #expect(first.errText.split(separator: "\n").count { $0.hasPrefix("ts-collect") } == 1)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_failed_groups"].integer == 0)
    #expect((summary["num_unfinished_groups"].integer ?? 0) > 0)
    let second = try run(try server(), "", in: scratch)
    #expect(second.status == 0, "\(second.errText)")
    #expect(second.outText == whole.outText)
  }

  @Test func unfinishedWinsOverFailed() throws {
    let scratch = try ScratchFolder()
    let broken = CollectLines.line("B", round: 0, first: 0, valid: 0, invalid: 1)
    let away = CollectLines.line("A", round: 0, first: 0, valid: 0).replacing(
      /"responses":.*\]/, with: #""error":{"status":503,"message":"away","retryable":true}"#)
    try scratch.write("in", CollectLines.spec + broken + away)
    let outcome = try shell(
      "ts-collect --patience 1 --summary s.json", in: scratch, input: "in")
    #expect(outcome.status == 75)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_failed_groups"].integer == 1)
    #expect(summary["num_rounds"].integer == 1)
    #expect(summary["unfinished_groups"].elements[0]["rounds"].integer == 0)
    #expect(summary["unfinished_groups"].elements[0]["last_fault"].string == "error: away")
  }

  @Test func aFileLoopAsksAgainInTheNextPass() throws {
    let scratch = try folder()
    let pass = """
      ts-prefill --loop next --mode prefix --group-column g train.csv |
        python3 -S -E model.py "$@" | ts-validate |
        ts-collect --loop next --stream --patience 1 --summary s.json >> out; echo $?
      """
    let outcome = try shell(
      """
      pass() { \(pass)
      }
      pass budget 3; pass all 0; pass all 0; pass all 0; pass all 0
      """, in: scratch, limit: 60)
    #expect(outcome.outText == "75\n75\n75\n75\n0\n")
    #expect(scratch.read("out")?.split(separator: "\n").count == 56)
    #expect(RawJSON(scratch.read("s.json") ?? "")["num_failed_groups"].integer == 0)
  }

  @Test func groupsThatFailedAreTriedAgainWhenAskedTo() throws {
    let whole = try run("all 0", in: try folder())
    let scratch = try folder()
    #expect(try run("spoil 0", in: scratch).status == 1)
    let still = try run("all 0", in: scratch)
    #expect(still.status == 1)
    #expect(still.outText == "")
    let again = try run("all 0", options: "--retry-failed", in: scratch)
    #expect(again.status == 0, "\(again.errText)")
    #expect(again.outText == whole.outText)
    // The journal says what happened: both a resumed run and a replay judge as this one did.
    let asked = scratch.read("asked")
    let resumed = try run("all 0", in: scratch)
    #expect(resumed.status == 0)
    #expect(resumed.outText == whole.outText)
    #expect(scratch.read("asked") == asked)
    let replay = try shell(
      "ts-collect --order group --summary s.json --strict", in: scratch, input: "journal")
    #expect(replay.errText == "")
    #expect(replay.outText == whole.outText)
  }

  @Test func aRetryNeedsAJournalToResume() throws {
    let outcome = try shell("ts-collect --retry-failed", in: ScratchFolder())
    #expect(outcome.errText == "ts-collect: --retry-failed: needs --resume\n")
    #expect(outcome.status == 64)
  }

  @Test func anotherTableIsNoResumption() throws {
    let scratch = try folder()
    #expect(try run("budget 3", in: scratch).status == 75)
    // The value of a record that is no seed: schema, range and number of groups stay.
    let changed = try shell(
      "cp train.csv old.csv; sed -i '/G03,2024-01-01 05/s/5$/4/' train.csv; ! cmp -s old.csv train.csv",
      in: scratch)
    #expect(changed.status == 0)
    let other = try run("all 0", in: scratch)
    #expect(other.status == 65)
    let words =
      /ts-collect: <stdin>:1: another table or other options of ts-prefill than before: digest ([0-9a-f]{16}), wanted ([0-9a-f]{16}), as at journal:1\n/
    let found = try words.wholeMatch(in: other.errText)
    #expect(found != nil, "\(other.errText)")
    #expect(found?.1 != found?.2)
    _ = try shell("cp old.csv train.csv", in: scratch)
    #expect(try run("all 0", in: scratch).status == 0)
  }

  @Test(arguments: ["--groups G01,G02", "--limit 3", "--shard 1/2", "--stop '2024-01-01 06:00:00'"])
  func otherOptionsMakeAnotherDigest(_ options: String) throws {
    let scratch = try folder()
    let digest = "ts-prefill --mode prefix --group-column g train.csv"
    let outcome = try shell(
      """
      \(digest) | head -n 1 | grep -o '"digest":"[^"]*"'
      \(digest) | head -n 1 | grep -o '"digest":"[^"]*"'
      \(digest) \(options) | head -n 1 | grep -o '"digest":"[^"]*"'
      """, in: scratch)
    let lines = outcome.outText.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first == lines.dropFirst().first)
    #expect(lines.last != lines.first)
  }
}
