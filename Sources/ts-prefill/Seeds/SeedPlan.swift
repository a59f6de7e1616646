import NDJSON
import Tables
import TimeSeries

/// A run that can start: its spec, and the line that each group starts with.
struct SeedPlan: Sendable {
  /// The spec.
  let spec: Spec
  /// How the records are written.
  let layout: RecordLayout
  /// How the time moves.
  let time: SeriesTime

  let settings: SeedSettings
  let survey: TableSurvey
  let entries: [Entry]

  /// A group that takes part.
  struct Entry: Sendable {
    /// The number of the group in the table.
    let group: Int
    /// Its range.
    let range: GroupRange
    /// Its id as JSON where it is a new one; nil for the table's.
    let id: [UInt8]?
  }

  /// How many groups there are.
  var groupCount: Int { entries.count }

  /// Plans a run over a table; throws all faults that keep it from starting.
  ///
  /// - Parameter time: The time column's choice; nil for a table without times, which takes the
  ///   fixed step of the settings.
  init(_ survey: TableSurvey, _ choice: TimeChoice?, _ settings: SeedSettings)
    throws(TableFaults)
  {
    try survey.checkPieces()
    var faults: [TableFault] = []
    try settings.sequence?.check(survey)
    let time: SeriesTime
    if let index = settings.sequence?.index {
      time = try SeriesTime(
        survey, counting: index, choice, interval: settings.step, faults: &faults)
    } else if let choice {
      time = SeriesTime(
        survey, choice, settings, faults: &faults)
    } else if case .fixed(let interval)? = settings.step {
      time = try SeriesTime(survey, interval: interval)
    } else {
      throw TableFaults("a table without times needs --interval in seconds")
    }
    var layout = try RecordLayout(survey, time, settings)
    faults += survey.valueFaults(
      time: settings.sequence?.index == nil ? time.column : choice?.column.column)
    if let schema = settings.schema { faults += try SchemaCheck(schema).faults(survey) }
    if !faults.isEmpty { throw TableFaults(faults) }
    let entries = try Self.entries(survey, layout, time, settings)
    let share = entries.map { time.clocks[$0.group].share(beyond: $0.range.stop) }.max() ?? 0
    if share > NumberLimits.leastShare, settings.sequence == nil {
      layout = try RecordLayout(survey, time, settings, share: share)
    }
    self.init(survey, layout, time, settings, entries, spec: try layout.spec(time, settings))
  }

  private init(
    _ survey: TableSurvey, _ layout: RecordLayout, _ time: SeriesTime, _ settings: SeedSettings,
    _ entries: [Entry], spec: Spec
  ) {
    self.survey = survey
    self.layout = layout
    self.time = time
    self.settings = settings
    self.entries = entries
    let ranges = entries.map(\.range)
    var spec = spec
    spec.endColumn = settings.sequence?.end
    spec.indexColumn = settings.sequence?.index
    spec.sourceTime = time.source
    spec.columns = layout.outputNames.filter { [spec] in !spec.controlColumns.contains($0) }
    spec.digest = settings.digest(of: survey)
    spec.groupColumn = survey.groupColumn.map { survey.columns[$0].name }
    spec.groupParts = survey.groupParts
    spec.groups = ranges.count
    spec.expectedRecords = ranges.map(\.expected).total
    spec.timeZone = time.zone(from: ranges.map(\.start).min(), to: ranges.map(\.stop).max())
    spec.startTimestamp = ranges.map(\.start).min().flatMap { time.json($0, layout) }
    spec.stopTimestamp = ranges.map(\.stop).max().flatMap { time.json($0, layout) }
    self.spec = spec
  }

  /// The line that a group starts with.
  func seed(_ number: Int) throws(TableError) -> GroupState {
    let entry = entries[number]
    let range = entry.range
    let records = survey.records(of: entry.group)
    var prefill = JSONWriter()
    let first = records.first ?? []
    let id = try id(of: entry, first)
    if settings.mode == .history {
      let skipped =
        survey.questions.keepsLast ? survey.groups[entry.group].count - records.count : 0
      for (number, record) in records.prefix(range.seeds).enumerated() {
        try write(record.span, number: skipped + number, of: entry, into: &prefill)
      }
    } else {
      prefill.append(byte: UInt8(ascii: "{"))
      for column in layout.columns where isKnown(column) {
        prefill.name(column.schema.name)
        if column.schema.name == time.name {
          prefill.raw(try startText(range, first))
        } else {
          prefill.raw(id)
        }
      }
      prefill.append(byte: UInt8(ascii: ","))
    }
    var state = GroupState(groupID: id, prefill: prefill.bytes)
    state.expectedRecords = range.expected
    state.lastTimestamp = range.lastSeed.map { Timestamp(microseconds: $0) }
    if let own = time.groupSteps?[entry.group], own != spec.step { state.step = own }
    let start = time.json(range.start, layout)
    let stop = time.json(range.stop, layout)
    if start != spec.startTimestamp { state.startTimestamp = start }
    if stop != spec.stopTimestamp { state.stopTimestamp = stop }
    return state
  }

  /// Appends a record of a group as a prompt has it, with its line feed.
  ///
  /// - Parameters:
  ///   - number: Which record of its group it is, from 0.
  ///   - isLast: Whether the group ends with it.
  func write(
    _ record: Span<UInt8>, number: Int, of entry: Entry, isLast: Bool = false,
    into text: inout JSONWriter
  ) throws(TableError) {
    var known = time.column == nil ? [time.name: time.added(number)] : [:]
    if let end = spec.endColumn { known[end] = Array((isLast ? "true" : "false").utf8) }
    if let own = entry.id, let column = spec.groupColumn { known[column] = own }
    try layout.write(record, known: known, settings.spelling, into: &text)
    text.append(byte: UInt8(ascii: "\n"))
  }

  /// Whether a column is known before its record is generated: the group and the time.
  private func isKnown(_ column: RecordLayout.Column) -> Bool {
    column.schema.name == time.name
      || column.source.map { $0 == survey.groupColumn } ?? false
  }

  /// The group's value as JSON, its type kept; null for a single series.
  func id(of entry: Entry, _ record: [UInt8]) throws(TableError) -> [UInt8] {
    if let id = entry.id { return id }
    guard let column = survey.groupColumn else { return Array("null".utf8) }
    return try layout.value(of: column, in: record.span, settings.spelling)
  }

  /// The first time in the first record's own spelling, where it is that record's.
  private func startText(_ range: GroupRange, _ record: [UInt8]) throws(TableError) -> [UInt8] {
    if settings.start == nil, let column = time.column {
      return try layout.value(of: column, in: record.span, settings.spelling)
    }
    return time.json(range.start, layout) ?? []
  }
}

extension SeriesTime {
  /// The zone of the times, as it is from a year before a range to a year after it.
  fileprivate func zone(from start: Int64?, to stop: Int64?) -> Zone? {
    guard let start, let stop else { return format.zone }
    let year = 366 * Timestamp.microsecondsPerDay
    return format.zone?.between(
      Timestamp(microseconds: start - year), Timestamp(microseconds: stop + year))
  }

  /// The time as the JSON of a value of the column.
  func json(_ time: Int64, _ layout: RecordLayout) -> [UInt8]? {
    guard let text = text(of: time) else { return nil }
    let isText = layout.columns.first { $0.schema.name == name }?.schema.isText ?? true
    return isText ? text.quotedAsJSON : text
  }

  /// The time of a group's record in a table without times, by its number.
  func added(_ number: Int) -> [UInt8] {
    guard column == nil, case .fixed(let interval) = step else { return [] }
    return text(of: Int64(number) * interval) ?? []
  }
}

extension TimeTrack.Clock {
  /// How far a stop lies after the last time, as a share of the time from the first to the last.
  fileprivate func share(beyond stop: Int64) -> Double {
    Double(max(stop - last, 0)) / Double(max(last - first, 1))
  }
}

extension [Int?] {
  /// The sum of all; nil where one is not known, or the sum is too large to count.
  var total: Int? {
    reduce(0) { sum, next in
      guard let sum, let next, next <= Count.range.upperBound - sum else { return nil }
      return sum + next
    }
  }
}
