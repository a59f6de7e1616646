package import TimeSeries

/// Whether the times of a table hold: each group's records in order, one step apart.
package struct ChronologyCheck {
  private let survey: TableSurvey
  private let choice: TimeChoice
  private let name: String
  private let tolerance: StepTolerance

  package init(_ survey: TableSurvey, _ choice: TimeChoice, _ tolerance: StepTolerance) {
    self.tolerance = tolerance
    self.survey = survey
    self.choice = choice
    name = survey.columns[choice.column.column].name
  }

  private var steps: StepSurvey { choice.track.steps }

  /// The faults of the times, with the step that was asked for where one was; `mayRepeat` where a
  /// time may be that of the record before.
  package func faults(of given: Step?, mayRepeat: Bool = false) -> [TableFault] {
    var faults = readingFaults
    if given != .any { faults += orderFaults(mayRepeat: mayRepeat) }
    if let given { faults += stepFaults(resolved(given)) }
    return faults
  }

  /// The faults of times that are not there or cannot be read.
  package var readingFaults: [TableFault] {
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
          "time column \"\(name)\": \"\(text)\" is \(reason(text))"
            + column.unreadable.others))
    }
    return faults
  }

  /// The fault of times out of order that a group column would put in order; nil where one was
  /// given, or none would.
  package var missingGroupFault: TableFault? {
    guard survey.groupColumn == nil, !choice.track.isIncreasing,
      !survey.groupHint(choice).isEmpty
    else { return nil }
    return orderFaults(mayRepeat: false).first
  }

  /// Why a text is no time.
  private func reason(_ text: String) -> String {
    let format = choice.track.format
    let reason = format.isLocal ? format.refusalReason(Array(text.utf8).span) : nil
    return reason ?? "not \(format.text)"
  }

  /// What is said where the offset from UTC changes, and nobody has named the zone.
  package var offsetNote: TableFault? {
    let others = choice.column.otherOffsets
    return others.lines.first.map {
      TableFault(
        line: $0,
        "time column \"\(name)\": another offset from UTC than the first\(others.others); new"
          + " times keep that of the record before, --time-zone NAME has it change with the season")
    }
  }

  private func orderFaults(mayRepeat: Bool) -> [TableFault] {
    let track = choice.track
    let found = [
      (mayRepeat ? FaultLines() : track.repeated, "is that of the record before"),
      (track.backward, "is before that of the record before"),
    ].filter { $0.0.count > 0 }.sorted { $0.0.lines[0] < $1.0.lines[0] }
    var hint = survey.groupColumn == nil ? survey.groupHint(choice) : ""
    if hint.isEmpty, steps.count == 0, track.repeated.count == 0 {
      hint = "; all times descend: --sort turns them round"
    } else if hint.isEmpty, track.backward.count > 0 {
      hint = "; --sort sorts the table by its time"
    } else if hint.isEmpty {
      hint = "; take out what is there twice, or "
      hint +=
        survey.groupColumn == nil
        ? "name the series with --group-column"
        : "count records with --end-column NAME --index-column NAME"
    }
    // Where a group column is missing, what else is out of order follows from that.
    return found.prefix(1).map { lines, words in
      TableFault(
        line: lines.lines[0], "time \"\(lines.text)\" \(words)\(lines.others)\(hint)")
    }
  }

  private func stepFaults(_ step: Step) -> [TableFault] {
    switch step {
    case .increasing, .any: return []
    case .calendar(let step): return calendarFaults(step)
    case .fixed(let interval):
      let slack = StepSurvey.slack(of: interval)
      let others = steps.distances.filter { abs($0.microseconds - interval) > slack }
      let gaps = others.filter { $0.microseconds % interval == 0 }
      return [
        tolerance.keepsOffSteps
          ? nil
          : fault(others.filter { $0.microseconds % interval != 0 }, interval, "a step")
            .map(Self.withRemedy),
        tolerance.keepsGaps ? nil : gap(gaps, interval),
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

  /// The fault that records are missing between others that lie whole intervals apart.
  private func gap(_ distances: [StepSurvey.Distance], _ interval: Int64) -> TableFault? {
    fault(distances, interval, "a gap").map(Self.withGapRemedy)
  }

  private static func withGapRemedy(_ fault: TableFault) -> TableFault {
    TableFault(
      line: fault.line,
      fault.message + "; --on-gap keep has them filled, split begins a new series after each"
        + "; --interval none takes any step")
  }

  private static func withRemedy(_ fault: TableFault) -> TableFault {
    TableFault(
      line: fault.line,
      fault.message + "; --on-off-step keep takes such records as they are, drop leaves them out")
  }

  private func calendarFaults(_ step: CalendarStep) -> [TableFault] {
    let survey = steps.survey(of: step.unit)
    if survey.off.count == 0, survey.distances.count == 1,
      let own = survey.distances.first?.count, own % step.count != 0
    {
      return [
        TableFault(
          line: nil, "steps are \(CalendarStep(own, step.unit).text), wanted \(step.text)")
      ]
    }
    var off = survey.off
    for other in survey.distances where other.count % step.count != 0 { off.merge(other.lines) }
    let fault = off.lines.first.map {
      Self.withRemedy(
        TableFault(line: $0, "not \(step.text) after the record before\(off.others)"))
    }
    return [tolerance.keepsOffSteps ? nil : fault, tolerance.keepsGaps ? nil : gap(of: step)]
      .compactMap(\.self)
  }

  /// The fault that records are missing between others that lie whole steps of a calendar apart.
  private func gap(of step: CalendarStep) -> TableFault? {
    let gaps = steps.survey(of: step.unit).distances.filter {
      $0.count % step.count == 0 && $0.count != step.count
    }
    guard let first = gaps.min(by: { $0.lines.lines[0] < $1.lines.lines[0] }) else { return nil }
    var lines = FaultLines()
    for gap in gaps { lines.merge(gap.lines) }
    return Self.withGapRemedy(
      TableFault(
        line: first.lines.lines[0],
        "a gap of \(CalendarStep(first.count, step.unit).text), wanted \(step.text)\(lines.others)")
    )
  }

  /// The step that was asked for; months of a table that goes by the ends of months are those.
  package func resolved(_ given: Step) -> Step {
    guard case .calendar(let step) = given, step.unit == .month,
      steps.likelyMonths.unit == .monthEnd
    else { return given }
    return .calendar(CalendarStep(step.count, .monthEnd))
  }

  /// The step that the table has but for gaps, or that at least four of five records have; nil where
  /// there is none.
  package var mainStep: Step? {
    if let step = steps.common ?? steps.withGaps { return step }
    guard let main = steps.main, main.count * 5 >= steps.count * 4 || areGaps(main.step) else {
      return nil
    }
    return main.step
  }

  /// The steps of the groups, where they differ from group to group and each has one.
  package var groupSteps: (most: Step, each: [Step])? {
    steps.common == nil ? choice.track.groupSteps : nil
  }

  /// The step that the table itself has, that of most groups where they have several; gaps are
  /// faults, and where records need only be later a note says so.
  package func step(faults: inout [TableFault], notes: inout [TableFault]) -> Step {
    if let common = steps.common { return common }
    if let groupSteps { return groupSteps.most }
    if let step = steps.withGaps {
      if !tolerance.keepsGaps, let gap = gaps(of: step) { faults.append(gap) }
      return step
    }
    guard let main = steps.main else { return .increasing }
    if tolerance.keepsOffSteps, main.count * 5 >= steps.count * 4 {
      faults += stepFaults(main.step)
      return main.step
    }
    notes.append(note(main))
    return .increasing
  }

  /// That the steps differ, with the one that comes most often; nil where there is one step, but
  /// for gaps, or none at all.
  package var irregularity: (step: Step, percent: Int, fault: TableFault)? {
    guard steps.common == nil, steps.withGaps == nil, let main = steps.main else { return nil }
    let share = main.count * 100 / steps.count
    let words =
      "time column \"\(name)\": \(share) % of \(steps.count) steps are \(main.step.words), the one"
      + " to this record is another\(main.others.others)"
    return (main.step, share, TableFault(line: main.others.lines.first, words))
  }

  private func gaps(of step: Step) -> TableFault? {
    switch step {
    case .fixed(let interval):
      gap(steps.distances.filter { $0.microseconds != interval }, interval)
    case .calendar(let step): gap(of: step)
    case .increasing, .any: nil
    }
  }

  /// What is said where the steps differ, so that nobody takes it for one step.
  private func note(_ main: (step: Step, count: Int, others: FaultLines)) -> TableFault {
    let (step, share) = (main.step, main.count * 100 / steps.count)
    var words = "\(irregularity?.fault.message ?? ""); times need only increase"
    if areGaps(step) {
      words += "; --interval \(step.words) --on-gap keep has what is missing filled"
    } else if share >= 80 {
      words += "; --on-off-step keep takes \(step.words) for the step"
      words += ", --interval \(step.words) --on-off-step drop leaves the other records out"
    }
    return TableFault(line: main.others.lines.first, words + "; --interval none takes any step")
  }

  /// Whether all other steps are multiples of this one.
  private func areGaps(_ step: Step) -> Bool {
    switch step {
    case .fixed(let interval):
      steps.uncounted.count == 0 && steps.distances.allSatisfy { $0.microseconds % interval == 0 }
    case .calendar(let step): steps.survey(of: step.unit).areMultiples(of: step.count)
    case .increasing, .any: false
    }
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
