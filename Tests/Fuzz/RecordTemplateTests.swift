import Foundation
import Testing

/// The fast path of ts-validate against the general one, which defines the result.
@Suite struct RecordTemplateTests {
  /// A few streams in each `make test`, 10,000 in `make fuzz`.
  static let count = FuzzTests.seconds == nil ? 300 : 10_000

  @Test func aTemplateChangesNoAnswer() {
    var streams = TemplateStreams(seed: FuzzTests.seconds == nil ? 1 : .random(in: 1...1_000_000))
    var responses = 0
    for _ in 0..<Self.count {
      let lines = streams.next()
      let general = TemplateStreams.answers(lines, learns: false)
      let learned = TemplateStreams.answers(lines, learns: true)
      responses += general.split(separator: "\"records\":[{").count - 1
      if general == learned { continue }
      let stream = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
      Issue.record("\(stream)\n\nwithout a template:\n\(general)\nwith one:\n\(learned)")
      return
    }
    // Most completions hold records, or the test would tell nothing.
    #expect(responses > 2 * Self.count)
  }
}
