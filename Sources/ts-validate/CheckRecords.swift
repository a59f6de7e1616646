import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Checks files of plain records, or standard input, and names each fault with its line.
func checkRecords(_ settings: Settings, _ files: [String]) throws -> ExitStatus {
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

/// Checks the records of one file; true where all hold.
private func check(
  _ file: String, by checker: inout SeriesChecker, _ settings: Settings
) throws -> Bool {
  let name = shownName(file)
  let descriptor = file == "-" ? STDIN_FILENO : try openForReading(file)
  defer { if file != "-" { closeInput(descriptor) } }
  var input = LineReader(descriptor: descriptor, name: name)
  checker.begin(file: name)
  var isSound = true
  while let line = try input.next() {
    guard let fault = checker.check(line.bytes, number: line.number) else { continue }
    isSound = false
    if !settings.isQuiet { warn(command.name, "\(name):\(line.number): \(fault.message)") }
  }
  return isSound
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
  guard let column = settings.timeColumn else {
    throw UsageError("--records: needs --time-column, or --spec")
  }
  guard let format = settings.timeFormat else {
    throw UsageError("--records: needs --time-format, or --spec")
  }
  var spec = Spec(
    schema: Array("{}".utf8), timeColumn: column, timeFormat: format,
    step: settings.step ?? .increasing)
  if let file = settings.schemaFile { spec.schema = try readFile(file) }
  if settings.groupColumns.count == 1 { spec.groupColumn = settings.groupColumns[0] }
  spec.startTimestamp = settings.start.map(quotedJSON)
  spec.stopTimestamp = settings.stop.map(quotedJSON)
  return spec
}

private func quotedJSON(_ text: String) -> [UInt8] {
  var writer = JSONWriter()
  writer.string(text)
  return writer.bytes
}
