import FilterTool
import NDJSON
import TableInput
import Tables
import TimeSeries

/// What a run of ts-prefill was asked for.
struct Settings: TableSettings {
  var questions = TableSurvey.Questions()
  var seeds = SeedSettings()
  var schemaFile: String?
  var inputFormat: InputFormat?
  var loop: String?
  var active = 20
  var resumes = false
  var starvesAfter = Duration.seconds(30)
  var loopTimeout: Duration?
  var groupsFile: String?
  var referenceFolder: String?
  var gaps = GapPolicy.error
  var offSteps = OffStepPolicy.error
  var explains = false
  var emitsSchema = false
  var writesRecords = false

  /// The step between records.
  var step: Step? {
    get { seeds.step }
    set { seeds.step = newValue }
  }
}

/// What becomes of gaps in the data.
enum GapPolicy: String, CaseIterable, Sendable {
  case error, split, keep
}

/// What becomes of records that are off the step.
enum OffStepPolicy: String, CaseIterable, Sendable {
  case error, keep, drop
}

/// The command line of ts-prefill.
let command = Command<Settings>(
  name: "ts-prefill",
  summary: "start a run of synthetic series from a table of real records: write the spec and each"
    + " group's first line, and keep the groups of a loop in flight",
  operands: .optional("FILE"),
  options: timeOptions + groupOptions + recordOptions + promptOptions + loopOptions,
  check: { (settings, given, operands) throws(UsageError) in
    try checkTimes(settings, given)
    try given.refuse(["groups"], beside: "groups-file")
    try given.refuse(["range"], beside: "schema")
    try given.require(["explain"], for: ["price"])
    try SequenceColumns.check(given, step: settings.seeds.step)
    if !settings.seeds.template.text.contains("{instruction}") {
      try given.refuse(["instruction"], beside: "template")
    }
    let ofLoop = loopOptions.map(\.name).filter { $0 != "loop" }
    try given.require(["loop"], for: ofLoop)
    try given.refuse(ofLoop + ofPrompt, beside: "emit-schema")
    try given.refuse(
      ofLoop + ["loop", "emit-schema", "nss", "synthetic-groups"], beside: "records")
    try ReferenceRun.check(given, operands)
  })

private let ofPrompt = ["template", "instruction"]

private func checkTimes(_ settings: Settings, _ given: GivenOptions) throws(UsageError) {
  try given.refuse(["extend"], beside: "stop")
  try given.refuse(["start"], beside: "from-end")
  if !given.contains("nss") { try given.require(["extend", "stop"], for: ["from-end"]) }
  if settings.seeds.mode == .prefix { try given.refuse(["from-end"], beside: "mode prefix") }
  if settings.questions.hasNoTime {
    try given.refuse(["time-format", "time-from"], beside: "time-column -")
  }
}

private let timeOptions: [Option<Settings>] = [
  .timeColumn, .timeFrom, .timeFormat, .timeZone, .interval,
  .flag("sort", help: "sort the records by group and time first, in memory") {
    $0.questions.sorts = true
  },
  .text("start", "TIME", help: "the first time of every group, as the time column writes it") {
    $0.seeds.start = $1
  },
  .text("stop", "TIME", help: "the last time of every group, as the time column writes it") {
    $0.seeds.stop = $1
  },
  .text("extend", "N|TIME", help: "go on for N records, or a time such as 12h, after the data") {
    (settings, text) throws(UsageError) in
    settings.seeds.continuation = try SeedSettings.Continuation(text)
  },
  .flag("from-end", help: "start from each group's last records instead of its first") {
    $0.questions.keepsLast = true
  },
  .choice(
    "on-gap", "POLICY", of: GapPolicy.self, default: .error,
    help: "what becomes of gaps in the data: an error, a new group after each, or to be filled"
  ) {
    $0.gaps = $1
    $0.seeds.tolerance.keepsGaps = $1 == .keep
  },
  .choice(
    "on-off-step", "POLICY", of: OffStepPolicy.self, default: .error,
    help: "what becomes of records off the step: an error, to be kept as they are, or left out"
  ) {
    $0.offSteps = $1
    $0.seeds.tolerance.keepsOffSteps = $1 == .keep
  },
]

private let groupOptions: [Option<Settings>] = [
  .groupColumn,
  .text(
    "end-column", "NAME", help: "add a column that is true on the last record, by which groups end"
  ) { $0.seeds.sequence = SequenceColumns(end: $1, index: $0.seeds.sequence?.index) },
  .text(
    "index-column", "NAME", help: "add a column that counts records, in place of a time with steps"
  ) { $0.seeds.sequence = SequenceColumns(end: $0.seeds.sequence?.end ?? "", index: $1) },
  .text("groups", "ID,...", help: "the groups that take part, with a comma between") {
    (settings, text) throws(UsageError) in
    settings.seeds.selection.names = try GroupSelection.ids(text)
  },
  .file("groups-file", help: "the groups that take part, a line for each") {
    $0.groupsFile = $1
  },
  .text("synthetic-groups", "N PREFIX", help: "N new groups, with ids that begin with PREFIX") {
    (settings, text) throws(UsageError) in
    settings.seeds.selection.synthetic = try GroupSelection.synthetic(text)
  },
  .text("shard", "I/N", help: "the I-th of N parts of the groups, by a hash of their ids") {
    (settings, text) throws(UsageError) in
    settings.seeds.selection.shard = try GroupSelection.shard(text)
  },
  .integer(
    "min-records", "N", in: 1...Count.range.upperBound, default: 1,
    help: "leave out groups with fewer records"
  ) {
    $0.seeds.selection.leastRecords = $1
  },
  .integer("limit", "N", in: 1...Count.range.upperBound, help: "the first N groups only") {
    $0.seeds.selection.limit = $1
  },
]

private let recordOptions: [Option<Settings>] = [
  .integer(
    "window", "N", in: 1...1000, default: 3,
    help: "how many records a prompt continues, and a group starts from"
  ) {
    $0.seeds.window = $1
  },
  .choice(
    "mode", "MODE", of: SeedMode.self, default: .history,
    help: "start from real records, or from the beginning of one so that none is sent"
  ) {
    $0.seeds.mode = $1
  },
  .text("columns", "NAME,...", help: "the columns to take, beside the group's and the time's") {
    (settings, text) throws(UsageError) in
    settings.questions.columns = try names(text)
  },
  .text("drop", "NAME,...", help: "the columns to leave out; may be given again") {
    (settings, text) throws(UsageError) in
    settings.questions.droppedColumns += try names(text)
  },
  .inputFormat, .delimiter, .null,
  .choice(
    "spelling", "SPELLING", of: SeedSpelling.self, default: .source,
    help: "spell values as the table does, or as the reference's training did"
  ) {
    $0.seeds.spelling = $1
  },
  .choice(
    "range", "RANGE", of: NumberRange.self, default: .slack,
    help: "how far numbers may lie from the table's: as far as is likely, nowhere beyond, anywhere"
  ) {
    $0.seeds.range = $1
  },
  .file("schema", help: "take the JSON Schema of a record from FILE") { $0.schemaFile = $1 },
  .flag("emit-schema", help: "write the schema that the table tells, and nothing else") {
    $0.emitsSchema = true
    $0.seeds.generatesNothing = true
  },
  .flag("records", help: "write all records of the table as prompts spell them, to train a model") {
    $0.writesRecords = true
    $0.seeds.generatesNothing = true
  },
  .flag("explain", help: "say on the standard error what was found, and what overrides it") {
    $0.explains = true
  },
  .text("price", "IN,OUT", help: "what a million tokens of prompts and of completions cost") {
    (settings, text) throws(UsageError) in
    settings.seeds.price = try TokenPrice(text)
  },
]

private let promptOptions: [Option<Settings>] = [
  .text(
    "template", "NAME|TEXT|@FILE", default: "plain",
    help: "the prompt: plain, instruct, reference, a text with {prefill}, or a file with one"
  ) { (settings, text) throws(UsageError) in
    settings.seeds.template = try template(text)
  },
  .text("instruction", "TEXT", help: "what the prompt asks for") { $0.seeds.instruction = $1 },
  .file("nss", "DIR", help: "go on from a run folder of NeMo Safe Synthesizer, without a table") {
    $0.referenceFolder = $1
  },
]

private let loopOptions: [Option<Settings>] = [
  .file(
    "loop", environment: "TS_LOOP",
    help: "where the next rounds come from: a FIFO, or a file that holds one round"
  ) { $0.loop = $1 },
  .integer("active", "N", in: 1...1_000_000, default: 20, help: "how many groups are in flight") {
    $0.active = $1
  },
  .flag("resume", help: "wait for what ts-collect --resume knows before new groups start") {
    $0.resumes = true
  },
  .duration(
    "starve-after", "TIME", from: .milliseconds(1), default: "30s",
    help: "say so when nothing came back for so long"
  ) {
    $0.starvesAfter = $1
  },
  .duration(
    "loop-timeout", "TIME", from: .milliseconds(1),
    help: "end the run when nothing came back for so long"
  ) {
    $0.loopTimeout = $1
  },
]

private func template(_ text: String) throws(UsageError) -> PromptTemplate {
  switch text {
  case "plain": return .plain
  case "instruct": return .instruct
  case "reference": return .reference
  default:
    var text = text
    if text.hasPrefix("@") {
      do throws(IOError) {
        text = String(decoding: try readFile(String(text.dropFirst())), as: UTF8.self)
      } catch {
        throw UsageError("\(error)")
      }
      // The line feed that ends a file is no part of the prompt.
      if text.utf8.last == 0x0A { text.removeLast() }
    }
    guard let template = PromptTemplate(text) else {
      throw UsageError("not plain, instruct, reference or a text that holds {prefill} once")
    }
    return template
  }
}

/// Reads the names of columns.
private func names(_ text: String) throws(UsageError) -> [String] {
  let names = text.split(separator: ",").map(String.init)
  if names.isEmpty { throw UsageError("not one column's name") }
  return names
}
