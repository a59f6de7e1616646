import Foundation
import Testing

/// The four filters, joined in the ways that the manual shows.
@Suite(.serialized, .waiting) struct PipelineTests {
  static let stations = Stations(groups: 6)

  /// A model stage of 15 lines that reads `prompt` and `current_prefill` alone.
  @Test func aStandInTakesThePlaceOfTheModelStage() throws {
    let scratch = try ScratchFolder()
    try Self.stations.write(to: scratch)
    let result = try Pipeline.closed(prefill: Self.stations.arguments).run(in: scratch)
    #expect(result.status == 0, "\(result.statuses) \(result.allMessages)")
    #expect(Stations.keys(result.out) == Self.stations.expected)
    let script = try String(
      contentsOf: Built.package.appendingPathComponent("examples/model.py"), encoding: .utf8)
    #expect(script.split(separator: "\n", omittingEmptySubsequences: false).count <= 16)
  }

  /// The loop as a regular file, a round at a time, gives the records of the live loop.
  @Test func roundFilesGiveTheRecordsOfTheLiveLoop() throws {
    let scratch = try ScratchFolder()
    try Self.stations.write(to: scratch)
    let live = try Pipeline.closed(
      prefill: Self.stations.arguments, collect: Pipeline.quiet + " --stream"
    )
    .run(in: scratch)
    let round = Pipeline.closed(
      prefill: Self.stations.arguments, collect: Pipeline.quiet + " --stream", loop: "rounds.ndjson"
    )
    let outcome = try shell(
      """
      set -o pipefail
      : > rounds.ndjson
      for round in 1 2 3 4 5 6 7 8 9; do
        \(round.text)
        status=$?
        echo $status >> statuses.txt
        [ $status -eq 75 ] || exit $status
      done
      """, in: scratch, shell: "bash")
    #expect(outcome.status == 0, "\(scratch.read("collect.err") ?? "")")
    #expect(scratch.read("statuses.txt") == "75\n0\n")
    let rounds = outcome.outText.split(separator: "\n").sorted()
    #expect(rounds == live.out.split(separator: "\n").sorted())
    #expect(Stations.keys(outcome.outText) == Self.stations.expected)
  }

  /// What was saved between two stages gives the same records again, with no model.
  @Test func aSavedStreamIsReplayed() throws {
    let scratch = try ScratchFolder()
    try Self.stations.write(to: scratch)
    var pipeline = Pipeline.closed(prefill: Self.stations.arguments)
    for (name, file) in [("prefill", "1"), ("model", "2"), ("validate", "3")] {
      pipeline = pipeline.inserting(
        .init(name: "tee\(file)", command: "tee run\(file).ndjson"), after: name)
    }
    let live = try pipeline.run(in: scratch)
    #expect(live.status == 0, "\(live.statuses) \(live.allMessages)")
    let replay = try shell("ts-validate < run2.ndjson | ts-collect \(Pipeline.quiet)", in: scratch)
    #expect(replay.errText == "")
    #expect(replay.status == 0)
    #expect(
      replay.outText.split(separator: "\n").sorted() == live.out.split(separator: "\n").sorted())
    for file in ["run1", "run2", "run3"] {
      let outcome = try shell("jq -r .type \(file).ndjson | sort | uniq -c", in: scratch)
      #expect(outcome.errText == "")
      #expect(outcome.outText.contains("1 spec"))
    }
  }

  @Test(arguments: ["ts-prefill", "ts-complete", "ts-validate", "ts-collect"])
  func nothingInGivesNothingOut(_ tool: String) throws {
    let outcome = try shell(tool, in: ScratchFolder())
    #expect(outcome.outText == "")
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }

  @Test func nothingInGivesNothingOutOfTheLoop() throws {
    let scratch = try ScratchFolder()
    let result = try Pipeline.closed(prefill: "").run(in: scratch, limit: 300)
    #expect(result.out == "")
    #expect(result.allMessages == "")
    #expect(result.status == 0, "\(result.statuses)")
  }
}
