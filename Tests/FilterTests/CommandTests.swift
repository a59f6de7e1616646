import Testing

@testable import FilterTool

private enum Mode: String, CaseIterable, Sendable { case history, prefix }

private struct Sample: Equatable, Sendable {
  var active = 20
  var fraction = 0.8
  var patience = Duration.seconds(30)
  var mode = Mode.history
  var loop: String?
  var format = ""
  var streams = false
}

private let command = Command<Sample>(
  name: "ts-sample", summary: "keep what holds", operands: .optional("FILE"),
  options: [
    .integer("active", "N", in: 1...1000, default: Sample().active, help: "groups in flight") {
      $0.active = $1
    },
    .number("fraction", "F", in: 0...1, default: Sample().fraction, help: "how bad is too bad") {
      $0.fraction = $1
    },
    .duration("wait", "TIME", default: "30s", help: "how long to wait") { $0.patience = $1 },
    .choice("mode", "MODE", of: Mode.self, default: Sample().mode, help: "what to send") {
      $0.mode = $1
    },
    .file("loop", environment: "TS_LOOP", help: "the FIFO or file that closes the loop") {
      $0.loop = $1
    },
    .text(
      "time-format", "FORMAT", environment: "TS_FORMAT", help: "how a timestamp is written"
    ) {
      (settings, text) throws(UsageError) in
      guard text.hasPrefix("%") else { throw UsageError("not a strptime format") }
      settings.format = text
    },
    .flag("stream", help: "deliver each record when it is accepted") { $0.streams = true },
  ])

/// Parses words with an environment of the test's own.
private func parse(
  _ words: [String], environment: [String: String] = [:]
) -> (result: Result<Command<Sample>.Request, UsageError>, settings: Sample) {
  var settings = Sample()
  let result = Result { () throws(UsageError) in
    try command.parse(words, into: &settings, environment: { environment[$0] })
  }
  return (result, settings)
}

@Suite struct CommandTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let words: [String]
    let expected: String
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Row(words: ["--actve", "3"], expected: "--actve: no such option; did you mean --active?"),
    Row(words: ["--str"], expected: "--str: no such option; did you mean --stream?"),
    Row(words: ["--qqqqq"], expected: "--qqqqq: no such option; --help lists them"),
    Row(words: ["-x"], expected: "-x: no such option; --help lists them"),
    Row(words: ["-active"], expected: "-active: no such option; did you mean --active?"),
    Row(words: ["--active"], expected: "--active: needs a value, N"),
    Row(words: ["--active="], expected: #"--active: "": not an integer from 1 to 1000"#),
    Row(words: ["--active", "0"], expected: #"--active: "0": not an integer from 1 to 1000"#),
    Row(words: ["--active", "1e2"], expected: #"--active: "1e2": not an integer from 1 to 1000"#),
    Row(words: ["--fraction", "nan"], expected: #"--fraction: "nan": not a number from 0 to 1"#),
    Row(words: ["--fraction", "0x1"], expected: #"--fraction: "0x1": not a number from 0 to 1"#),
    Row(words: ["--mode=both"], expected: #"--mode: "both": not one of history, prefix"#),
    Row(
      words: ["--wait", "1 h"],
      expected: #"--wait: "1 h": not a span of time such as 30, 500ms, 15m, 1h or 2d, of at most "#
        + "1000000000000 s"),
    Row(words: ["--time-format", "Y"], expected: #"--time-format: "Y": not a strptime format"#),
    Row(words: ["--loop", ""], expected: #"--loop: "": not the name of a file"#),
    Row(words: ["--stream=yes"], expected: #"--stream: takes no value, not "yes""#),
    Row(words: ["--completions"], expected: #"--completions: "": not one of bash, zsh, fish"#),
    Row(
      words: ["--completion"], expected: "--completion: no such option; did you mean --completions?"
    ),
    Row(words: ["a", "b"], expected: #""b": takes one FILE at most"#),
    Row(words: ["@/no/file"], expected: "@/no/file: cannot open: No such file or directory"),
  ])
  func aWrongWordIsNamedWithWhatWasWanted(_ row: Row) {
    #expect(parse(row.words).result == .failure(UsageError(row.expected)))
  }

  @Test func valuesStandBesideOrBehindTheName() {
    let (result, settings) = parse([
      "--active", "3", "--fraction=0.5", "in.csv", "--wait", "15m", "--mode", "prefix",
      "--time-format=%Y=%m", "--stream", "--active", "4",
    ])
    #expect(result == .success(.work(["in.csv"])))
    var expected = Sample(active: 4, fraction: 0.5, patience: .seconds(900), mode: .prefix)
    expected.format = "%Y=%m"
    expected.streams = true
    #expect(settings == expected)
  }

  @Test func twoDashesEndTheOptionsAndOneIsAnOperand() {
    #expect(parse(["--", "--active"]).result == .success(.work(["--active"])))
    #expect(parse(["-"]).result == .success(.work(["-"])))
  }

  @Test func aVariableGivesWhatTheWordsDoNot() {
    #expect(parse([], environment: ["TS_LOOP": "a"]).settings.loop == "a")
    #expect(parse(["--loop", "b"], environment: ["TS_LOOP": "a"]).settings.loop == "b")
  }

  @Test(arguments: [["--help"], ["-h"], ["--version"], ["--completions", "zsh"]])
  func aWrongVariableDoesNotSpoilHelp(_ words: [String]) throws {
    #expect(try parse(words, environment: ["TS_FORMAT": "Y"]).result.get() != .work([]))
  }

  @Test func aWrongVariableIsNamedWhereItIsUsed() {
    let wrong = ["TS_FORMAT": "Y"]
    let expected = UsageError(#"TS_FORMAT: "Y": not a strptime format"#)
    #expect(parse([], environment: wrong).result == .failure(expected))
    #expect(parse(["--time-format", "%Y"], environment: wrong).result == .success(.work([])))
    #expect(parse(["--time-format=%Y"], environment: wrong).settings.format == "%Y")
  }

  @Test(arguments: [
    ("a\nb\r\t", "a\\nb\\r\\t"), ("\u{1b}[2J\u{7f}\0", "\\x1b[2J\\x7f\\x00"),
    ("\u{9b}2J", "\\u009b2J"), ("\u{80}\u{9f}\u{a0}", "\\u0080\\u009f\u{a0}"),
    ("caf\u{e9} \u{201c}\u{1f600}", "caf\u{e9} \u{201c}\u{1f600}"),
  ])
  func noControlCharacterReachesTheTerminal(_ text: String, _ shown: String) {
    var bytes: [UInt8] = []
    appendPrintable(text, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == shown)
  }

  @Test func helpAndVersionAreAnsweredFirst() {
    #expect(parse(["--help"]).result == .success(.help))
    #expect(parse(["-h"]).result == .success(.help))
    #expect(parse(["--version", "--nonsense"]).result == .success(.version))
    #expect(parse(["--completions", "fish"]).result == .success(.completions(.fish)))
    #expect(parse(["--completions=zsh"]).result == .success(.completions(.zsh)))
    #expect(versionText("ts-sample") == "ts-sample \(version)\n")
  }

  @Test func helpIsTheTable() {
    let expected = """
      usage: ts-sample [OPTION ...] [FILE]

      keep what holds

        --active N              groups in flight (default 20)
        --fraction F            how bad is too bad (default 0.8)
        --wait TIME             how long to wait (default 30s)
        --mode MODE             what to send (history, prefix; default history)
        --loop FILE             the FIFO or file that closes the loop (default
                                $TS_LOOP)
        --time-format FORMAT    how a timestamp is written (default $TS_FORMAT)
        --stream                deliver each record when it is accepted
        -h, --help              show this text
        --version               show the version
        --completions SHELL     print a script that completes the options (bash, zsh,
                                fish)
        @FILE                   the options in FILE, one a line

      """
    #expect(command.helpText == expected)
  }
}

/// `@FILE` gives the options in a file.
@Suite struct OptionFileTests {
  /// Parses `@FILE` and other words, where the file has this text.
  private func parse(
    file text: String, _ words: String...
  ) throws -> (result: Result<Command<Sample>.Request, UsageError>, settings: Sample, file: String)
  {
    let folder = try ScratchFolder()
    let file = try folder.write("my.options", text)
    let parsed = FilterTests.parse(words.map { $0 == "@" ? "@\(file)" : $0 })
    return (parsed.result, parsed.settings, file)
  }

  @Test func eachLineIsAnOption() throws {
    let text = """
      # a comment

      --active 3
      \t--fraction\t 0.5 \r
      --time-format %Y "%m" # d=x
      --mode=prefix
      --stream
      --loop=a = b
      """
    let (result, settings, _) = try parse(file: text, "in.csv", "@", "--active", "4")
    #expect(result == .success(.work(["in.csv"])))
    var expected = Sample(active: 4, fraction: 0.5, mode: .prefix, loop: "a = b")
    expected.format = #"%Y "%m" # d=x"#
    expected.streams = true
    #expect(settings == expected)
  }

  @Test func theLastOfSeveralCounts() throws {
    #expect(try parse(file: "--active 3", "--active=2", "@").settings.active == 3)
    #expect(try parse(file: "--active 3", "@", "--active=2").settings.active == 2)
  }

  @Test(arguments: [
    ("\n\n--actve 3", #":3: --actve: no such option; did you mean --active?"#),
    ("--active 0\n", #":1: --active: "0": not an integer from 1 to 1000"#),
    ("--active\n", ":1: --active: needs a value, N"),
    ("--stream yes\n", #":1: --stream: takes no value, not "yes""#),
    ("\nin.csv\n", #":2: "in.csv": not an option, which begins with --"#),
    ("@other\n", #":1: "@other": not an option, which begins with --"#),
    ("--help\n", #":1: "--help": only on the command line"#),
    ("--completions zsh\n", #":1: "--completions=zsh": only on the command line"#),
    ("--\n", ":1: --: no such option; --help lists them"),
  ])
  func aFaultIsNamedWithFileAndLine(_ text: String, _ message: String) throws {
    let (result, _, file) = try parse(file: text, "@")
    #expect(result == .failure(UsageError(file + message)))
  }

  @Test func twoAreAnOperand() throws {
    let words = ["@@in.csv"]
    #expect(FilterTests.parse(words).result == .success(.work(["@in.csv"])))
    #expect(FilterTests.parse(["--", "@in.csv"]).result == .success(.work(["@in.csv"])))
    #expect(FilterTests.parse(["--loop", "@in"]).settings.loop == "@in")
  }
}

@Suite struct DurationTextTests {
  @Test(
    arguments: [
      ("30", 30_000_000), ("0.25", 250_000), ("0.000001", 1), ("500ms", 500_000),
      ("15m", 900_000_000),
      ("1h", 3_600_000_000), ("1.5h", 5_400_000_000), ("2d", 172_800_000_000), ("0", 0),
      ("1s", 1_000_000),
      ("1w", 604_800_000_000),
    ] as [(String, Int64)])
  func aSpanIsReadToTheMicrosecond(_ text: String, _ microseconds: Int64) {
    #expect(Duration(text: text)?.wholeMicroseconds == microseconds)
  }

  @Test(arguments: [
    "", "s", ".5", "5.", "-1", "+1", "1e3", "1x", "0.0000001", "1 h", "9999999999999999999",
    "99999999999999w",
  ])
  func whatIsNoSpanIsRefused(_ text: String) {
    #expect(Duration(text: text) == nil)
  }
}
