import NDJSON
import Tables
import TimeSeries

extension SeedPlan {
  /// The groups that take part, each with its range.
  static func entries(
    _ survey: TableSurvey, _ layout: RecordLayout, _ time: SeriesTime, _ settings: SeedSettings
  ) throws(TableFaults) -> [Entry] {
    if survey.groups.isEmpty { throw TableFaults("no record") }
    if survey.groups.contains(where: \.isPiece), let name = survey.numericPart(layout) {
      throw TableFaults(
        "--on-gap split names new groups, and group column \"\(name)\" is no text")
    }
    let wanted = WantedRange(
      start: try time.bound(settings.start, "--start"),
      stop: try time.bound(settings.stop, "--stop"), continuation: settings.continuation,
      isFromEnd: survey.questions.keepsLast, isOpen: settings.sequence != nil)
    var entries: [Entry] = []
    var faults = RangeFaults()
    for group in try settings.selection.groups(of: survey) {
      let times = settings.mode == .history ? try time.seedTimes(survey, group, settings) : nil
      let id = survey.groups[group].isPiece ? survey.id(of: group) : nil
      let clock = time.clocks[group]
      do throws(GroupRangeError) {
        let own = time.of(group)
        let range = try own.range(clock, times, wanted)
        if !settings.generatesNothing, !own.canWrite(range) { throw GroupRangeError.unwritable }
        entries.append(Entry(group: group, range: range, id: id))
      } catch {
        if error == .nothingToGenerate, settings.generatesNothing {
          let range = GroupRange(
            start: clock.first, stop: clock.last, seeds: 0, lastSeed: nil, expected: 0)
          entries.append(Entry(group: group, range: range, id: id))
          continue
        }
        faults.add(error, survey.groups[group].firstLine, survey.label(of: group))
      }
    }
    let found = faults.faults(time, settings)
    if !found.isEmpty { throw TableFaults(found) }
    return try settings.selection.synthesize(entries, survey, layout, settings.mode)
  }
}

extension SeedPlan {
  /// What is said of groups whose records are there to learn from alone; nil where there are none.
  var idleNote: TableFault? {
    guard settings.generatesNothing, settings.mode == .history else { return nil }
    var lines = FaultLines()
    for entry in entries where entry.range.seeds == 0 {
      lines.add(survey.groups[entry.group].firstLine)
    }
    return lines.lines.first.map {
      TableFault(
        line: $0,
        "no record left to generate in the group from here: its records are written all"
          + " the same (--records)\(lines.others)")
    }
  }
}

extension SeriesTime {
  /// A time that was asked for, read with the column's format.
  fileprivate func bound(_ text: String?, _ option: String) throws(TableFaults) -> Int64? {
    guard let text else { return nil }
    let bytes = Array(text.utf8)
    guard let time = format.parse(bytes.span) else {
      throw TableFaults("\(option): \"\(text)\" is not \(format.text)")
    }
    return time.microseconds
  }

  /// The times of the records that a group starts from.
  fileprivate func seedTimes(
    _ survey: TableSurvey, _ group: Int, _ settings: SeedSettings
  ) throws(TableFaults) -> [Int64] {
    let count = survey.groups[group].count
    var times: [Int64] = []
    for (number, record) in survey.records(of: group).prefix(settings.window).enumerated() {
      guard let column else {
        let skipped = survey.questions.keepsLast ? max(count - settings.window, 0) : 0
        times.append(self.time(skipped + number, after: 0, first: 0) ?? 0)
        continue
      }
      guard var time = survey.time(of: record, column: column, format) else {
        let label = String(decoding: survey.label(of: group), as: UTF8.self)
        throw TableFaults("\(label) has a record whose time is not \(format.text)")
      }
      while format.isTimeOfDay, let last = times.last, time <= last {
        time += Timestamp.microsecondsPerDay
      }
      times.append(time)
    }
    guard survey.questions.keepsLast, format.isTimeOfDay, let last = times.last else {
      return times
    }
    // The last of a group's records is where its clock stands.
    return times.map { $0 + clocks[group].last - last }
  }
}

extension TableSurvey {
  /// The time of a record that was kept.
  func time(of record: [UInt8], column: Int, _ format: TimestampFormat) -> Int64? {
    let values = values(of: record)
    guard column < values.count, let text = values[column] else { return nil }
    return format.parse(text.span)?.microseconds
  }
}

/// The groups that have no range, by reason, each with the lines where such groups begin.
private struct RangeFaults {
  private var nothingToGenerate = FaultLines()
  private var offGrid = FaultLines()
  private var stopBeforeStart = FaultLines()
  private var longerThanADay = FaultLines()
  private var nothingToStartFrom = FaultLines()
  private var noEnd = FaultLines()
  private var unwritable = FaultLines()

  mutating func add(_ error: GroupRangeError, _ line: Int, _ group: [UInt8]) {
    let all = 0..<group.count
    switch error {
    case .nothingToGenerate: nothingToGenerate.add(line, group.span, all)
    case .offGrid: offGrid.add(line, group.span, all)
    case .stopBeforeStart: stopBeforeStart.add(line, group.span, all)
    case .longerThanADay: longerThanADay.add(line, group.span, all)
    case .nothingToStartFrom: nothingToStartFrom.add(line, group.span, all)
    case .noEnd: noEnd.add(line, group.span, all)
    case .unwritable: unwritable.add(line, group.span, all)
    }
  }

  func faults(_ time: SeriesTime, _ settings: SeedSettings) -> [TableFault] {
    let isWholeTable = settings.stop == nil && settings.continuation == nil
    let reasons = [
      (
        nothingToGenerate,
        settings.sequence != nil
          ? "has no record to start from beside its last one; give --mode prefix"
          : isWholeTable
            ? "has no record left to generate; give --mode prefix, --stop or --extend"
            : "begins at its stop or after it: nothing is left to generate"
      ),
      (offGrid, "does not last a whole number of steps; check --start, --stop and --interval"),
      (stopBeforeStart, "stops before it starts; check --start and --stop"),
      (
        longerThanADay,
        "lasts a day or more, and \(time.format.text) has no date to tell the days apart"
      ),
      (
        unwritable,
        "goes by a step of \(time.step.words), which \(time.format.text) cannot write;"
          + " check --interval and --time-format"
      ),
      (nothingToStartFrom, "has no record at --start or after it"),
      (
        noEnd,
        time.step == .increasing || time.step == .any
          ? "has no step to count by; give --extend a span such as 12h, or --interval"
          : "would end beyond what the time column can hold; check --extend"
      ),
    ]
    return reasons.compactMap { lines, message in
      lines.lines.first.map {
        TableFault(line: $0, "\(lines.text) \(message)\(lines.others)")
      }
    }
  }
}

extension TableSurvey {
  /// The column that the name of a piece would make text, and which is none; nil where it is.
  fileprivate func numericPart(_ layout: RecordLayout) -> String? {
    if let last = groupParts?.parts.last { return last.type == "string" ? nil : last.name }
    let column = layout.columns.first { $0.source == groupColumn && groupColumn != nil }
    return column.flatMap { $0.schema.isText ? nil : $0.schema.name }
  }

  /// Refuses a group whose id is also that of a piece, whose times are then mixed up.
  func checkPieces() throws(TableFaults) {
    guard let takenPiece else { return }
    let id = String(decoding: label(of: takenPiece), as: UTF8.self)
    throw TableFaults([
      TableFault(
        line: groups[takenPiece].firstLine,
        "\(id) is in the table, and --on-gap split gives a piece this id; rename the group")
    ])
  }

  /// The id of a group as JSON.
  func id(of group: Int) -> [UInt8] {
    // The pieces of a single series are numbers, which sort by time.
    isUntyped && groupColumn != nil ? key(of: group).quotedAsJSON : key(of: group)
  }

  /// How a message names a group.
  func label(of group: Int) -> [UInt8] {
    let text = String(decoding: key(of: group), as: UTF8.self)
    guard groupColumn != nil else {
      return Array((text.isEmpty ? "the series" : "piece \(text) of the series").utf8)
    }
    return Array("group \(isUntyped ? "\"\(text)\"" : text)".utf8)
  }
}
