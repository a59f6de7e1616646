import FilterTool
import Glibc
import NDJSON
import TableInput
import Tables
import TimeSeries

@testable import ts_prefill

extension FuzzTarget {
  /// Command lines, of which the length of an input chooses one.
  private static let words = [
    [], ["--group-column", "g"], ["--group-column", "g", "--mode", "prefix", "--extend", "12h"],
    ["--time-column", "-", "--interval", "60", "--spelling", "training"],
    ["--group-column", "g", "--on-gap", "split", "--interval", "1h"],
    ["--from-end", "--on-gap", "keep", "--extend", "5", "--window", "2"],
    ["--time-format", "elapsed_seconds", "--time-column", "ts", "--interval", "none"],
  ]

  /// Reads a table and writes the lines that a run over it begins with.
  func prefill(_ input: [UInt8], file: String) {
    var settings = Settings()
    let words = Self.words[input.count % Self.words.count]
    guard (try? command.parse(words, into: &settings, environment: { _ in nil })) != nil,
      let survey = survey(settings, file),
      let plan = try? SeedPlan(survey, try survey.time(settings), settings.seeds)
    else { return }
    var writer = JSONWriter()
    plan.spec.write(into: &writer)
    _ = plan.explanation
    for group in 0..<min(plan.groupCount, 20) {
      guard let seed = try? plan.seed(group) else { continue }
      seed.write(into: &writer)
    }
  }

  private func survey(_ settings: Settings, _ file: String) -> TableSurvey? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard let questions = try? questions(settings) else { return nil }
    let survey = try? TableReader.survey(
      InputBlocks(descriptor: descriptor, name: "table"), name: "table", questions,
      format: settings.inputFormat)
    return survey ?? nil
  }
}
