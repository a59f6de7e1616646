import FilterTool
import NDJSON

@testable import ts_compare

extension FuzzTarget {
  /// Command lines, of which the length of an input chooses one.
  private static let words = [
    [], ["--group-column", "g"], ["--group-column", "g", "--interval", "1mo", "--window", "1"],
    ["--time-column", "-", "--interval", "1e-6"], ["--interval", "1h", "--window", "2"],
    ["--time-format", "elapsed_seconds", "--time-column", "ts", "--group-column", "g"],
  ]

  /// Compares a table with itself, which is its own holdout too, and writes all figures.
  func compare(_ input: [UInt8], file: String) {
    var settings = ts_compare.Settings()
    let words = Self.words[input.count % Self.words.count] + ["--holdout", file, file, file]
    guard
      (try? ts_compare.command.parse(words, into: &settings, environment: { _ in nil })) != nil,
      let (figures, curves, _) = try? compareTables(settings, [file, file])
    else { return }
    var writer = JSONWriter()
    for figure in figures { writer.line(figure) }
    for curve in curves { writer.line(curve) }
    _ = TextReport(figures).text
  }
}
