import NDJSON
import TimeSeries

/// Looks at the records of a streamed completion as they come, to end it when more is of no use.
struct ResponseWatch {
  private var walk: ResponseWalk
  private let stop: Timestamp?
  private let wanted: Int?
  private var text: [UInt8]
  private var lineStart = 0
  private var records = 0

  /// Watches for `wanted` records of a group, the first of which begins with `glue`; nil where the
  /// group's own times are wrong, which validation says.
  ///
  /// Where `wanted` is nil the text ends by itself, and only a record that does not hold ends it.
  init?(_ rules: RecordRules, _ group: GroupState, glue: [UInt8], wanted: Int?) {
    walk = ResponseWalk(rules)
    do throws(SpecError) {
      try walk.begin(group)
      stop = try rules.stop(of: group)
    } catch {
      return nil
    }
    self.wanted = wanted
    text = glue
  }

  /// Takes more text; true where what comes after is of no use: a record does not hold, the stop is
  /// reached, or there are as many records as wanted.
  mutating func isEnough(_ more: ArraySlice<UInt8>) -> Bool {
    text += more
    let text = text
    while let end = text[lineStart...].firstIndex(of: 0x0A) {
      let verdict = walk.judge(lineStart..<end, of: text.span)
      lineStart = end + 1
      switch verdict {
      case .noRecord: continue
      case .invalid, .notCounted: return true
      case .valid(_, at: let time):
        records += 1
        if walk.isAtEnd { return true }
        guard let wanted else { continue }
        if records >= wanted { return true }
        if let stop, time >= stop { return true }
      }
    }
    return false
  }
}
