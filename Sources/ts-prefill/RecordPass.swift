import FilterTool
import Libc
import NDJSON
import TableInput
import Tables
import TimeSeries

/// Writes the spec, and then a line for each record of the table, which is read a second time.
func writeRecords(_ settings: Settings, _ file: String?) throws {
  let settings = try readNamedFiles(settings)
  try withTable(file) { descriptor, name in
    let start = lseek(descriptor, 0, SEEK_CUR)
    guard start >= 0 else {
      let remedy = "cannot be read twice; give the name of a regular file"
      throw Failure("--records", "\(name) \(remedy)", status: .usage)
    }
    guard let plan = try plan(settings, descriptor, name: name) else { return }
    if settings.explains {
      for line in plan.explanation { warn(command.name, "\(name): \(line)") }
    }
    guard lseek(descriptor, start, SEEK_SET) == start,
      var reader = try TableReader(
        InputBlocks(descriptor: descriptor, name: name), name: name, format: settings.inputFormat)
    else { throw Failure(IOError.current("lseek", name)) }
    var pass = try RecordPass(plan)
    try reader.read(into: &pass, plan.survey.questions)
    try pass.finish()
    if reader.digest.hexadecimal != plan.survey.digest?.hexadecimal {
      throw Failure(name, "changed while --records read it")
    }
  }
}

/// The second pass over a table: it tells the groups apart as the first one did, and writes each
/// record of those that take part.
private struct RecordPass: ~Copyable, RecordSink {
  private let plan: SeedPlan
  /// The groups that take part, by their numbers in the table.
  private var entries: [Int: SeedPlan.Entry] = [:]
  /// The ids of those that have come, as JSON.
  private var ids: [Int: [UInt8]] = [:]
  private var survey: TableSurvey
  private var output = LineWriter(descriptor: STDOUT_FILENO, name: "<stdout>")
  /// Why nothing more can be written.
  private var fault: IOError?
  private var text = JSONWriter()

  /// Writes the spec.
  init(_ plan: SeedPlan) throws {
    self.plan = plan
    for entry in plan.entries { entries[entry.group] = entry }
    var questions = plan.survey.questions
    questions.window = 0
    questions.keepsLast = false
    survey = TableSurvey(questions, isUntyped: plan.survey.isUntyped)
    plan.spec.write(into: &output.pending)
    try output.endLine()
  }

  mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError) {
    try survey.observe(header: header, cells: cells)
  }

  mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError) {
    let before = survey.rowCount
    try survey.observe(row: row, of: bytes, cells: cells, line: line)
    if survey.rowCount > before { try write(bytes.extracting(row)) }
  }

  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError) {
    let before = survey.rowCount
    try survey.observe(record: bytes, line: line)
    if survey.rowCount > before { try write(bytes) }
  }

  /// Writes the record that the survey has just counted.
  private mutating func write(_ record: Span<UInt8>) throws(TableError) {
    let group = survey.latestCounted
    guard fault == nil, let entry = entries[group] else { return }
    let count = survey.groups[group].count
    text.removeAll()
    try plan.write(
      record, number: count - 1, of: entry, isLast: count == plan.survey.groups[group].count,
      into: &text)
    if ids[group] == nil { ids[group] = try plan.id(of: entry, record.copy(0..<record.count)) }
    let spelled = text.bytes
    output.pending.beginObject()
    output.pending.member(.type, string: "record")
    output.pending.member(.groupID, raw: ids[group] ?? [])
    output.pending.name("text")
    output.pending.string(spelled.span)
    output.pending.endObject()
    do throws(IOError) { try output.endLine() } catch { fault = error }
  }

  /// Writes what is left.
  mutating func finish() throws(IOError) {
    if let fault { throw fault }
    try output.flush()
  }
}
