import Foundation
import Testing

/// `ts-run`: one command for the loop, the journal and the comparison.
@Suite(.waiting) struct RunTests {
  /// A folder with a table of two hundred hours and a name that a shell must not take apart.
  private func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    var table = "g,ts,v\n"
    for group in ["it's", "b"] {
      for hour in 0..<200 {
        table +=
          "\(group),2020-01-\(10 + hour / 24) \(hour % 24 / 10)\(hour % 24 % 10):00,\(hour % 24).5\n"
      }
    }
    try scratch.write("a 'real' $table.csv", table)
    return scratch
  }

  private static let words =
    #"--fake seasonal --group-column g "a 'real' \$table.csv""#

  @Test func oneCommandGeneratesAndCompares() throws {
    let scratch = try folder()
    let outcome = try shell(#"ts-run \#(Self.words) -o "my out.csv" --min groups=1"#, in: scratch)
    #expect(outcome.status == 0, "\(outcome.errText)")
    let lines = (scratch.read("my out.csv") ?? "").split(separator: "\n")
    #expect(lines.first == "g,ts,v" && lines.count == 395, "\(lines.count)")
    #expect(outcome.outText.contains(#"{"metric":"fidelity","#))
    #expect((scratch.read("my out.csv.summary.json") ?? "").contains(#""status":"complete""#))
    #expect(scratch.read("my out.csv.new") == nil)

    // What was printed is what was run.
    try scratch.write("printed", outcome.errText)
    let again = try shell(
      #"rm my*; sh printed >figures; cat "my out.csv"; cat figures >&2"#, in: scratch)
    #expect(again.outText.split(separator: "\n") == lines)
    #expect(again.errText == outcome.outText)
  }

  /// Everything is killed in mid-run; the same command again makes what one run makes.
  @Test func aKilledRunIsContinued() throws {
    let scratch = try folder()
    let outcome = try shell(
      #"""
      run() { ts-run \#(Self.words) -o out.csv >figures 2>err; }
      run || exit
      mv out.csv whole.csv; mv figures whole
      # A busy machine may let a run end before it is killed: then another one is.
      while [ -e out.csv.journal ]; do
        rm -f out.csv*
        setsid ts-run \#(Self.words) -o out.csv >/dev/null 2>&1 & run=$!
        n=0
        until [ "$(wc -l <out.csv.journal)" -gt 20 ] || ! kill -0 $run || [ $((n += 1)) -gt 9999 ]
        do sleep 0.01; done 2>/dev/null
        kill -s KILL -- "-$run"; wait $run
        flock out.csv.new true
        [ -e out.csv ] || break
      done
      cp out.csv.journal before
      run; echo "again $?"
      cmp out.csv whole.csv; cmp figures whole
      head -c "$(wc -c <before)" out.csv.journal | cmp - before
      """#, in: scratch, environment: ["TMPDIR": scratch.url.path])
    #expect(outcome.outText == "again 0\n", "\(outcome.errText)")
  }

  @Test func twoAtOnceDoNotWriteOneFile() throws {
    let scratch = try folder()
    let outcome = try shell(
      #"(echo kept >&8; flock 8; ts-run \#(Self.words) -o out.csv) 8>out.csv.new; echo $?; cat *.new"#,
      in: scratch)
    #expect(outcome.outText == "73\nkept\n", "\(outcome.errText)")
    #expect(outcome.errText.hasSuffix("ts-run: out.csv: another ts-run is at work on it\n"))
  }

  /// Control-C goes to the whole group in front; a SIGTERM to `ts-run` alone.
  @Test(arguments: [("INT", "-$run", 130), ("TERM", "$run", 143)])
  func aSignalEndsItAll(_ signal: String, _ target: String, _ status: Int32) throws {
    let scratch = try folder()
    let outcome = try shell(
      #"""
      mkfifo gone
      setsid env --default-signal=INT ts-run \#(Self.words) -o out.csv \
        5>gone & run=$!
      exec 6<gone
      n=0
        until [ "$(wc -l <out.csv.journal)" -gt 20 ] || ! kill -0 $run || [ $((n += 1)) -gt 9999 ]
        do sleep 0.01; done 2>/dev/null
      kill -s \#(signal) -- "\#(target)"; wait $run; echo $?
      cat <&6
      ls -d ts-loop.* out.csv
      """#, in: scratch, environment: ["TMPDIR": scratch.url.path])
    #expect(outcome.outText == "\(status)\n", "\(outcome.errText)")
  }

  /// A way to fail, its status, and how the last message begins.
  static let failures: [(words: String, status: Int32, message: String)] = [
    ("-o out table.csv --min fidelity=2", 1, "ts-compare: fidelity: "),
    (
      "-o out table.csv --fake faulty=1", 1,
      "ts-run: not every group is complete: see out.summary.json"
    ),
    ("-o out nope.csv", 74, "ts-prefill: nope.csv: cannot open: "),
    ("-o out table.csv --fake nope", 64, "ts-complete: --fake: "),
    ("-o no/out table.csv", 73, "ts-run: no/out.new: cannot be created"),
    ("-o words table.csv", 73, "ts-run: words: exists, and no run of ts-run made it; "),
    ("-o ./table.csv table.csv", 64, "ts-run: ./table.csv: is TABLE itself; give another name"),
    ("table.csv", 64, "ts-run: needs -o FILE"),
    ("-o out", 64, "ts-run: needs TABLE"),
    ("-o", 64, "ts-run: -o: needs the name of a file"),
    ("--nope table.csv -o out", 64, "ts-run: --nope: no such option; --help lists them"),
    ("-x", 64, "ts-run: -x: no such option; --help lists them"),
    ("table.csv -o out --window", 64, "ts-run: --window: needs a value"),
    ("--synthetic-groups 3", 64, "ts-run: --synthetic-groups: needs a value of two words"),
    ("--from-end=3", 64, #"ts-run: --from-end: takes no value, not "3""#),
    ("--journal j", 64, "ts-run: --journal: cannot be given to ts-run; "),
    ("-", 64, #"ts-run: "-": the table is read twice; give the name of a file"#),
    ("a b", 64, #"ts-run: "b": takes one TABLE"#),
    ("''", 64, #"ts-run: "": not the name of a file"#),
    ("@nope", 64, "ts-run: @nope: cannot be read"),
    ("@.", 64, "ts-run: @.: cannot be read"),
    ("\"table.csv\n\" -o out", 64, "ts-run: a name or value that ends in a line feed "),
    ("table.csv -o \"out\n\"", 64, "ts-run: a name or value that ends in a line feed "),
    ("table.csv -o out --null \"a\n\"", 64, "ts-run: a name or value that ends in a line feed "),
    ("@words", 64, #"ts-run: words:3: "table.csv": not an option, which begins with --"#),
    ("@unknown", 64, "ts-run: unknown:2: --nope: no such option; --help lists them"),
  ]

  @Test(arguments: failures.indices) func aFailureIsPassedOn(_ index: Int) throws {
    let row = Self.failures[index]
    let scratch = try ScratchFolder()
    try scratch.write("table.csv", "t,v\n" + (0..<9).map { "1\($0)0,\($0)\n" }.joined())
    try scratch.write("words", "# two\n-n\ntable.csv\n")
    try scratch.write("unknown", "\n--nope 1\n")
    let fake = row.words.contains("--fake") ? "" : " --fake seasonal"
    let outcome = try shell("ts-run\(fake) \(row.words)", in: scratch)
    #expect(outcome.status == row.status, "\(row.words): \(outcome.errText)")
    let last = outcome.errText.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix(row.message), "\(row.words): \(outcome.errText)")
  }

  @Test func anOutputThatBeginsWithAtIsNoOptionFile() throws {
    let scratch = try folder()
    let outcome = try shell(#"ts-run \#(Self.words) -o @out.csv && wc -l <./@out.csv"#, in: scratch)
    #expect(outcome.status == 0, "\(outcome.errText)")
    #expect(outcome.outText.hasSuffix("\n395\n"))
  }

  @Test func aMissingFlockAndAFailedRenameHaveTheirStatus() throws {
    let scratch = try folder()
    let outcome = try shell(
      #"""
      run=$(command -v ts-run)
      mkdir tools bin
      for tool in prefill complete collect compare validate loop; do
        ln -s "$(command -v ts-$tool)" tools
      done
      (PATH=$PWD/tools; /bin/sh "$run" table -o out); echo $?
      printf '#!/bin/sh\nexit 1\n' >bin/mv; chmod +x bin/mv
      PATH=$PWD/bin:$PATH ts-run \#(Self.words) -o out; echo $?
      """#, in: scratch)
    #expect(outcome.outText == "69\n74\n", "\(outcome.errText)")
    #expect(outcome.errText.hasPrefix("ts-run: flock: not found in PATH\n"))
    #expect(outcome.errText.hasSuffix("ts-run: out: out.new cannot be renamed to it\n"))
  }

  @Test func aFileHoldsTheOptionsOfAllTools() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "my.options",
      """
      # where it goes
      -o out.csv

      --stop   2020-01-01 12:00:00\u{20}
      --null=a b\r
      --synthetic-groups 3 new
      --from-end
      --price 1,2
      --patience 20
      --seed 7
      --min groups=1
      """)
    let outcome = try shell("ts-run -n @my.options @@table --window 4", in: scratch)
    #expect(
      outcome.errText == """
        ts-loop "ts-prefill --resume --stop '2020-01-01 12:00:00' --null 'a b'\
         --synthetic-groups='3 new' --from-end --window 4 ./@table |
          ts-complete --price 1,2 --seed 7 |
          ts-validate |
          ts-collect --journal out.csv.journal --resume --summary out.csv.summary.json\
         --format csv --patience 20" >out.csv.new
        mv out.csv.new out.csv
        ts-compare --null 'a b' --min groups=1 ./@table out.csv

        """)
    #expect(outcome.status == 0)
  }

  /// Which tool gets an option is the man page's word where two have it: a new such name must be
  /// thought about, and written there.
  @Test func thePageNamesEveryOptionThatTwoToolsHave() throws {
    let page = try #require(ManualPage("ts-run.1"))
    let script = try String(
      contentsOf: Built.package.appendingPathComponent("examples/ts-run"), encoding: .utf8)
    let refused = script.split(separator: "\n").first { $0.hasPrefix("refused=") } ?? ""
    var takers: [String: [String]] = [:]
    for table in OptionTests.tables where table.tool != "ts-validate" {
      for row in table.rows {
        takers[row.prefix { $0 != " " }.description, default: []] += [table.tool]
      }
    }
    let both = ["ts-prefill", "ts-compare"]
    let names = takers.filter { $1.count > 1 && ($1 != both || $0 == "--window") }.keys
      .map { $0.dropFirst(2) }.filter { !refused.contains(" \($0) ") }
    let told = page.lines.filter { $0.hasPrefix(".Fl -") }.map { $0.dropFirst(5) }
    for name in names { #expect(told.contains { $0.prefix { $0 != " " } == name }, "\(name)") }
  }

  @Test func thePageListsTheOptionsOfHelp() throws {
    let page = try #require(ManualPage("ts-run.1"))
    let help = try shell("ts-run --help", in: ScratchFolder()).outText
    let rows = help.split(separator: "\n").filter { $0.hasPrefix("  -") && $0.contains("   ") }
      .map { $0.dropFirst(2).split(separator: "  ").first.map(String.init) ?? "" }
    #expect(rows.count == 4)
    #expect(page.options(".It") == rows)
    for line in help.split(separator: "\n") { #expect(line.count <= 79, "\(line)") }
  }
}
