import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Judges the completions of a stream, or with `--records` plain records.
func validate(_ settings: Settings, _ files: [String]) throws -> ExitStatus {
  if settings.readsRecords { return try checkRecords(settings, files) }
  guard files.isEmpty else {
    throw UsageError("\(files[0]): a stream is read from standard input; --records reads files")
  }
  let totals = try validateStream()
  if settings.explains && !settings.isQuiet { explain(totals) }
  return .success
}

/// Judges each line of standard input and writes it to standard output.
///
/// What is done is written before a read may block, so that the next stage can go on.
private func validateStream() throws -> ResponseTotals {
  var input = LineReader(descriptor: STDIN_FILENO, name: "<stdin>")
  var output = LineWriter(descriptor: STDOUT_FILENO, name: "<stdout>")
  var validator = StreamValidator()
  while true {
    if let line = try input.nextBuffered() {
      let before = output.pending.bytes.count
      do throws(StreamError) {
        try validator.process(line.bytes, into: &output.pending)
      } catch {
        output.pending.truncate(to: before)
        try output.flush()
        throw Failure("<stdin>", line: line.number, error.description)
      }
      try output.endLine()
    } else {
      try output.flush()
      if try !input.fill() { break }
    }
  }
  if let truncation = input.truncation { throw truncation }
  return validator.totals
}

/// Prints how often each fault came, the most frequent first.
func explain(_ totals: ResponseTotals) {
  warn(
    command.name,
    "\(totals.valid) records valid, \(totals.invalid) invalid, \(totals.ignoredBytes) bytes ignored"
  )
  let faults = totals.faults.sorted {
    ($0.value.count, $1.key.rawValue) > ($1.value.count, $0.key.rawValue)
  }
  for (category, fault) in faults {
    warn(command.name, "\(fault.count) \(category.rawValue): \(fault.example)")
  }
}
