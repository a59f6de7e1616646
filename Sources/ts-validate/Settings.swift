import FilterTool

/// What the command line of ts-validate sets.
struct Settings: Sendable {
  /// Whether a summary of the faults is printed at the end.
  var explains = false
}

/// The command line of ts-validate.
let command = Command<Settings>(
  name: "ts-validate",
  summary: "judge the completions in a stream: which records hold, and why others do not",
  operands: .none,
  options: [
    .flag(
      "explain",
      help: "print at the end how often each fault came, with one example each"
    ) { $0.explains = true }
  ])
