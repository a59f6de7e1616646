import FilterTool
import NDJSON
import Tables
import TimeSeries

extension Settings {
  /// The settings with what the spec says that they name.
  func withSpec() throws -> Settings {
    guard let file = specFile else { return self }
    let spec = try readSpec(file)
    var settings = self
    settings.questions.timeColumn = spec.timeColumn
    settings.questions.groupColumn = spec.groupColumn
    settings.step = spec.step
    do throws(TimestampFormatError) {
      settings.questions.timeFormat = try TimestampFormat(spec.timeFormat)
    } catch {
      throw Failure(file, line: 1, error.description)
    }
    settings.questions.timeZone = spec.timeZone
    return settings
  }
}

/// The spec that the first line of a file is.
private func readSpec(_ file: String) throws -> Spec {
  let descriptor = try openForReading(file)
  defer { closeInput(descriptor) }
  var input = LineReader(descriptor: descriptor, name: file)
  guard let first = try input.next() else { throw Failure(file, line: 1, "no spec: it is empty") }
  var line = StreamLine()
  do throws(StreamError) {
    try line.scan(first.bytes)
    guard line.kind == .spec else { throw .missing(.schema) }
    return try Spec(line, first.bytes).ofOutput
  } catch {
    throw Failure(file, line: 1, "no spec: \(error.description)")
  }
}
