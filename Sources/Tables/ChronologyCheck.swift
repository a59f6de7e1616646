package import TimeSeries

/// Whether the times of a table hold: each group's records in order, one step apart.
package struct ChronologyCheck {
  private let survey: TableSurvey
  private let choice: TimeChoice
  private let name: String
  private let keepsGaps: Bool

  package init(_ survey: TableSurvey, _ choice: TimeChoice, keepsGaps: Bool) {
    self.keepsGaps = keepsGaps
    self.survey = survey
    self.choice = choice
    name = survey.columns[choice.column.column].name
  }

  private var steps: StepSurvey { choice.track.steps }

  /// The faults of the times, with the step that was asked for where one was.
  package func faults(of given: Step?) -> [TableFault] {
    var faults: [TableFault] = []
    let column = choice.column
    if let line = column.nulls.lines.first {
      faults.append(
        TableFault(line: line, "time column \"\(name)\" is empty\(column.nulls.others)"))
    }
    if let line = column.unreadable.lines.first {
      let text = column.unreadable.text
      faults.append(
        TableFault(
          line: line,
          "time column \"\(name)\": \"\(text)\" is not \(choice.track.format.text)"
            + column.unreadable.others))
    }
    if given != .any { faults += orderFaults }
    if let given { faults += stepFaults(given) }
    return faults
  }

  private var orderFaults: [TableFault] {
    let track = choice.track
    let found = [
      (track.repeated, "is that of the record before"),
      (track.backward, "is before that of the record before"),
    ].filter { $0.0.count > 0 }.sorted { $0.0.lines[0] < $1.0.lines[0] }
    let hint = survey.groupColumn == nil ? survey.groupHint(choice) : ""
    // Where a group column is missing, what else is out of order follows from that.
    return found.prefix(hint.isEmpty ? found.count : 1).map { lines, words in
      TableFault(
        line: lines.lines[0], "time \"\(lines.text)\" \(words)\(lines.others)\(hint)")
    }
  }

  private func stepFaults(_ step: Step) -> [TableFault] {
    switch step {
    case .increasing, .any: return []
    case .calendar:
      guard steps.count > 0, steps.common != step, let text = step.calendarText else { return [] }
      if let line = steps.lineOffCalendar {
        return [TableFault(line: line, "not \(text) after the record before")]
      }
      return [TableFault(line: nil, "steps are \(steps.months ?? 0)mo, wanted \(text)")]
    case .fixed(let interval):
      let slack = StepSurvey.slack(of: interval)
      let others = steps.distances.filter { abs($0.microseconds - interval) > slack }
      let gaps = others.filter { $0.microseconds % interval == 0 }
      return [
        fault(others.filter { $0.microseconds % interval != 0 }, interval, "a step"),
        keepsGaps ? nil : fault(gaps, interval, "a gap"),
      ].compactMap(\.self)
    }
  }

  /// What is wrong with distances that are not the interval.
  private func fault(_ distances: [StepSurvey.Distance], _ interval: Int64, _ kind: String)
    -> TableFault?
  {
    let first = distances.min { $0.lines.lines[0] < $1.lines.lines[0] }
    guard let first else { return nil }
    var lines = FaultLines()
    for distance in distances { lines.merge(distance.lines) }
    return TableFault(
      line: first.lines.lines[0],
      "\(kind) of \(seconds(first.microseconds)), wanted \(seconds(interval))\(lines.others)")
  }

  /// The step that the table itself has; gaps are faults.
  package func step(faults: inout [TableFault]) -> Step {
    if let common = steps.common { return common }
    guard let step = steps.withGaps, case .fixed(let interval) = step else { return .increasing }
    let gaps = steps.distances.filter { $0.microseconds != interval }
    if !keepsGaps, let gap = fault(gaps, interval, "a gap") {
      faults.append(
        TableFault(
          line: gap.line,
          gap.message + "; --on-gap keep has them filled, --interval none takes any step"))
    }
    return step
  }

  private func seconds(_ microseconds: Int64) -> String {
    var text: [UInt8] = []
    Timestamp(microseconds: microseconds).writeSeconds(into: &text)
    return String(decoding: text, as: UTF8.self) + " s"
  }
}

extension FaultLines {
  /// The first text as a message shows it.
  package var text: String { String(decoding: firstText.prefix(80), as: UTF8.self) }
}
