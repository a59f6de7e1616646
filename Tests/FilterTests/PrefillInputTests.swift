import FilterTool
import Testing

@testable import ts_prefill

/// What looks like a table, or like a choice of groups, and is none.
@Suite(.waiting) struct PrefillInputTests {
  /// A table, the options beside it, what is said and the status.
  struct Case: Sendable, CustomTestStringConvertible {
    let table: String
    var options = ""
    let message: String
    var status: Int32 = 65

    var testDescription: String { message }
  }

  private static let stations = "g,ts,v\na,2020-01-01,1\na,2020-01-02,2\n"

  @Test(arguments: [
    Case(table: "ts,v\n", message: "t: no record"),
    Case(table: "ts,v\n", options: "--time-column ts", message: "t: no record"),
    Case(table: "ts,v\n", options: "--emit-schema", message: "t: no record"),
    Case(table: "[]", message: "t: no record"),
    Case(table: "\0\0\0\0", message: "t:1: not text: it begins with a NUL byte"),
    Case(table: "\0\0\n\0", message: "t:1: not text: it begins with a NUL byte"),
    Case(
      table: "{\"ts\":\"2020-01-01\",\"v\":1}\n\0\0\0\n", message: "t:2: not a JSON object"),
    Case(
      table: stations, options: "--group-column g --groups ''",
      message: "--groups: \"\": not one group's id; leave the option out for all groups", status: 64
    ),
    Case(
      table: stations, options: "--group-column g --groups ,",
      message: "--groups: \",\": not one group's id; leave the option out for all groups",
      status: 64),
    Case(
      table: stations, options: "--group-column g --groups-file /dev/null",
      message: "/dev/null: not one group's id: --groups-file wants a line for each"),
    Case(
      table:
        "{\"id\":1,\"ts\":\"2020-01-01\",\"v\":1}\n{\"id\":{\"a\":1},\"ts\":\"2020-01-01\",\"v\":1}\n",
      options: "--group-column id",
      message: "t:2: group column \"id\" is {\"a\":1}, wanted a string, a number, true or false"),
    Case(
      table: "{\"id\":[1],\"ts\":\"2020-01-01\",\"v\":1}\n", options: "--group-column id",
      message: "t:1: group column \"id\" is [1], wanted a string, a number, true or false"),
  ])
  func whatIsNoTableOrNoGroupIsRefused(_ refused: Case) throws {
    let scratch = try ScratchFolder()
    try scratch.write("t", refused.table)
    let outcome = try shell("ts-prefill \(refused.options) t", in: scratch)
    #expect(outcome.outText == "")
    #expect(
      outcome.errText.hasPrefix("ts-prefill: \(refused.message)\n")
        || outcome.errText.hasPrefix("ts-prefill: \(refused.message): "), "\(outcome.errText)")
    #expect(outcome.status == refused.status)
  }

  /// A stage may make such an id of a good one; the two that read it say the same.
  @Test(arguments: ["{\"a\":1}", "[1]"])
  func everyStageRefusesANestedGroupID(_ id: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("t", Self.stations + "b,2020-01-01,1\nb,2020-01-02,2\n")
    let outcome = try shell(
      """
      ts-prefill --group-column g --window 1 t | sed '2s/"group_id":"a"/"group_id":\(id)/' > in
      ts-complete --url http://127.0.0.1:9 --retries 0 < in > /dev/null
      sed '2s/}$/,"completions":[]}/' in | ts-validate > /dev/null
      """, in: scratch)
    let words = "member \"group_id\" is \(id), wanted a string, a number, true, false or null\n"
    #expect(outcome.errText.hasPrefix("ts-complete: <stdin>:2: \(words)"), "\(outcome.errText)")
    #expect(outcome.errText.hasSuffix("ts-validate: <stdin>:2: \(words)"), "\(outcome.errText)")
    #expect(outcome.status == 65)
  }

  /// A message is for people: that a name is a megabyte, three kilobytes of it tell.
  @Test func aMessageHasAnEnd() throws {
    let scratch = try ScratchFolder()
    let name = String(repeating: "é", count: 450_000)
    try scratch.write("t", "ts,\(name),\(name)\n2020-01-01,1,2\n")
    let outcome = try shell("ts-prefill t", in: scratch)
    #expect(outcome.errText.utf8.count < 4200)
    #expect(outcome.errText.hasPrefix("ts-prefill: t:1: column \"éé"))
    #expect(outcome.errText.hasSuffix("éé\" is there twice\n"))
    #expect(outcome.errText.contains("é…é") && !outcome.errText.contains("\u{FFFD}"))
    #expect(outcome.status == 65)
  }

  /// While it resumes, no group is in flight: what is awaited is the journal.
  @Test func aTimeoutWithNoGroupInFlightSaysWhatIsAwaited() throws {
    let scratch = try ScratchFolder()
    try scratch.write("t", Self.stations)
    let outcome = try shell(
      """
      mkfifo loop; exec 3<>loop
      ts-prefill --group-column g --window 1 --loop loop --resume --loop-timeout 50ms t > out
      """, in: scratch, limit: 60)
    #expect(
      outcome.errText
        == "ts-prefill: --loop-timeout: nothing has come back for 0.05 s:"
        + " --resume waits for what the journal of ts-collect knows\n")
    #expect(outcome.status == 75)
  }
}
