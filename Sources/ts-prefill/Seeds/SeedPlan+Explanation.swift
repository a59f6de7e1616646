import NDJSON
import Tables
import TimeSeries

extension SeedPlan {
  /// What was found in the table, a line for each item, and the option that says otherwise.
  var explanation: [String] {
    var lines = [
      "time column \"\(time.name)\" (--time-column), written \(time.format.text) (--time-format)",
      "step \(time.step.words) (--interval)",
      "start \(shown(spec.startTimestamp)), stop \(shown(spec.stopTimestamp))\(ownRanges)"
        + " (--start, --stop)",
      groupLine,
    ]
    lines += layout.columns.map { column in
      let words = settings.schema == nil ? column.schema.words : "as the schema given says"
      return "column \"\(column.schema.name)\": \(words) (--schema)"
    }
    let expected = spec.expectedRecords.map(String.init) ?? "an unknown number of"
    lines.append("mode \(settings.mode.rawValue) (--mode): \(expected) records to generate")
    return lines
  }

  private var groupLine: String {
    guard let column = spec.groupColumn else {
      let pieces = survey.groups.count
      return "one series\(pieces > 1 ? " in \(pieces) pieces" : "") (--group-column)"
    }
    let counts = survey.groups.map(\.count)
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    return "\(counts.count) groups by \"\(column)\" (--group-column), of \(least)"
      + (least == most ? " records each" : " to \(most) records")
  }

  private var ownRanges: String {
    survey.groups.indices.allSatisfy {
      time.clocks[$0].first == time.clocks[0].first && time.clocks[$0].last == time.clocks[0].last
    } ? "" : " over all, each group within its own"
  }

  private func shown(_ json: [UInt8]?) -> String {
    json.map { String(decoding: $0, as: UTF8.self) } ?? "unknown"
  }
}

extension Step {
  /// The step as a message says it.
  fileprivate var words: String {
    switch self {
    case .fixed(let microseconds):
      var text: [UInt8] = []
      Timestamp(microseconds: microseconds).writeSeconds(into: &text)
      return "fixed, \(String(decoding: text, as: UTF8.self)) s"
    case .calendar: return "calendar, \(calendarText ?? "")"
    case .increasing: return "increasing, no interval"
    case .any: return "any"
    }
  }
}

extension ColumnSchema {
  /// The column as a message says it.
  fileprivate var words: String {
    var words = types.isEmpty ? "any type" : types.joined(separator: " or ")
    if !choices.isEmpty { words += ", one of \(choices.count)" }
    if let bounds {
      let ends = [bounds.minimum, bounds.maximum].map { String(decoding: $0, as: UTF8.self) }
      words += " from \(ends[0]) to \(ends[1])"
    }
    if let lengths { words += " of \(lengths.lowerBound) to \(lengths.upperBound) characters" }
    return isRequired ? words + ", required" : words
  }
}
