internal import NDJSON

extension SeedPlan {
  /// The range of each group.
  static func ranges(
    _ survey: TableSurvey, _ layout: RecordLayout, _ time: SeriesTime, _ settings: SeedSettings
  ) throws(TableFaults) -> [GroupRange] {
    let start = try time.bound(settings.start, "--start")
    let stop = try time.bound(settings.stop, "--stop")
    var ranges: [GroupRange] = []
    var faults = RangeFaults()
    for group in survey.groups.indices {
      let times =
        settings.mode == .history ? try time.seedTimes(survey, layout, group, settings) : []
      do throws(GroupRangeError) {
        ranges.append(try time.range(time.clocks[group], times, start: start, stop: stop))
      } catch {
        faults.add(error, survey.groups[group].firstLine, survey.label(of: group))
      }
    }
    let found = faults.faults(time, settings)
    if !found.isEmpty { throw TableFaults(found) }
    if survey.groups.isEmpty { throw TableFaults("no record") }
    return ranges
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
    _ survey: TableSurvey, _ layout: RecordLayout, _ group: Int, _ settings: SeedSettings
  ) throws(TableFaults) -> [Int64] {
    var times: [Int64] = []
    for (number, record) in survey.records(of: group).prefix(settings.window).enumerated() {
      guard let column else {
        times.append(time(number, after: 0, first: 0) ?? 0)
        continue
      }
      var time = survey.time(of: record, column: column, format) ?? 0
      while format.isTimeOfDay, let last = times.last, time <= last {
        time += Timestamp.microsecondsPerDay
      }
      times.append(time)
    }
    return times
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

  mutating func add(_ error: GroupRangeError, _ line: Int, _ group: [UInt8]) {
    let all = 0..<group.count
    switch error {
    case .nothingToGenerate: nothingToGenerate.add(line, group.span, all)
    case .offGrid: offGrid.add(line, group.span, all)
    case .stopBeforeStart: stopBeforeStart.add(line, group.span, all)
    case .longerThanADay: longerThanADay.add(line, group.span, all)
    }
  }

  func faults(_ time: SeriesTime, _ settings: SeedSettings) -> [TableFault] {
    let reasons = [
      (
        nothingToGenerate,
        settings.stop == nil
          ? "has one record: nothing is left to generate after it; give --mode prefix or --stop"
          : "begins at --stop or after it: nothing is left to generate"
      ),
      (offGrid, "does not last a whole number of steps; check --start, --stop and --interval"),
      (stopBeforeStart, "stops before it starts; check --start and --stop"),
      (
        longerThanADay,
        "lasts a day or more, and \(time.format.text) has no date to tell the days apart"
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
  /// How a message names a group.
  func label(of group: Int) -> [UInt8] {
    guard groupColumn != nil else { return Array("the series".utf8) }
    let text = String(decoding: key(of: group), as: UTF8.self)
    return Array("group \(isUntyped ? "\"\(text)\"" : text)".utf8)
  }
}
