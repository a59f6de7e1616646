import FilterTool
import Libc
import NDJSON

/// Compares two tables and writes the figures; status 1 where one is beyond its bound.
func compare(_ settings: Settings, _ files: [String]) throws -> ExitStatus {
  let (figures, curves, notes) = try compareTables(settings, files)
  for note in notes { warn(command.name, note) }
  var output = LineWriter(descriptor: STDOUT_FILENO, name: "<stdout>")
  switch settings.format ?? (isatty(STDOUT_FILENO) == 1 ? .text : .ndjson) {
  case .text: output.pending.append(Array(TextReport(figures).text.utf8))
  case .ndjson:
    for figure in figures { output.pending.line(figure) }
    if settings.writesCurves { for curve in curves { output.pending.line(curve) } }
  }
  try output.flush()
  let failures = settings.gates.flatMap { $0.failures(figures) }
  for failure in failures { warn(command.name, failure) }
  return failures.isEmpty ? .success : .faultFound
}

/// Reads the tables and computes all figures, with their ceilings where there is a holdout.
func compareTables(_ settings: Settings, _ files: [String]) throws -> (
  figures: [Figure], curves: [Curve], notes: [String]
) {
  let settings = try settings.withSpec()
  var tables = try TableFiles(settings, real: files[0])
  let other = try tables.table(files[1])
  let holdout = try settings.holdout.map { try tables.table($0) }
  try tables.checkOptions()
  let comparison = Comparison(
    tables.roles, tables.vocabulary, real: tables.real,
    others: [other] + (holdout.map { [$0] } ?? []),
    seed: settings.seed)
  var (figures, curves) = comparison.figures()
  figures[0] += PrivacyFigures(comparison, records: settings.window).figures()
  for place in figures.indices { figures[place] += figures[place].fidelity() }
  if figures.count > 1 { figures[0].limit(by: figures[1]) }
  let notes = tables.notes + comparison.notes().map { "\(shownName(files[0])): \($0)" }
  return (figures[0], curves, notes)
}
