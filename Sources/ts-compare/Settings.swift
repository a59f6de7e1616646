import FilterTool
import TableInput
import Tables
import TimeSeries

/// What a run of ts-compare was asked for.
struct Settings: TableSettings {
  var questions = TableSurvey.Questions()
  var step: Step?
  var inputFormat: InputFormat?
  /// A file whose first line is the spec of a run.
  var specFile: String?
  var holdout: String?
  /// How many records a window of the nearest neighbours has.
  var window = 8
  var seed = 0
  /// Whether the data of plots are written too.
  var writesCurves = false
  var gates: [Gate] = []
  var format: OutputFormat?
}

/// How the figures are written.
enum OutputFormat: String, CaseIterable, Sendable {
  case ndjson, text
}

/// The command line of ts-compare.
let command = Command<Settings>(
  name: "ts-compare",
  summary: "compare synthetic series with real ones: how like them they are, and whether they copy",
  operands: .all(["REAL", "SYNTHETIC"]),
  options: [
    .timeColumn, .timeFrom, .timeFormat, .timeZone, .interval, .groupColumn,
    .file("spec", help: "take time, step and group column from the spec in FILE's first line") {
      $0.specFile = $1
    },
    .inputFormat, .delimiter, .null,
    .file("holdout", help: "real records kept from training: every figure gets its ceiling") {
      $0.holdout = $1
    },
    .integer(
      "window", "N", in: 1...1000, default: Settings().window,
      help: "how many records a window has whose nearest neighbour is looked for"
    ) {
      $0.window = $1
    },
    .integer(
      "seed", "N", in: 0...Int.max, default: Settings().seed,
      help: "which windows and pairs are drawn where not all are taken"
    ) {
      $0.seed = $1
    },
    .flag("curves", help: "write the data of plots too") { $0.writesCurves = true },
    .text(
      "min", "NAME=VALUE",
      help: "fail where a figure is below VALUE: NAME, NAME.COLUMN or part.PART; may be given again"
    ) { (settings, text) throws(UsageError) in
      settings.gates.append(try Gate(text, isMinimum: true))
    },
    .text("max", "NAME=VALUE", help: "the same where a figure is above VALUE") {
      (settings, text) throws(UsageError) in
      settings.gates.append(try Gate(text, isMinimum: false))
    },
    .choice(
      "format", "FORMAT", of: OutputFormat.self,
      help: "how to write the figures; text is the default on a terminal, else ndjson"
    ) {
      $0.format = $1
    },
  ],
  check: { (settings, given, operands) throws(UsageError) in
    try given.refuse(
      ["time-column", "time-format", "time-zone", "interval", "group-column"], beside: "spec")
    if settings.questions.hasNoTime {
      try given.refuse(["time-format", "time-from"], beside: "time-column -")
    }
    if settings.format == .text { try given.refuse(["curves"], beside: "format text") }
    let files = operands + [settings.holdout].compactMap(\.self)
    if files.count(where: { $0 == "-" }) > 1 {
      throw UsageError("\"-\": only one of the tables can be the standard input")
    }
  })
