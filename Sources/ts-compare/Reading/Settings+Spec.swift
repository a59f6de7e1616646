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

/// The spec that the first line of a file is; its step is that of all groups, or none.
private func readSpec(_ file: String) throws -> Spec {
  let descriptor = try openForReading(file)
  defer { closeInput(descriptor) }
  var input = LineReader(descriptor: descriptor, name: file)
  var spec = try firstLine(&input, of: file)
  if try hasOwnSteps(&input, groups: spec.groups ?? 0, file) { spec.step = .increasing }
  return spec
}

private func firstLine(_ input: inout LineReader, of file: String) throws -> Spec {
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

/// Whether a group has a step of its own, by the lines of the groups after a spec.
private func hasOwnSteps(
  _ input: inout LineReader, groups: Int, _ file: String
) throws -> Bool {
  var (line, met) = (StreamLine(), 0)
  while met < groups, let next = try input.next() {
    do throws(StreamError) { try line.scan(next.bytes) } catch {
      throw Failure(file, line: next.number, error.description)
    }
    guard line.kind == .group else { continue }
    if line[.step] != nil { return true }
    met += 1
  }
  return false
}
