import FilterTool
import Glibc
import NDJSON
import TimeSeries

/// Checks files of plain records, or standard input, and names each fault with its line.
func checkRecords(_ settings: Settings, _ files: [String]) throws -> ExitStatus {
  let spec = try spec(settings)
  var checker: SeriesChecker
  do throws(SpecError) {
    checker = SeriesChecker(try RecordRules(spec))
  } catch {
    guard let file = settings.specFile else { throw UsageError(error.description) }
    throw Failure(file, line: 1, error.description)
  }
  var isSound = true
  for file in files.isEmpty ? ["-"] : files {
    let isSoundFile = try check(file, by: &checker, settings)
    isSound = isSound && isSoundFile
  }
  let name = files.count == 1 ? shownName(files[0]) : "<stdin>"
  for fault in checker.finish() {
    isSound = false
    if !settings.isQuiet { warn(command.name, "\(name): \(fault.message)") }
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
  var isSound = true
  while let line = try input.next() {
    guard let fault = checker.check(line.bytes, number: line.number) else { continue }
    isSound = false
    if !settings.isQuiet { warn(command.name, "\(name):\(line.number): \(fault.message)") }
  }
  return isSound
}

private func shownName(_ file: String) -> String { file == "-" ? "<stdin>" : file }

/// The spec that the options name, or make up.
private func spec(_ settings: Settings) throws -> Spec {
  if let file = settings.specFile {
    let text = try readFile(file)
    let end = text.firstIndex(of: 0x0A) ?? text.count
    var line = StreamLine()
    do throws(StreamError) {
      let bytes = text.span.extracting(0..<end)
      try line.scan(bytes)
      guard line.kind == .spec else { throw .missing(.schema) }
      return try Spec(line, bytes)
    } catch {
      throw Failure(file, line: 1, "no spec: \(error.description)")
    }
  }
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
  spec.groupColumn = settings.groupColumn
  spec.startTimestamp = settings.start.map(quotedJSON)
  spec.stopTimestamp = settings.stop.map(quotedJSON)
  return spec
}

private func quotedJSON(_ text: String) -> [UInt8] {
  var writer = JSONWriter()
  writer.string(text)
  return writer.bytes
}
