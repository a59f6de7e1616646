import Foundation
import Testing

/// The loop under load and under violence: real FIFOs, real processes.
@Suite(.serialized, .waiting) struct LoopTests {
  /// 500 groups, 20 at a time; what is in flight is several times what the pipes hold.
  @Test func manyGroupsWithLongLinesGoRound() throws {
    let scratch = try ScratchFolder()
    let stations = Stations(groups: 500, padding: 3_000)
    try stations.write(to: scratch)
    let result = try Pipeline.closed(prefill: "--active 20 " + stations.arguments)
      .run(in: scratch, limit: 300)
    #expect(result.status == 0, "\(result.statuses) \(result.allMessages)")
    #expect(result.allMessages == "")
    #expect(Stations.keys(result.out) == stations.expected)
  }

  /// A stage of the loop and the message that its death in mid-run draws from another one.
  static let victims = ["prefill", "model", "validate", "collect"]

  @Test(arguments: victims) func aStageKilledInMidRunEndsThePipeline(_ victim: String) throws {
    let stations = Stations(groups: 60, padding: 1_000)
    let pipeline = Pipeline.closed(prefill: "--active 20 " + stations.arguments).inserting(
      .init(name: "strike", command: "python3 strike.py 50 \(victim).pid"), after: "model")
    try expectEndWithinTwoSeconds {
      let scratch = try ScratchFolder()
      try stations.write(to: scratch)
      try scratch.write("strike.py", Self.strike)
      let result = try pipeline.run(in: scratch, limit: 300)
      let struck = try #require(Double(scratch.read("struck") ?? ""))
      let ended = try #require(
        Double((scratch.read("ended") ?? "").trimmingCharacters(in: .newlines)))
      #expect(result.statuses[victim] == 137)
      #expect(result.status != 0)
      #expect(result.status != 124)
      try expectReason(result)
      return ended - struck
    }
  }

  @Test(arguments: victims) func aStageKilledAtTheStartEndsThePipeline(_ victim: String) throws {
    let stations = Stations(groups: 60)
    let pipeline = Pipeline.closed(prefill: stations.arguments)
      .replacing(victim, by: "bash -c 'kill -KILL $$'")
    try expectEndWithinTwoSeconds {
      let scratch = try ScratchFolder()
      try stations.write(to: scratch)
      let result = try pipeline.run(in: scratch, limit: 300)
      #expect(result.statuses[victim] == 137)
      // An input that is empty from its first byte is no fault: then only the status tells.
      #expect(result.status != 0)
      return result.seconds
    }
  }

  /// One of up to five runs ends in two seconds: a busy machine can hold up one, a stage that waits
  /// for something holds up each.
  private func expectEndWithinTwoSeconds(_ run: () throws -> Double) rethrows {
    var seconds: [Double] = []
    while seconds.count < 5, seconds.last.map({ $0 >= 2 }) ?? true { try seconds.append(run()) }
    #expect(seconds.last.map { $0 < 2 } == true, "\(seconds)")
  }

  /// What holds the FIFO `gone` open is the stages and all that ts-loop started: its end is theirs.
  @Test func aKilledTsLoopEndsThePipelineAndLeavesNothing() throws {
    let scratch = try ScratchFolder()
    let result = try shell(
      """
      mkfifo gone
      ts-loop ': >started; sleep 600 | ts-validate | ts-collect' 5>gone & loop=$!
      exec 6<gone
      until test -e started; do sleep 0.01; done
      kill -KILL $loop
      cat <&6
      ls -d ts-loop.*
      """, in: scratch, environment: ["TMPDIR": scratch.url.path], limit: 60)
    #expect(result.status == 2, "\(result.outText) \(result.errText)")
    #expect(result.outText == "")
  }

  /// The next call of a script that holds a lock, as examples/nightly does, finds it free.
  @Test func whatTsLoopHasStartedEndsBeforeIt() throws {
    let scratch = try ScratchFolder()
    // The guard, which is a sh, takes its time.
    try scratch.write("slow-setsid", "#!/bin/sh\n$SETSID \"$@\"\n[ \"$1\" != sh ] || sleep 0.5\n")
    let result = try shell(
      """
      mkdir bin; mv slow-setsid bin/setsid; chmod +x bin/setsid
      export SETSID="$(command -v setsid)" PATH="$PWD/bin:$PATH"
      (flock 9; ts-loop true) 9>lock
      flock -n lock true
      """, in: scratch, limit: 60)
    #expect(result.status == 0, "\(result.outText) \(result.errText)")
  }

  /// A stage that keeps its output back draws one diagnostic, however long it does; then the run
  /// goes on.
  @Test func aStageThatBuffersDrawsOneDiagnostic() throws {
    let scratch = try ScratchFolder()
    let stations = Stations(groups: 6)
    try stations.write(to: scratch)
    try scratch.write("hold.py", Self.hold)
    let result = try Pipeline.closed(
      prefill: "--starve-after 300ms " + stations.arguments
    ).inserting(.init(name: "hold", command: "python3 hold.py"), after: "model")
      .run(in: scratch, limit: 300)
    #expect(result.status == 0, "\(result.statuses) \(result.allMessages)")
    #expect(Stations.keys(result.out) == stations.expected)
    let lines = (result.messages["prefill"] ?? "").split(separator: "\n")
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.hasPrefix("ts-prefill: nothing has come back for ") == true, "\(lines)")
  }

  /// Holds back what it reads until ts-prefill has said something, and for four times its patience
  /// longer.
  private static let hold = """
    import os, select, sys, time
    held, until = b"", None
    while until is None or time.monotonic() < until:
        if select.select([0], [], [], 0.02)[0]:
            held += os.read(0, 1 << 16)
        if until is None and os.path.getsize("prefill.err") > 0:
            until = time.monotonic() + 1.2
    while held:
        sys.stdout.buffer.write(held)
        sys.stdout.buffer.flush()
        held = os.read(0, 1 << 16)
    """

  /// Ends another process in mid-run and writes down when.
  private static let strike = """
    import os, signal, sys, time
    for number, line in enumerate(sys.stdin.buffer, 1):
        if number == int(sys.argv[1]):
            open("struck", "w").write(str(time.time()))
            os.kill(int(open(sys.argv[2]).read()), signal.SIGKILL)
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    """

  /// One of our tools that lives says, in one line, what ended the run.
  private func expectReason(_ result: Pipeline.Result) throws {
    let lines = result.allMessages.split(separator: "\n").filter { $0.hasPrefix("ts-") }
    #expect(!lines.isEmpty, "nobody says why: \(result.statuses)")
    #expect(lines.count <= 3, "\(lines)")
  }
}
