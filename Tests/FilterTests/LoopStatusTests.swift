import Foundation
import Testing

/// A script learns from ts-loop why a run ended, and a person from one message.
@Suite(.waiting) struct LoopStatusTests {
  /// A pipeline with one thing wrong, the status that must reach the shell, and the messages.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int32
    var prefill = "ts-prefill --group-column g train.csv"
    var model = "model.py"
    var collect = "ts-collect --stream --summary s.json >out"
    let messages: [String]
  }

  static let rows = [
    Row(testDescription: "all is well", status: 0, messages: []),
    Row(
      testDescription: "groups fail", status: 1,
      model:
        "jq -c --unbuffered 'if .current_prefill then .completions = [{text: \"\"}] else . end'",
      messages: []),
    Row(
      testDescription: "an option that is not there", status: 64, model: "ts-complete --nope",
      messages: ["ts-complete: --nope: no such option"]),
    Row(
      testDescription: "an option of the last stage", status: 64,
      collect: "ts-collect --nope", messages: ["ts-collect: --nope: no such option"]),
    Row(
      testDescription: "an option of the last stage, behind one that waits", status: 64,
      prefill: "ts-prefill --resume --group-column g train.csv",
      model: "ts-complete --url http://127.0.0.1:9 --model m", collect: "ts-collect --nope",
      messages: ["ts-collect: --nope: no such option"]),
    Row(
      testDescription: "a table with faults", status: 65,
      prefill: "ts-prefill --group-column nope train.csv",
      messages: ["ts-prefill: train.csv:1: no column \"nope\""]),
    Row(
      testDescription: "a stage that writes something else", status: 65,
      model: "sed -u 's/^/x/'", messages: ["ts-validate: <stdin>:1: not a JSON object"]),
    Row(
      testDescription: "no server", status: 69,
      model: "ts-complete --url http://127.0.0.1:9 --model m --retries 0",
      messages: ["ts-complete: http://127.0.0.1:9: cannot be reached"]),
    Row(
      testDescription: "a journal that cannot be made", status: 73,
      collect: "ts-collect --journal gone/j", messages: ["ts-collect: gone/j: cannot open"]),
    Row(
      testDescription: "a full disk", status: 74,
      collect: "ts-collect --stream --summary s.json >/dev/full",
      messages: ["ts-collect: <stdout>: cannot write: No space left on device"]),
    Row(
      testDescription: "a model that ends early", status: 75, model: "sed -u 1q",
      messages: ["ts-collect: <stdin>: ended before a round came back, with 3 groups unfinished"]),
    Row(
      testDescription: "a stage of one's own that crashes after a round", status: 1,
      model: "model.py 2>log | sh -c 'head -n 4; exit 1'",
      messages: ["ts-collect: <stdin>: ended with 3 groups unfinished"]),
    Row(
      testDescription: "a stage of one's own that fails", status: 3,
      model: "sh -c 'read -r line; exit 3'", messages: []),
    Row(
      testDescription: "a stage that is killed", status: 137, model: "sh -c 'kill -KILL $$'",
      messages: ["ts-loop: line "]),
    Row(
      testDescription: "a reader that has had enough", status: 141,
      collect: "ts-collect --stream --summary s.json | true", messages: []),
  ]

  @Test(arguments: rows) func theStatusOfTheStageThatFailedFirstIsTold(_ row: Row) throws {
    let scratch = try ScratchFolder()
    var table = "g,ts,v\n"
    for group in 0..<3 {
      for hour in 0..<9 { table += "g\(group),2020-01-01 0\(hour):00:00,\(hour)\n" }
    }
    try scratch.write("train.csv", table)
    try scratch.write(
      "pipeline", "\(row.prefill) | \(row.model) | ts-validate | \(row.collect)")
    let outcome = try shell(#"ts-loop "$(cat pipeline)""#, in: scratch, limit: 60)
    #expect(outcome.status == row.status, "\(outcome.errText)")
    let lines = outcome.errText.split(separator: "\n").filter { $0.hasPrefix("ts-") }
    #expect(lines.count == row.messages.count, "\(outcome.errText)")
    for (line, message) in zip(lines, row.messages) { #expect(line.hasPrefix(message), "\(line)") }
  }
}
