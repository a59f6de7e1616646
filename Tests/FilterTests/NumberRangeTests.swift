import FilterTool
import Foundation
import StubServer
import Testing
import TimeSeries

@testable import ts_collect
@testable import ts_complete
@testable import ts_prefill
@testable import ts_validate

/// Numbers beyond every range, wherever a tool reads one: it may refuse them, it may not crash.
@Suite(.waiting) struct NumberRangeTests {
  static let numbers = [
    "-1", "0", "9007199254740993", "-9007199254740993", "9223372036854775807",
    "-9223372036854775808", "18446744073709551616", "18446744073709.5516159", "1e400", "1e-400",
    "1234567890123456789012345678901234567890",
  ]

  // MARK: Members

  /// The members of a spec or a group's line that are no number; any other one is tried.
  static let words: Set<Member> = [
    .type, .schema, .timeColumn, .timeFormat, .step, .calendar, .groupColumn, .mode, .prompt,
    .columns, .schemaSource, .endColumn, .indexColumn, .sourceTimeColumn, .sourceTimeFormat,
    .bosToken, .digest,
    .initialPrefill, .currentPrefill, .completed, .failed, .completions, .responses,
    .error, .usage, .request, .status,
  ]

  @Test(arguments: NumberStream.clocks)
  func noMemberOfALineCrashesATool(_ clock: NumberStream.Clock) throws {
    let runs = try ToolRuns()
    let isFirst = clock.format == NumberStream.clocks[0].format
    for member in Set(Member.allCases).subtracting(Self.words) {
      let name = member.rawValue
      // What is no time reads the same whatever the time column.
      guard isFirst || name.contains("timestamp") || member == .intervalSeconds else { continue }
      // ts-complete goes on after a group that it cannot read, so that one run takes all numbers.
      let groups = Self.numbers.map { clock.group([name: clock.value($0, of: name)]) }
      let all = try runs.file(clock.spec() + groups.joined())
      runs.add(name, "ts-complete --dry-run --model m <\(all)")
      for number in Self.numbers {
        let other = [name: clock.value(number, of: name)]
        var streams = [clock.spec() + clock.group(other)]
        if !Member.ofState.contains(member) || name.hasSuffix("_timestamp") {
          streams.append(clock.spec(other) + clock.group())
        }
        for (place, text) in streams.enumerated() {
          let stream = try runs.file(text)
          if place > 0 {
            runs.add("\(name) \(number)", "ts-complete --dry-run --model m <\(stream)")
          }
          runs.add("\(name) \(number)", "ts-validate <\(stream)")
          runs.add("\(name) \(number)", "ts-collect --progress json --snapshots 50,99 <\(stream)")
        }
      }
    }
    try runs.expectNoCrash()
  }

  @Test func noMemberOfALoopOrAJournalCrashesATool() throws {
    let runs = try ToolRuns()
    let clock = NumberStream.clocks[0]
    let spec = try runs.file(clock.spec())
    for member in Set(Member.allCases).subtracting(Self.words) {
      for number in Self.numbers {
        let label = "\(member.rawValue) \(number)"
        let line = clock.group([member.rawValue: number])
        let (journal, loop) = (try runs.file(clock.spec() + line), try runs.file(line))
        runs.add(label, "ts-collect --journal \(journal) --resume --loop l --summary s <\(spec)")
        runs.add(label, "ts-prefill --loop \(loop) table.csv")
        runs.add(label, "ts-collect --loop \(loop) <\(spec)")
      }
    }
    try runs.expectNoCrash()
  }

  @Test(arguments: NumberStream.clocks)
  func noNumberOfARecordCrashesATool(_ clock: NumberStream.Clock) throws {
    let runs = try ToolRuns()
    for number in Self.numbers {
      let records = clock.records(number)
      let texts = records.map { "{\"v\":1.5,\"t\":\(clock.time(1))}\n\($0)\n\($0)\n" }
      let lines = (texts + records.map { $0 + "\n" }).map { text in
        clock.group(["completions": "[{\"index\":0,\"text\":\(CompleteStream.quoted(text))}]"])
      }
      let answered = try runs.file(clock.spec() + lines.joined())
      runs.add(number, "ts-validate --explain <\(answered)", output: "judged")
      runs.add(number, "ts-collect --format csv --progress json <judged")
      let plain = try runs.file(records.map { $0 + "\n" }.joined())
      runs.add(number, "ts-validate --spec \(try runs.file(clock.spec())) \(plain)")
      for record in records {
        let members = [
          "current_prefill": CompleteStream.quoted("\(record)\n"),
          "responses": "[{\"index\":0,\"records\":[\(record),\(record)],\"invalid\":[]}]",
          "usage": "{\"prompt_tokens\":\(number),\"completion_tokens\":\(number)}",
          "request": "{\"attempts\":\(number)}",
        ]
        let lines = ["1", "2", "3"].map { id in
          clock.group(members.merging(["group_id": id]) { $1 })
        }
        let stream = try runs.file(clock.spec() + lines.joined())
        runs.add(record, "ts-collect --summary s <\(stream)")
        runs.add(record, "ts-complete --dry-run --model m <\(stream)")
      }
      for member in ["index", "ignored_bytes"] {
        let response = "[{\"\(member)\":\(number),\"records\":[],\"text\":\"\"}]"
        let line = clock.group(["completions": response, "responses": response])
        let stream = try runs.file(clock.spec() + line)
        runs.add("\(member) \(number)", "ts-validate <\(stream)")
        runs.add("\(member) \(number)", "ts-collect <\(stream)")
      }
    }
    try runs.expectNoCrash()
  }

  // MARK: Tables

  @Test(arguments: NumberStream.tableWords)
  func noCellCrashesTheFirstTool(_ words: String) throws {
    let runs = try ToolRuns()
    for number in Self.numbers {
      for (row, place) in [(1, 0), (1, 1), (1, 2), (5, 0), (5, 1), (5, 2)] {
        var cells = (0..<6).map { ["\($0 % 2)", "\($0 * 60)", "\($0).5"] }
        cells[row][place] = number
        let csv = "g,t,v\n" + cells.map { $0.joined(separator: ",") + "\n" }.joined()
        let json = cells.map { "{\"g\":\($0[0]),\"t\":\($0[1]),\"v\":\($0[2])}\n" }.joined()
        for table in try (words == NumberStream.tableWords[0] ? [csv, json] : [csv]).map(runs.file)
        {
          runs.add("row \(row) cell \(place) \(number)", "ts-prefill \(words) \(table)")
        }
      }
    }
    try runs.expectNoCrash()
  }

  // MARK: Options

  @Test func noOptionOfThePureFiltersCrashesIt() throws {
    let runs = try ToolRuns()
    let clock = NumberStream.clocks[0]
    let stream = try runs.file(clock.spec() + clock.group())
    let plain = try runs.file("{\"v\":1.5,\"t\":0}\n{\"v\":1.5,\"t\":60}\n")
    for words in Self.words(of: ts_prefill.command) {
      runs.add("", "ts-prefill --time-format elapsed_seconds \(words) table.csv")
    }
    for words in Self.words(of: ts_prefill.command) where words.hasPrefix("--interval") {
      runs.add("", "ts-prefill --time-column - \(words) table.csv")
    }
    for words in Self.words(of: ts_collect.command) {
      runs.add("", "ts-collect --progress json \(words) <\(stream)")
    }
    let first = "ts-validate --records --time-column t --time-format elapsed_seconds"
    for words in Self.words(of: ts_validate.command) { runs.add("", "\(first) \(words) \(plain)") }
    try runs.expectNoCrash()
  }

  @Test func noOptionOfTheClientCrashesIt() throws {
    let runs = try ToolRuns()
    let server = try StubServer { _ in CompleteStream.answer(["{}\n"]) }
    let stream = try runs.file(CompleteStream.spec() + "\n" + CompleteStream.group("A") + "\n")
    let first = "ts-complete --url \(server.url) \(CompleteStream.model)"
    for words in Self.words(of: ts_complete.command) where !words.hasPrefix("--url") {
      runs.add("", "\(first) \(words) <\(stream)")
    }
    try runs.expectNoCrash()
  }

  /// Each option of a table that takes a number, a time or a text, with each number.
  private static func words<Settings>(of command: Command<Settings>) -> [String] {
    command.options.flatMap { option -> [String] in
      guard let argument = option.argument else { return [] }
      let forms: [String]
      switch argument.kind {
      case .file, .choice: forms = []
      case .integer, .number: forms = ["N"]
      case .duration: forms = ["N", "Nw"]
      case .text where argument.name.contains("/"): forms = ["N", "1/N"]
      case .text where argument.name.contains(" "): forms = ["N", "N x"]
      case .text: forms = ["N", "Nw"]
      }
      return numbers.flatMap { number in
        forms.map { "--\(option.name)='\($0.replacing("N", with: number))'" }
      }
    }
  }

  // MARK: Answers

  @Test func noNumberOfAnAnswerCrashesTheClient() throws {
    let runs = try ToolRuns()
    // A number below 10^18, of which a few together are beyond 64 bits.
    let answers = (Self.numbers + ["999999999999999999"]).flatMap(NumberStream.answers)
    let server = try StubServer { request in answers[request.number % answers.count] }
    let stream = try runs.file(
      CompleteStream.spec() + "\n"
        + answers.indices.map { CompleteStream.group("\($0)") + "\n" }.joined())
    let words = "--url \(server.url) \(CompleteStream.model) --retry-delay 1ms --retries 1"
    for more in ["", "--no-stream", "--samples 12", "--force value", "--max-total-tokens 900000"] {
      runs.add(more, "ts-complete \(words) \(more) <\(stream)", output: "answered")
      runs.add(more, "ts-validate <answered", output: "judged")
      runs.add(more, "ts-collect --progress json <judged")
      runs.add(more, "ts-complete \(words) --replay answered --dry-run <\(stream)")
    }
    try runs.expectNoCrash()
  }
}
