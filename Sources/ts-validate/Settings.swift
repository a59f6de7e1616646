import FilterTool
import TableInput
import Tables
import TimeSeries

/// What the command line of ts-validate sets.
struct Settings: TableSettings {
  /// Whether a summary of the faults is printed at the end.
  var explains = false
  /// Whether faults and their summary are kept to oneself.
  var isQuiet = false
  /// Whether the input is plain records, not a stream.
  var readsRecords = false
  /// A file whose first line is a spec; it says that the input is plain records.
  var specFile: String?
  var schemaFile: String?
  var timeColumn: String?
  var timeFormat: String?
  /// The columns that tell the series apart.
  var groupColumns: [String] = []
  var step: Step?
  var questions = TableSurvey.Questions()
  var inputFormat: InputFormat?
  var start: String?
  var stop: String?
}

/// The command line of ts-validate.
let command = Command<Settings>(
  name: "ts-validate",
  summary: "judge the completions in a stream, or plain records: which hold, and why others do not",
  operands: .any("FILE"),
  options: [
    .flag("explain", help: "print at the end how often each fault came, with one example each") {
      $0.explains = true
    },
    .flag("quiet", help: "print no faults; the exit status tells") { $0.isQuiet = true },
    .flag("records", help: "check plain records, JSON or CSV, by the options below") {
      $0.readsRecords = true
    },
    .file("spec", help: "check plain records by the spec in the first line of FILE") {
      $0.specFile = $1
      $0.readsRecords = true
    },
    .file("schema", help: "the JSON Schema of a record; without it any columns will do") {
      $0.schemaFile = $1
    },
    .text("time-column", "COLUMN", help: "the column that holds the time, if it is not to be found")
    { $0.timeColumn = $1 },
    .text("time-format", "FORMAT", help: "its strptime format, or elapsed_seconds") {
      $0.timeFormat = $1
    },
    .timeZone,
    .text(
      "interval", "STEP", default: "none",
      help:
        "the step between records: 900, 15m, 1mo, 1mo-end, 1bd; none is strictly later, any is free"
    ) { (settings, text) throws(UsageError) in
      let step = Step(intervalText: text) { Duration(text: $0)?.wholeMicroseconds }
      guard let step else { throw UsageError("not a step such as 900, 15m, 1mo, 1bd, none or any") }
      settings.step = step
    },
    .text("start", "TIME", help: "the first time of every group, as the column writes it") {
      $0.start = $1
    },
    .text("stop", "TIME", help: "the last time of every group, as the column writes it") {
      $0.stop = $1
    },
    .text(
      "group-column", "COLUMN,...",
      help: "the column that tells the series apart, or several that do together"
    ) {
      $0.questions.groupColumn = $1
      $0.groupColumns = JoinedText.split($1)
    },
    .inputFormat, .delimiter, .null,
  ],
  check: { (_, given, _) throws(UsageError) in
    let ofRecords = [
      "schema", "time-column", "time-format", "time-zone", "interval", "start", "stop",
      "group-column",
    ]
    try given.refuse(ofRecords, beside: "spec")
    try given.require(["records"], for: ofRecords)
    try given.require(
      ["records", "spec"], for: ["quiet", "input-format", "delimiter", "null"])
  })
