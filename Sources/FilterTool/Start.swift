import Libc
import NDJSON

/// What a tool does after it has read its command line.
public enum Start: Sendable {
  /// The work, on these operands.
  case work([String])
  /// Nothing more: the text asked for is printed, or the usage error is told.
  case done(ExitStatus)
}

extension Command {
  /// Prepares the process, reads its arguments, and answers `--help`, `--version` and mistakes.
  ///
  ///     func run() -> ExitStatus {
  ///       var settings = Settings()
  ///       switch command.start(&settings) {
  ///       case .done(let status): return status
  ///       case .work(let operands): return validate(settings, operands)
  ///       }
  ///     }
  ///
  ///     exit(run().rawValue)
  public func start(_ settings: inout Settings) -> Start {
    prepareProcess()
    do throws(UsageError) {
      switch try parse(Array(CommandLine.arguments.dropFirst()), into: &settings) {
      case .work(let operands): return .work(operands)
      case .help: return .done(printOut(helpText))
      case .version: return .done(printOut(versionText(name)))
      case .completions(let shell): return .done(printOut(completions(for: shell)))
      }
    } catch {
      return .done(usageFault(error))
    }
  }

  /// Says what is wrong with the command line; its status is 64.
  public func usageFault(_ error: UsageError) -> ExitStatus {
    warn(name, error.message)
    return .usage
  }

  /// Writes a text to the standard output.
  private func printOut(_ text: String) -> ExitStatus {
    guard !writeAll(Array(text.utf8), to: STDOUT_FILENO) else { return .success }
    warn(name, IOError.current("write", "<stdout>").description)
    return .ioError
  }
}
