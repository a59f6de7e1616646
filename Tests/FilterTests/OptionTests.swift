import FilterTool
import Testing

@testable import ts_collect
@testable import ts_compare
@testable import ts_complete
@testable import ts_prefill
@testable import ts_validate

/// A tool's table as its manual page must show it.
struct OptionTable: Sendable, CustomTestStringConvertible {
  let tool: String
  let rows: [String]
  let help: String
  let completions: [(Shell, String)]

  /// The options that every tool has after those of its table.
  static let implied = ["-h, --help", "--version", "--completions SHELL"]

  var testDescription: String { tool }

  init<Settings>(_ command: Command<Settings>) {
    tool = command.name
    rows = command.options.map { "--\($0.name)" + ($0.argument.map { " \($0.name)" } ?? "") }
    help = command.helpText
    completions = Shell.allCases.map { ($0, command.completions(for: $0)) }
  }
}

@Suite struct OptionTests {
  static let tables = [
    OptionTable(ts_prefill.command), OptionTable(ts_complete.command),
    OptionTable(ts_validate.command), OptionTable(ts_collect.command),
    OptionTable(ts_compare.command),
  ]

  /// The page's list has the table's options, in its order and with its argument names.
  @Test(arguments: tables) func thePageListsTheOptionsOfTheTable(_ table: OptionTable) throws {
    let page = try #require(ManualPage("\(table.tool).1"))
    #expect(page.options(".It") == table.rows + OptionTable.implied)
  }

  /// `--help` names what the page lists, in the same order.
  @Test(arguments: tables) func helpListsTheOptionsOfTheTable(_ table: OptionTable) {
    let rows = table.help.split(separator: "\n").filter { $0.hasPrefix("  -") }
    let names = rows.map { row in
      row.dropFirst(2).split(separator: "  ").first.map(String.init) ?? ""
    }
    #expect(names == table.rows + OptionTable.implied)
  }

  /// So do the completions of each shell; `-h` is too short to be worth one.
  @Test(arguments: tables) func completionsListTheOptionsOfTheTable(_ table: OptionTable) {
    let wanted = (table.rows + OptionTable.implied).map { row in
      row.replacing("-h, ", with: "").prefix { $0 != " " }
    }
    for (shell, script) in table.completions {
      for name in wanted {
        let spelling = shell == .fish ? "-l \(name.dropFirst(2)) " : String(name)
        #expect(script.contains(spelling), "\(shell.rawValue) does not know \(name)")
      }
    }
  }

  @Test(arguments: tables) func theSynopsisListsTheOptionsOfTheTable(_ table: OptionTable) throws {
    let page = try #require(ManualPage("\(table.tool).1"))
    #expect(page.options(".Op") == table.rows)
  }

  @Test(arguments: tables) func helpFitsATerminal(_ table: OptionTable) {
    for line in table.help.split(separator: "\n") {
      #expect(line.count <= 79, "\(line)")
    }
  }

  @Test(arguments: tables) func everyOptionIsThereOnce(_ table: OptionTable) {
    #expect(Set(table.rows).count == table.rows.count)
  }
}
