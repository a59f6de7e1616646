import NDJSON
import Tables
import TimeSeries

extension SeedPlan {
  /// What was found in the table, a line for each item, and the option that says otherwise.
  var explanation: [String] {
    var lines =
      timeLines + [
        "start \(shown(spec.startTimestamp)), stop \(shown(spec.stopTimestamp))\(ownRanges)"
          + " (--start, --stop)",
        groupLine,
      ]
    lines += delimiterLine
    lines += layout.columns.map { column in
      let words = settings.schema == nil ? words(of: column) : "as the schema given says (--schema)"
      return "column \"\(column.schema.name)\": \(words)"
    }
    let expected = spec.expectedRecords.map(String.init) ?? "an unknown number of"
    lines.append("mode \(settings.mode.rawValue) (--mode): \(expected) records to generate")
    lines += estimate
    return lines
  }

  private var timeLines: [String] {
    var lines: [String] = []
    let column = time.source?.column ?? (spec.indexColumn == nil ? time.name : nil)
    if let column {
      let format = time.source?.format ?? time.format.text
      lines.append("time column \"\(column)\" (--time-column), written \(format) (--time-format)")
    }
    if let index = spec.indexColumn {
      lines.append("records counted in column \"\(index)\" (--index-column), in place of a step")
    } else {
      lines.append("step \(time.step.words)\(ownSteps) (--interval)")
    }
    if let end = spec.endColumn {
      lines.append("the last record of a group marked in column \"\(end)\" (--end-column)")
    }
    return lines
  }

  /// The steps of the groups that have others.
  private var ownSteps: String {
    var counted: [(step: Step, first: Int, count: Int)] = []
    for entry in entries {
      guard let step = time.groupSteps?[entry.group], step != time.step else { continue }
      if let known = counted.firstIndex(where: { $0.step == step }) {
        counted[known].count += 1
      } else {
        counted.append((step, entry.group, 1))
      }
    }
    return counted.map { step, first, count in
      let label = String(decoding: survey.label(of: first), as: UTF8.self)
      return "; \(step.words) in \(label)\(count > 1 ? " and \(count - 1) more" : "")"
    }.joined()
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

  /// What parts the cells of a CSV, where it is no comma.
  private var delimiterLine: [String] {
    guard survey.isUntyped, survey.delimiter != UInt8(ascii: ",") else { return [] }
    let tab = survey.delimiter == UInt8(ascii: "\t")
    let words = tab ? "TAB" : "\"\(String(decoding: [survey.delimiter], as: UTF8.self))\""
    return ["cells parted by \(words) (--delimiter)"]
  }

  /// A column as a message says it.
  private func words(of column: RecordLayout.Column) -> String {
    let schema = column.schema
    var words = schema.types.isEmpty ? "any type" : schema.types.joined(separator: " or ")
    if !schema.choices.isEmpty { words += ", one of \(schema.choiceWords)" }
    let limits = schema.limits.words
    if let limits { words += " \(limits)" }
    if schema.isRequired { words += ", required" }
    guard limits != nil, settings.range == .slack, let source = column.source,
      let least = survey.columns[source].minimum, let most = survey.columns[source].maximum
    else { return words + " (--schema)" }
    let ends = [least, most].map { String(decoding: $0.text, as: UTF8.self) }
    return words + "; the table has \(ends[0]) to \(ends[1]) (--range, --schema)"
  }

  private var ownRanges: String {
    spec.indexColumn != nil
      || survey.groups.indices.allSatisfy {
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
    case .calendar(let step): return "calendar, \(step.text)"
    case .increasing: return "increasing, no interval"
    case .any: return "any"
    }
  }
}

extension ColumnSchema {
  /// The choices as a message says them, the first few where they are many.
  fileprivate var choiceWords: String {
    let shown = choices.prefix(8).map { String(decoding: $0.prefix(40), as: UTF8.self) }
    let rest = choices.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

extension NumberLimits {
  /// The limits as a message says them; nil where there are none.
  fileprivate var words: String? {
    let (least, most) = (minimum.map(Self.text), maximum.map(Self.text))
    switch (least, most) {
    case (let least?, let most?): return "from \(least) to \(most)"
    case (let least?, nil): return "from \(least) up"
    case (nil, let most?): return "up to \(most)"
    case (nil, nil): return nil
    }
  }

  private static func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
}
