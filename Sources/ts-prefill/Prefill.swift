import FilterTool
import Libc
import NDJSON
import TableInput
import Tables
import TimeSeries

/// Writes the seeds of the series that a table, or a run of the reference, begins: once, or at the
/// head of a loop.
func prefill(_ settings: Settings, _ operands: [String]) throws -> ExitStatus {
  let file = operands.first == "-" ? nil : operands.first
  if settings.writesRecords {
    try writeRecords(settings, file)
    return .success
  }
  guard let seeds = try seedSource(settings, file) else { return .success }
  guard let path = settings.loop else {
    try emitOnce(seeds)
    return .success
  }
  switch try Loop.open(path) {
  case .fifo(let descriptor): try runLoop(seeds, settings, fifo: descriptor, name: path)
  case .file(let descriptor): try emitRound(seeds, settings, file: descriptor, name: path)
  }
  return .success
}

/// Reads the table, and finds what a run over it is; nil where the table is empty.
func plan(_ settings: Settings, _ descriptor: Int32, name: String) throws -> SeedPlan? {
  let settings = try settings.withStep(descriptor, name: name)
  guard var survey = try readTable(settings, descriptor, name: name) else { return nil }
  let time = Result { () throws(TableFaults) in try survey.time(settings) }
  let parts = survey.passOver(besides: (try? time.get()).flatMap(\.self))
  for note in survey.notes { warn(command.name, "\(name):\(note.line ?? 1): \(note.message)") }
  do throws(TableFaults) {
    let plan = try SeedPlan(survey, try time.get(), settings.seeds)
    let notes =
      plan.time.notes
      + [
        parts, settings.seeds.selection.note(on: survey),
        settings.writesRecords ? plan.idleNote : nil,
      ].compactMap(\.self)
    for note in notes { warn(command.name, "\(name):\(note.line ?? 1): \(note.message)") }
    return plan
  } catch {
    throw Failure(name, error.faults)
  }
}

/// Opens the table for as long as `body` runs: a file, or the standard input.
func withTable<Result>(
  _ file: String?, _ body: (_ descriptor: Int32, _ name: String) throws -> Result
) throws -> Result {
  guard let file else { return try body(STDIN_FILENO, "<stdin>") }
  let descriptor = try openForReading(file)
  defer { close(descriptor) }
  return try body(descriptor, file)
}

/// Reads the table.
func readTable(_ settings: Settings, _ descriptor: Int32, name: String) throws
  -> TableSurvey?
{
  let questions = try questions(settings)
  let survey = try TableReader.survey(
    InputBlocks(descriptor: descriptor, name: name), name: name, questions,
    format: settings.inputFormat)
  let spelling = settings.seeds.spelling == .training ? "--spelling" : nil
  if let survey, !survey.isUntyped, let option = settings.optionOfCSV ?? spelling {
    throw Failure(option, "\(name) is JSON, and not CSV", status: .usage)
  }
  return survey
}

/// What is asked of the table.
func questions(_ settings: Settings) throws -> TableSurvey.Questions {
  var questions = settings.questions
  questions.window = settings.seeds.window
  if settings.seeds.mode == .history { questions.start = settings.seeds.start }
  if settings.gaps == .split { questions.splitStep = settings.seeds.step }
  if settings.offSteps == .drop { questions.keptStep = settings.seeds.step }
  return questions
}

/// The settings with what the files say that they name.
func readNamedFiles(_ settings: Settings) throws -> Settings {
  var settings = settings
  if let schema = settings.schemaFile { settings.seeds.schema = try readFile(schema) }
  if let file = settings.groupsFile {
    let text = String(decoding: try readFile(file), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    if names.isEmpty {
      throw Failure(file, "not one group's id: --groups-file wants a line for each")
    }
    settings.seeds.selection.names = names
  }
  return settings
}

extension TableSurvey {
  /// The time column; nil where the table has none and an interval makes up for it.
  func time(_ settings: Settings) throws(TableFaults) -> TimeChoice? {
    if rowCount == 0, ungrouped.count == 0 { throw TableFaults("no record") }
    do throws(TimeChoiceError) {
      return try chooseTime()
    } catch {
      if error == .noTimeColumn, settings.seeds.sequence?.index != nil { return nil }
      if error == .noTimeColumn, case .fixed? = settings.seeds.step { return nil }
      throw TableFaults(error.description)
    }
  }
}

/// Writes one line to the standard output.
func writeLine(_ line: [UInt8]) throws {
  var output = LineWriter(descriptor: STDOUT_FILENO, name: "<stdout>")
  try output.write(line: line.span)
  try output.flush()
}

/// Reads the table or the saved run; nil where there is nothing to do, or nothing more.
func seedSource(_ settings: Settings, _ file: String?) throws -> (any SeedSource)? {
  let settings = try readNamedFiles(settings)
  let source: any SeedSource
  if let folder = settings.referenceFolder {
    source = try ReferenceRun(folder: folder, settings.seeds)
  } else {
    let found = try withTable(file) { try plan(settings, $0, name: $1) }
    guard let found else { return nil }
    if settings.explains {
      for line in found.explanation { warn(command.name, "\(file ?? "<stdin>"): \(line)") }
    }
    source = found
  }
  guard settings.emitsSchema else { return source }
  try writeLine(source.spec.schema)
  return nil
}
