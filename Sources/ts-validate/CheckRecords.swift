import FilterTool
import Libc
import NDJSON
import TableInput
import Tables
import TimeSeries

/// Checks files of plain records, or standard input, and names each fault with its line.
func checkRecords(_ settings: Settings, _ files: [String]) throws -> ExitStatus {
  guard let settings = try settings.withTime(files.isEmpty ? ["-"] : files) else { return .success }
  var checker = try checker(settings)
  var isSound = true
  for file in files.isEmpty ? ["-"] : files {
    let isSoundFile = try check(file, by: &checker, settings)
    isSound = isSound && isSoundFile
  }
  for (file, fault) in checker.finish() {
    isSound = false
    if !settings.isQuiet { warn(command.name, "\(file): \(fault.message)") }
  }
  if settings.explains && !settings.isQuiet { explain(checker.totals) }
  return isSound ? .success : .faultFound
}

/// Does something with an open file, or with the standard input.
private func withInput<Result>(
  _ file: String, _ body: (_ descriptor: Int32, _ name: String) throws -> Result
) throws -> Result {
  let descriptor = file == "-" ? STDIN_FILENO : try openForReading(file)
  defer { if file != "-" { closeInput(descriptor) } }
  return try body(descriptor, shownName(file))
}

/// Checks the records of one file; true where all are valid.
private func check(
  _ file: String, by checker: inout SeriesChecker, _ settings: Settings
) throws -> Bool {
  try withInput(file) { descriptor, name in
    guard
      var reader = try TableReader(
        InputBlocks(descriptor: descriptor, name: name), name: name, format: settings.inputFormat)
    else { return true }
    if !reader.isCSV, let option = settings.optionOfCSV {
      throw UsageError("\(option): \(name) is JSON, and not CSV")
    }
    var table = RecordTable(checker, name: name, settings)
    var questions = settings.questions
    questions.groupColumn = nil  // Its keys are read one by one.
    questions.delimiter = reader.delimiter(questions)
    try reader.read(into: &table, questions)
    checker = table.checker
    return table.isSound
  }
}

extension Settings {
  /// The settings with the time column and its format, which are found in the first file that has
  /// records where they are not given; nil where none has any.
  fileprivate func withTime(_ files: [String]) throws -> Settings? {
    guard specFile == nil, timeColumn == nil || timeFormat == nil else { return self }
    for file in files {
      let found = try withInput(file) { try FoundTime(self, $0, name: $1) }
      guard let found else { continue }
      var settings = self
      settings.timeColumn = found.column
      settings.timeFormat = found.format
      return settings
    }
    return nil
  }
}

/// The checker by the spec that the options name, or make up.
private func checker(_ settings: Settings) throws -> SeriesChecker {
  if let file = settings.specFile { return SeriesChecker(try savedGroups(file)) }
  let spec = try madeSpec(settings)
  do throws(SpecError) {
    let keys = settings.groupColumns
    return SeriesChecker(try RecordRules(spec), keys: keys.count > 1 ? keys : [])
  } catch {
    throw UsageError(error.description)
  }
}

/// What a saved stream says of its groups: its spec, and their first lines, as far as need be.
private func savedGroups(_ file: String) throws -> SavedGroups {
  let descriptor = try openForReading(file)
  defer { closeInput(descriptor) }
  var input = LineReader(descriptor: descriptor, name: file)
  var groups = try firstLine(&input, of: file)
  while !groups.isWhole, let line = try input.next() {
    try at("\(file):\(line.number)") { try groups.take(line.bytes) }
  }
  return groups
}

/// What the first line says, which is the spec.
private func firstLine(_ input: inout LineReader, of file: String) throws -> SavedGroups {
  guard let line = try input.next() else { throw Failure(file, line: 1, "no spec: it is empty") }
  do throws(StreamError) {
    return try SavedGroups(specLine: line.bytes)
  } catch {
    if case .spec(let error) = error { throw Failure(file, line: 1, error.description) }
    throw Failure(file, line: 1, "no spec: \(error.description)")
  }
}

/// The spec that the options make up.
private func madeSpec(_ settings: Settings) throws -> Spec {
  var spec = Spec(
    schema: Array("{}".utf8), timeColumn: settings.timeColumn ?? "",
    timeFormat: settings.timeFormat ?? "",
    step: settings.step ?? .increasing)
  spec.timeZone = settings.questions.timeZone
  if let file = settings.schemaFile { spec.schema = try readFile(file) }
  if settings.groupColumns.count == 1 { spec.groupColumn = settings.groupColumns[0] }
  spec.startTimestamp = settings.start.map(quotedJSON)
  spec.stopTimestamp = settings.stop.map(quotedJSON)
  return spec
}

/// A text as a JSON string.
func quotedJSON(_ text: String) -> [UInt8] {
  var writer = JSONWriter()
  writer.string(text)
  return writer.bytes
}
