import Foundation
import StubServer
import Testing

/// A stream whose output does not fit into a pipe.
private enum Flood {
  /// What ts-complete and ts-validate pass through.
  static let lines =
    CompleteStream.spec() + "\n"
    + (0..<200).map { "{\"type\":\"other\",\"n\":\($0),\"pad\":\"\(pad)\"}\n" }.joined()

  /// Groups that ts-collect finds complete.
  static let groups =
    CollectLines.spec.replacingOccurrences(
      of: "\"groups\":2,\"expected_records\":12", with: "\"groups\":600,\"expected_records\":3600")
    + (0..<600).map { CollectLines.line("G\($0)", round: 0, first: 0, valid: 6) }.joined()

  private static let pad = String(repeating: "x", count: 1_000)

  /// Writes the input of a tool; returns its words.
  static func write(for tool: String, to scratch: ScratchFolder) throws -> String {
    switch tool {
    case "ts-prefill":
      let stations = Stations(groups: 300)
      try stations.write(to: scratch)
      try FileManager.default.moveItem(
        at: scratch.url.appendingPathComponent("train.csv"),
        to: scratch.url.appendingPathComponent("in"))
      return "ts-prefill " + stations.arguments.replacingOccurrences(of: "train.csv", with: "")
    case "ts-collect": try scratch.write("in", groups)
    default: try scratch.write("in", lines)
    }
    return tool
  }
}

@Suite("signals end a tool, whatever it waits for", .waiting)
struct SignalTests {
  @Test(
    "a full output holds up no signal", arguments: ["ts-complete", "ts-collect"], [1, 2])
  func fullOutput(tool: String, signals: Int) throws {
    let scratch = try ScratchFolder()
    let words = try Flood.write(for: tool, to: scratch)
    try scratch.write("full.py", Self.untilFull)
    let outcome = try shell(
      """
      mkfifo full
      \(words) <in >full & p=$!
      exec 3<full
      python3 full.py
      for n in $(seq \(signals)); do kill -TERM $p; done
      wait $p; echo $?
      """, in: scratch, limit: 20)
    #expect(outcome.outText == "143\n", "\(outcome.errText)")
  }

  /// Runs that wait for a FIFO that nobody opens, each with the file or the words that show it.
  static let waits = [
    "ts-collect --summary fifo </dev/null",
    "ts-complete --model m --api-key-file fifo </dev/null",
    "ts-complete --model m --replay fifo </dev/null",
  ]

  @Test("a FIFO that nobody opens holds up no signal", arguments: waits, ["INT", "TERM"])
  func unopenedFIFO(run: String, name: String) throws {
    let scratch = try ScratchFolder()
    let outcome = try shell(
      """
      mkfifo fifo
      env --default-signal=INT \(run) & p=$!
      until grep -q 'wait_for_partner\\|fifo_open' /proc/$p/wchan ||
        grep -q '^[^ ]* ([^)]*) S' /proc/$p/stat; do :; done
      kill -\(name) $p; wait $p; echo $?
      """, in: scratch, limit: 20)
    #expect(outcome.outText == (name == "INT" ? "130\n" : "143\n"), "\(outcome.errText)")
    // The shell's own word of it.
    #expect(["", "Terminated\n"].contains(outcome.errText))
  }

  @Test("a pipe of saved answers that brings nothing holds up no signal")
  func silentReplay() throws {
    let scratch = try ScratchFolder()
    let outcome = try shell(
      """
      mkfifo fifo
      exec 3<>fifo
      ts-complete --model m --replay fifo </dev/null & p=$!
      until grep -q '^[^ ]* ([^)]*) S' /proc/$p/stat; do :; done
      kill -TERM $p; wait $p; echo $?
      """, in: scratch, limit: 20)
    #expect(outcome.outText == "143\n", "\(outcome.errText)")
    // The shell's own word of it.
    #expect(["", "Terminated\n"].contains(outcome.errText))
  }

  @Test("a second signal kills, whichever it is")
  func twoKinds() throws {
    let scratch = try ScratchFolder()
    try scratch.write("full.py", Self.untilFull)
    let words = try Flood.write(for: "ts-collect", to: scratch)
    let outcome = try shell(
      """
      mkfifo full
      env --default-signal=INT \(words) --summary s.json <in >full & p=$!
      exec 3<full
      python3 full.py
      kill -STOP $p
      kill -INT $p
      kill -TERM $p
      kill -CONT $p
      wait $p; echo $?; ls s.json
      """, in: scratch, limit: 20)
    // After one signal there is a summary.
    #expect(["130\n", "143\n"].contains(outcome.outText), "\(outcome.outText)\(outcome.errText)")
  }

  /// Waits until the pipe that is descriptor 3 holds as good as all that it takes.
  private static let untilFull = """
    import fcntl, struct, termios, time
    held = lambda: struct.unpack("i", fcntl.ioctl(3, termios.FIONREAD, bytes(4)))[0]
    while held() < 60000: time.sleep(0.01)
    """

  @Test("a signal that the parent ignores stays ignored", arguments: ["TERM", "INT"])
  func ignoredSignal(name: String) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.path
    let server = try StubServer { _ in
      _ = FileManager.default.createFile(atPath: folder + "/asked", contents: nil)
      for _ in 0..<1_000 where !FileManager.default.fileExists(atPath: folder + "/sent") {
        usleep(10_000)
      }
      return CompleteStream.answer(["1}"])
    }
    try scratch.write("in", CompleteStream.spec() + "\n" + CompleteStream.group("A") + "\n")
    let outcome = try shell(
      """
      env --ignore-signal=\(name) \\
        ts-complete \(CompleteStream.model) --no-stream <in >out & p=$!
      until test -e asked; do sleep 0.01; done
      kill -\(name) $p; : >sent
      wait $p; echo $?; wc -l <out
      """, in: scratch, environment: ["OPENAI_BASE_URL": server.url], limit: 60)
    #expect(outcome.outText == "0\n2\n", "\(outcome.errText)")
  }
}

@Suite("descriptors that do not block are waited for", .waiting)
struct NonBlockingTests {
  /// Runs a tool with pipes that do not block, and prints its status and the seconds of processor
  /// time that it took, those of a run with files before it.
  ///
  /// The input comes late and in two pieces, and the output is read after that.
  private static let feeder = """
    import os, resource, subprocess, sys, threading, time
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    subprocess.run(sys.argv[1:], stdin=open("in"), stdout=open("wanted", "w"))
    before = used()
    data = open("in", "rb").read()
    (stdin, feed), (drain, stdout) = os.pipe(), os.pipe()
    os.set_blocking(stdin, False)
    os.set_blocking(stdout, False)
    tool = subprocess.Popen(sys.argv[1:], stdin=stdin, stdout=stdout)
    os.close(stdin)
    os.close(stdout)
    def write():
        with open(feed, "wb") as file:
            time.sleep(1)
            file.write(data[:len(data) // 2 + 7])
            file.flush()
            time.sleep(1)
            file.write(data[len(data) // 2 + 7:])
    threading.Thread(target=write).start()
    time.sleep(2.2)
    with open(drain, "rb") as file:
        open("out", "wb").write(file.read())
    status = tool.wait()
    print(status, before, used() - before)
    """

  @Test(arguments: ["ts-prefill", "ts-complete", "ts-validate", "ts-collect"])
  func aToolWaitsForThem(tool: String) throws {
    let scratch = try ScratchFolder()
    let words = try Flood.write(for: tool, to: scratch)
    try scratch.write("feeder.py", Self.feeder)
    let outcome = try shell(
      "python3 feeder.py \(words) && cmp out wanted", in: scratch, limit: 60)
    #expect(outcome.status == 0, "\(outcome.errText)")
    let numbers = outcome.outText.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(numbers.count == 3, "\(outcome.outText)")
    #expect(numbers[0] == 0)
    #expect(numbers[2] < numbers[1] + 0.15)
  }
}
