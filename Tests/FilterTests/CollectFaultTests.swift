import Foundation
import Testing

/// Disks that are full, readers that have gone, signals, and stages that die.
@Suite(.waiting) struct CollectFaultTests {
  /// A limit on the size of files stands for a full disk: each write that meets it is told.
  struct Full: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let options: String
    let message: String
    var status: Int32 = 74
  }

  static let full = [
    Full(
      testDescription: "the output", options: "--summary /dev/null --order completion",
      message: "ts-collect: <stdout>: cannot write: File too large"),
    Full(
      testDescription: "the journal", options: "--journal j --summary /dev/null",
      message: "ts-collect: j: cannot write: File too large"),
    Full(
      testDescription: "the loop's file",
      options: "--loop next --stream --summary /dev/null > /dev/null",
      message: "ts-collect: next: cannot write: File too large"),
    Full(
      testDescription: "the summary", options: "--summary s.json > /dev/null",
      message: "ts-collect: s.json: cannot write: File too large"),
    Full(
      testDescription: "a snapshot, without which the run goes on",
      options: "--snapshots 50 --summary /dev/null > /dev/null",
      message:
        "ts-collect: snapshot generated_partial_50pct_records.csv not written: "
        + "generated_partial_50pct_records.csv: cannot write: File too large", status: 0),
  ]

  @Test(arguments: full) func aFullDiskIsTold(_ row: Full) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.wide)
    // A block is 512 bytes or 1 KiB; so few records stay in memory, not in the spool.
    let outcome = try shell(
      """
      ulimit -f 1; (ts-collect \(row.options); echo $? >&2) 2>&1 >out | cat
      """, in: scratch, input: "in")
    let lines = outcome.outText.split(separator: "\n").map(String.init)
    #expect(lines.contains(row.message), "\(outcome.outText)")
    #expect(lines.last == "\(row.status)")
  }

  @Test func aFullSpoolIsTold() throws {
    let scratch = try ScratchFolder()
    var stream = CollectLines.spec
    for group in 0..<4000 { stream += CollectLines.line("G\(group)", round: 0, first: 0, valid: 5) }
    try scratch.write("in", stream)
    let outcome = try shell(
      "ulimit -f 4; ts-collect --tmpdir . --summary /dev/null 2>&1 < in | cat", in: scratch)
    #expect(
      outcome.outText == "ts-collect: a temporary file in .: cannot write: File too large\n")
  }

  @Test func aFolderForTheFileOfRecordsThatIsMissingIsTold() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell("ts-collect --tmpdir gone", in: scratch, input: "in")
    #expect(
      outcome.errText
        == "ts-collect: a temporary file in gone: cannot create: No such file or directory\n")
    #expect(outcome.status == 73)
  }

  @Test func aReaderThatHasGoneEndsTheRunQuietly() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      mkfifo gone; (exec 3<> gone; (ts-collect --summary s.json < in > gone 3<&-; echo $?) &
      exec 3<&-; wait)
      """, in: scratch)
    #expect(["141\n", "0\n"].contains(outcome.outText))
    #expect(outcome.errText == "")
  }

  @Test func aClosedOutputIsTold() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell("ts-collect --summary s.json >&-", in: scratch, input: "in")
    #expect(outcome.status == 74)
    #expect(outcome.errText == "ts-collect: <stdout>: cannot write: Bad file descriptor\n")
    #expect(RawJSON(scratch.read("s.json") ?? "")["status"].string == "incomplete")
  }

  @Test(arguments: [("TERM", 143), ("INT", 130)] as [(String, Int32)])
  func aSignalEndsTheRunInOrder(_ signal: String, _ status: Int32) throws {
    let scratch = try ScratchFolder()
    // The last line of the first three completes B; then the input stays open.
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      mkfifo in2; exec 3<> in2
      python3 -c '
      import signal, os, sys
      signal.signal(signal.SIGINT, signal.SIG_DFL)
      os.execvp("ts-collect", sys.argv[1:])
      ' ts-collect --journal j --summary s.json < in2 > out & pid=$!
      sed 4q in >&3
      while [ ! -s out ]; do sleep 0.01; done
      kill -\(signal) $pid; wait $pid; echo $?
      """, in: scratch)
    #expect(outcome.outText == "\(status)\n", "\(outcome.errText)")
    #expect(scratch.read("out")?.split(separator: "\n").count == 6)
    #expect(scratch.read("j")?.split(separator: "\n").count == 4)
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["status"].string == "incomplete")
    #expect(summary["num_unfinished_groups"].integer == 1)
  }

  /// Accepted records of groups that are not complete are gone with the run.
  @Test(arguments: ["--journal j", "--stream", ""])
  func anInterruptedRunSaysWhatItLoses(_ option: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      mkfifo loop in2; exec 3<> in2; cat loop > told &
      ts-collect --loop loop \(option) --summary s.json < in2 > out & pid=$!
      sed 4q in >&3
      while ! grep -q completed told; do sleep 0.01; done
      while ! grep -c '"B"' told | grep -q 2; do sleep 0.01; done
      kill $pid; wait $pid
      """, in: scratch, limit: 60)
    #expect(outcome.status == 143)
    let loss = """
      ts-collect: 2 accepted records of unfinished groups lost: --journal FILE keeps them for \
      --resume, --stream delivers each at once

      """
    #expect(outcome.errText.replacing("Terminated\n", with: "") == (option.isEmpty ? loss : ""))
  }

  /// Records on the terminal of the progress line must not be written over it.
  @Test func recordsAndProgressShareATerminal() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    try scratch.write(
      "terminal.py",
      """
      import os, pty, sys
      source, sink = os.pipe()
      pid, terminal = pty.fork()
      if pid == 0:
          os.close(sink)
          os.dup2(source, 0)
          os.environ["TERM"] = "xterm"
          os.execvp("ts-collect", ["ts-collect", "--order", "completion", "--summary", "/dev/null"])
      lines = open("in", "rb").readlines()
      parts, shown, seen = [b"".join(lines[:3]), lines[3], lines[4]], b"", 0
      os.write(sink, parts.pop(0))
      while True:
          try: piece = os.read(terminal, 4096)
          except OSError: break
          shown += piece
          # The next line comes when the progress stands on the terminal.
          if parts and b"records, groups" in shown[seen:]:
              seen = len(shown)
              os.write(sink, parts.pop(0))
              if not parts: os.close(sink)
      sys.stdout.buffer.write(shown)
      """)
    let outcome = try shell("python3 terminal.py", in: scratch, limit: 60)
    let clearing = "\r\u{1B}[K"
    #expect(outcome.outText.contains("records, groups"), "\(outcome.outText.debugDescription)")
    // What follows a drawn line, before a record, is its clearing.
    let pieces = outcome.outText.components(separatedBy: "{\"g\"")
    for piece in pieces.dropLast() where piece.contains("records, groups") {
      #expect(piece.hasSuffix(clearing), "\(piece.debugDescription)")
    }
  }

  /// Another user's link under the name of a temporary file must not be followed.
  @Test func aLinkThatIsPlantedIsNotFollowed() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    try scratch.write("victim", "mine\n")
    let outcome = try shell(
      """
      umask 027
      sh -c 'ln -s victim s.json.$$.tmp; exec ts-collect --summary s.json' < in > out
      cat victim; stat -c '%a %F' s.json; ls | grep -c 's[.]json'
      """, in: scratch)
    #expect(outcome.outText == "mine\n640 regular file\n2\n", "\(outcome.outText)")
  }

  /// A file system of memory has files as another has, though its name begins with /dev.
  @Test func aSummaryInMemoryIsWrittenAnew() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell(
      """
      folder=$(mktemp -d /dev/shm/ts-collect.XXXXXX) || exit
      ts-collect --summary $folder/s.json < in > out
      ts-collect --summary $folder/s.json < in > out; echo $?
      wc -l < $folder/s.json; ls $folder; rm -r $folder
      ts-collect --summary /dev/stderr < in 2> s.json > out; wc -l < s.json
      """, in: scratch)
    #expect(outcome.outText == "0\n1\ns.json\n1\n", "\(outcome.outText) \(outcome.errText)")
  }

  @Test func inputThatEndsEarlyIsNamedWithItsGroups() throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", CollectLines.run)
    let outcome = try shell("sed 4q in | ts-collect --summary /dev/null > out", in: scratch)
    #expect(outcome.status == 75)
    #expect(
      outcome.errText == """
        ts-collect: <stdin>: ended with 1 group unfinished: "A" (round 1): without a loop each has \
        one round: ts-loop runs them all

        """)
  }
}

extension CollectLines {
  /// A run whose every output is longer than a few blocks.
  static var wide: String {
    let long = String(repeating: "x", count: 3000)
    let lines = run.dropFirst(spec.count)
      .replacing("\"v\":", with: "\"w\":\"\(long)\",\"v\":")
      .replacing("\\\"v\\\":", with: "\\\"w\\\":\\\"\(long)\\\",\\\"v\\\":")
    return spec.replacing("\"v\":", with: "\"w\":{\"type\":\"string\"},\"v\":") + lines
  }
}
