import Libc
import NDJSON

/// What a tool does after it has read its command line.
enum Start {
  /// The work, on these operands.
  case work([String])
  /// Nothing more: the text asked for is printed.
  case done(ExitStatus)
}

extension Command {
  /// Prepares the process, reads its arguments, and answers `--help` and `--version`.
  func start(_ settings: inout Settings) throws -> Start {
    prepareProcess()
    switch try parse(Array(CommandLine.arguments.dropFirst()), into: &settings) {
    case .work(let operands): return .work(operands)
    case .help: return try printOut(helpText)
    case .version: return try printOut(versionText(name))
    case .completions(let shell): return try printOut(completions(for: shell))
    }
  }

  /// Writes a text to the standard output.
  private func printOut(_ text: String) throws(IOError) -> Start {
    if !writeAll(Array(text.utf8), to: STDOUT_FILENO) { throw .current("write", "<stdout>") }
    return .done(.success)
  }
}
