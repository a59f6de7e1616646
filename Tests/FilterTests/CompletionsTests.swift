import Foundation
import Testing

@testable import FilterTool

private enum Mode: String, CaseIterable, Sendable { case history, prefix }

private struct Sample: Sendable {}

private let command = Command<Sample>(
  name: "ts-sample", summary: "keep what holds", operands: .none,
  options: [
    .choice("mode", "MODE", of: Mode.self, help: "what to send: [all] or a user's own") { _, _ in },
    .file("summary", help: "where to write what became of it") { _, _ in },
    .integer("active", "N", in: 1...1000, help: "groups in flight") { _, _ in },
    .flag("stream", help: "deliver each record when it is accepted") { _ in },
  ])

/// Whether a shell can be found.
private func has(_ program: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
}

@Suite(.waiting) struct CompletionsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let typed: String
    let offered: [String]
    var testDescription: String { typed }
  }

  static let rows = [
    Row(typed: "ts-sample --s", offered: ["--stream", "--summary"]),
    Row(typed: "ts-sample --stream --mo", offered: ["--mode"]),
    Row(typed: "ts-sample --comp", offered: ["--completions"]),
    Row(typed: "ts-sample --completions z", offered: ["zsh"]),
    Row(typed: "ts-sample --mode h", offered: ["history"]),
    Row(typed: "ts-sample --mode ", offered: ["history", "prefix"]),
    Row(typed: "ts-sample --active ", offered: []),
    Row(typed: "ts-sample --summary own", offered: ["own.json"]),
    Row(typed: "ts-sample @ow", offered: ["@own.json"]),
  ]

  /// A folder with the script and one file to be completed.
  private func folder(_ shell: Shell) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.write("script", command.completions(for: shell))
    try folder.write("own.json", "")
    return folder
  }

  @Test(arguments: rows) func bashOffers(_ row: Row) throws {
    let text = """
      . ./script
      COMP_WORDS=($1)
      [[ $1 != *' ' ]] || COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _ts_sample
      printf '%s\\n' "${COMPREPLY[@]}" | sort
      """
    let folder = try folder(.bash)
    try folder.write("test", text)
    let outcome = try shell("bash ./test '\(row.typed)'", in: folder)
    #expect(outcome.errText == "")
    #expect(outcome.outText.split(separator: "\n").map(String.init) == row.offered)
  }

  @Test(.enabled(if: has("fish"), "no fish here"), arguments: rows)
  func fishOffers(_ row: Row) throws {
    let ask = "source ./script; complete -C \"\(row.typed)\""
    let outcome = try shell("fish --no-config -c '\(ask)' | cut -f 1 | sort", in: folder(.fish))
    #expect(outcome.outText.split(separator: "\n").map(String.init) == row.offered)
  }

  @Test(.enabled(if: has("zsh"), "no zsh here"))
  func zshCompletesAnOptionAndItsValue() throws {
    let text = """
      zmodload zsh/zpty
      cp script _ts-sample
      zpty shell 'zsh -f -i'
      zpty -w shell "fpath=($PWD \\$fpath); autoload -Uz compinit; compinit -u -D"
      zpty -w shell "ts-sample() { print got:\\$1 }; PS1='rea''dy '"
      zpty -r shell seen '*ready *'
      zpty -w shell $'ts-sample --mo\\th\\t'
      zpty -r shell seen '*got:--mode=history*' && print found
      zpty -d shell
      """
    let folder = try folder(.zsh)
    try folder.write("test", text)
    let outcome = try shell("TERM=dumb zsh -f ./test", in: folder)
    #expect(outcome.outText == "found\n")
  }
}
