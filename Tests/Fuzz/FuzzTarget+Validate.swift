import NDJSON
import TimeSeries

@testable import ts_validate

extension FuzzTarget {
  /// Judges the completions in a stream; what comes out must be lines again.
  func validate(_ input: [UInt8]) throws {
    var validator = StreamValidator()
    var output = JSONWriter()
    var check = StreamLine()
    for line in input.split(separator: 0x0A) {
      output.removeAll()
      guard (try? validator.process(line.span, into: &output)) != nil, !output.bytes.isEmpty
      else { continue }
      let answer = output.bytes
      do throws(StreamError) {
        try check.scan(answer.span)
      } catch {
        throw WrongOutput(
          output: String(decoding: answer, as: UTF8.self), reason: error.description)
      }
    }
    judgeRecords(input)
  }

  /// The same bytes as plain records, by the spec in their first line.
  private func judgeRecords(_ input: [UInt8]) {
    let lines = input.split(separator: 0x0A)
    var line = StreamLine()
    guard let first = lines.first, (try? line.scan(first.span)) != nil,
      let spec = try? Spec(line, first.span), let rules = try? RecordRules(spec)
    else { return }
    var checker = SeriesChecker(rules)
    for (number, record) in lines.enumerated() {
      _ = checker.check(record.span, number: number)
    }
    _ = checker.finish()
  }
}
