import NDJSON
import Tables
import TimeSeries

/// How the time of a run moves: the column's format, the step, and each group's records in time.
struct SeriesTime: Sendable {
  /// The name of the time column.
  let name: String
  /// The number of the time column in the source; nil where the source has none.
  let column: Int?
  /// The format, in the column's own spelling.
  let format: TimestampFormat
  /// The step.
  private(set) var step: Step
  /// The step of each group, where they differ.
  private(set) var groupSteps: [Step]?
  /// Each group's clock.
  let clocks: [TimeTrack.Clock]
  /// Whether the records may be off the step.
  let keepsOffSteps: Bool
  /// What the user is to know of the steps.
  private(set) var notes: [TableFault] = []
  /// The time of records that are counted; nil where it is the time of the run, or there is none.
  private(set) var source: SourceTime?

  /// The time of a table's column, with the step that was asked for or else the one it has.
  ///
  /// Faults are added to `faults`, and the step is then what is nearest to the table.
  init(
    _ survey: TableSurvey, _ choice: TimeChoice, _ settings: SeedSettings,
    faults: inout [TableFault]
  ) {
    column = choice.column.column
    name = survey.columns[choice.column.column].name
    format = choice.track.format
    clocks = choice.track.clocks.map { $0 ?? TimeTrack.Clock(first: 0, last: 0, count: 0) }
    if let reason = format.unwritableReason {
      faults.append(TableFault(line: nil, "time column \"\(name)\": \(reason)"))
    }
    if format.zone != nil, !format.hasDate {
      faults.append(
        TableFault(line: nil, "--time-zone: \(format.text) has no date, on which offsets depend"))
    }
    let check = ChronologyCheck(survey, choice, settings.tolerance)
    notes += [check.offsetNote].compactMap(\.self)
    faults += check.faults(of: settings.step)
    step = settings.step.map(check.resolved) ?? check.step(faults: &faults, notes: &notes)
    if settings.step == nil { groupSteps = check.groupSteps?.each }
    keepsOffSteps = settings.tolerance.keepsOffSteps
  }

  /// The time of one group, with a step of its own where it has one.
  func of(_ group: Int) -> SeriesTime {
    var time = self
    if let own = groupSteps?[group] { time.step = own }
    return time
  }

  /// The time of a run that was saved elsewhere.
  init(name: String, format: TimestampFormat, step: Step) {
    self.name = name
    self.format = format
    self.step = step
    column = nil
    clocks = []
    keepsOffSteps = false
  }

  /// The time of a table without one: elapsed seconds, a step for each record.
  init(_ survey: TableSurvey, interval: Int64) throws(TableFaults) {
    let taken = survey.columns.map(\.name)
    guard let name = ["elapsed_seconds", "_elapsed_seconds"].first(where: { !taken.contains($0) })
    else { throw TableFaults("columns elapsed_seconds and _elapsed_seconds are both taken") }
    guard let format = try? TimestampFormat(TimestampFormat.elapsedSeconds) else {
      throw TableFaults("no format for elapsed seconds")
    }
    try self.init(survey, name: name, format, interval: interval)
  }

  /// The time of a table whose records are counted: a number for each, from 0 in each group.
  ///
  /// - Parameters:
  ///   - choice: The table's time column, which may not go back; nil where it has none.
  ///   - interval: The step that its times are to have; nil for any.
  init(
    _ survey: TableSurvey, counting name: String, _ choice: TimeChoice?, interval: Step?,
    faults: inout [TableFault]
  ) throws(TableFaults) {
    guard let format = try? TimestampFormat(TimestampFormat.elapsedSeconds) else {
      throw TableFaults("no format for elapsed seconds")
    }
    try self.init(survey, name: name, format, interval: 1_000_000)
    guard let choice else { return }
    source = SourceTime(
      column: survey.columns[choice.column.column].name, format: choice.track.format.text)
    if case .fixed(let microseconds)? = interval { source?.interval = microseconds }
    faults += ChronologyCheck(survey, choice, StepTolerance())
      .faults(of: interval, mayRepeat: interval == nil)
  }

  private init(_ survey: TableSurvey, name: String, _ format: TimestampFormat, interval: Int64)
    throws(TableFaults)
  {
    self.name = name
    self.format = format
    column = nil
    keepsOffSteps = false
    step = .fixed(microseconds: interval)
    let most = survey.groups.map(\.count).max() ?? 0
    let (longest, isTooLong) = Int64(most).multipliedReportingOverflow(by: interval)
    guard !isTooLong, Timestamp.range.contains(longest) else {
      throw TableFaults("--interval: \(most) records of that step are too long a time")
    }
    clocks = survey.groups.map {
      TimeTrack.Clock(first: 0, last: Int64($0.count - 1) * interval, count: $0.count)
    }
  }

  /// The schema of the column where the source has none.
  var addedSchema: ColumnSchema? {
    guard column == nil, case .fixed(let interval) = step else { return nil }
    return ColumnSchema(
      name: name, types: [interval % 1_000_000 == 0 ? "integer" : "number"], isRequired: true)
  }

  /// The time as text of the column; nil where the format cannot write it.
  func text(of time: Int64) -> [UInt8]? {
    var text: [UInt8] = []
    return format.write(Timestamp(microseconds: time), into: &text) ? text : nil
  }

  /// How many steps lie between two times of a group, rounded down; nil where steps are not equal,
  /// or are too many to count.
  ///
  /// - Parameter first: The group's first time, whose day of the month calendar steps keep.
  func steps(from: Int64, to: Int64, first: Int64) -> Int? {
    let (from, to, first) = (counted(from), counted(to), counted(first))
    switch step {
    case .fixed(let interval):
      let count = Int((to - from + StepSurvey.slack(of: interval)) / interval)
      return count < Count.range.upperBound ? count : nil
    case .increasing, .any: return nil
    case .calendar(let step):
      guard let anchorDay = anchorDay(first) else { return nil }
      return step.steps(
        from: Timestamp(microseconds: from), to: Timestamp(microseconds: to),
        anchorDay: anchorDay, offset: offset)
    }
  }

  /// The time so many steps after another; nil where steps are not equal, or the calendar ends.
  func time(_ count: Int, after time: Int64, first: Int64) -> Int64? {
    guard let zone = format.zone, step.countsDays else {
      return countedTime(count, after: time, first: first)
    }
    return countedTime(count, after: counted(time), first: counted(first)).map {
      zone.nearestTime(ofLocal: Timestamp(microseconds: $0)).microseconds
    }
  }

  private func countedTime(_ count: Int, after time: Int64, first: Int64) -> Int64? {
    switch step {
    case .fixed(let interval):
      let (span, isTooLong) = Int64(count).multipliedReportingOverflow(by: interval)
      return isTooLong
        ? nil : Timestamp(microseconds: time).adding(microseconds: span)?.microseconds
    case .increasing, .any: return nil
    case .calendar(let step):
      guard let anchorDay = anchorDay(first) else { return nil }
      return step.time(
        count, after: Timestamp(microseconds: time), anchorDay: anchorDay,
        offset: offset)?.microseconds
    }
  }

  /// Whether a series that goes by business days or the ends of months can start at a time.
  func isOnStep(_ time: Int64) -> Bool {
    Chronology(step: step, format: format, start: Timestamp(microseconds: time))
      .isOnStep(Timestamp(microseconds: time))
  }

  /// The day of the month where the column is written: days are counted in its local time.
  private func anchorDay(_ time: Int64) -> Int? {
    Timestamp(microseconds: time).date(offset: offset)?.day
  }

  /// A time on the line on which steps are counted: by the clocks of a zone for whole days.
  private func counted(_ time: Int64) -> Int64 {
    guard let zone = format.zone, step.countsDays else { return time }
    return zone.local(Timestamp(microseconds: time)).microseconds
  }

  /// What local time is ahead of times on that line, in microseconds.
  private var offset: Int64 { format.zone == nil ? format.spelling.offset : 0 }
}
