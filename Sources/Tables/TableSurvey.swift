import NDJSON
import TimeSeries

/// One pass over a table of training records: what its columns are, how its time moves, and the
/// records that each group starts from.
///
/// The table itself is not kept: memory is what the columns' statistics and the groups' seeds take.
package struct TableSurvey: Sendable {
  /// What is kept of a group.
  package struct Group: Sendable {
    /// The line of its first record.
    package let firstLine: Int
    /// How many records it has.
    package internal(set) var count = 0
    /// How many of them could be kept: those at the start that was asked for, or after it.
    var eligible = 0
    /// Whether the group begins at a gap of another one.
    package var isPiece = false
    /// The text of its first records, or of its last ones.
    package internal(set) var records: [[UInt8]] = []
  }

  /// What was asked.
  package let questions: Questions
  /// Whether the table is CSV, whose cells have no types but those that they can be read as.
  package let isUntyped: Bool
  /// The columns, in the order of the source.
  package internal(set) var columns: [ColumnProfile] = []
  /// The columns that may hold the time.
  package internal(set) var timeColumns: [TimeColumn] = []
  /// The groups, in the order of their first records.
  package private(set) var groups: [Group] = []
  /// How many records there were.
  package private(set) var rowCount = 0
  /// The group of the record that was counted last.
  package private(set) var latestCounted = 0
  /// Records without a group.
  package private(set) var ungrouped = FaultLines()
  /// Records that were left out, as they are off the step.
  package private(set) var dropped = FaultLines()
  /// The column that tells the groups apart.
  package internal(set) var groupColumn: Int?
  /// What the keys are that the group column was made of; empty where it is one of the table.
  package var keys: [ColumnProfile] = []
  /// The hash of the bytes that the table was read from; nil where it was not read from bytes.
  package var digest: TableDigest?

  var groupKeys = KeyTable()
  var recent = RecentRecords()
  var text: [UInt8] = []
  /// The members of the record that was taken in last.
  package internal(set) var members = RecordMembers()
  var names: [[UInt8]] = []
  private var latestGroup = 0
  /// The last piece of each group that was split, and how many there are.
  private var pieces: [Int: (last: Int, count: Int)] = [:]
  /// The piece that was made last.
  private var latestPiece: Int?
  /// A group whose id is also that of a piece.
  package private(set) var takenPiece: Int?
  /// The start that was asked for, as the format reads it.
  private var start: (format: String, time: Int64)?

  /// A survey of a table of which nothing was seen yet.
  package init(_ questions: Questions, isUntyped: Bool) {
    self.questions = questions
    self.isUntyped = isUntyped
  }

  package var delimiter: UInt8 { questions.delimiter }

  /// The text by which a group was told apart: a cell's text, or the JSON of a value.
  package func key(of group: Int) -> [UInt8] {
    groupColumn == nil && !groups[group].isPiece ? [] : groupKeys[group]
  }

  /// The number of the group of all records, of which there is but one, where it is split.
  mutating func wholeSeries() -> Int { groupKeys.insert(Span(), 0..<0).number }

  /// Makes a column; it is the group column or the time column where it has that name.
  mutating func addColumn(_ name: String) {
    let number = columns.count
    let isTime = name == questions.timeColumn
    let isGroup = name == questions.groupColumn
    columns.append(
      ColumnProfile(name: name, isUntyped: isUntyped, seeksChoices: !isTime && !isGroup))
    columns[number].isPassedOver =
      !isTime && !isGroup
      && (questions.droppedColumns.contains(name) || isUntyped && name.isEmpty)
    if isGroup { groupColumn = number }
    guard isTime else { return }
    if let format = questions.timeFormat {
      timeColumns.append(TimeColumn(column: number, format: format))
    } else {
      timeColumns.append(TimeColumn(column: number, zone: questions.timeZone))
    }
  }

  /// The number of the group whose key stands at `range`.
  @inline(__always)
  mutating func group(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    if latestGroup < groupKeys.count, groupKeys.isText(of: latestGroup, bytes, range) {
      return latestGroup
    }
    latestGroup = groupKeys.insert(bytes, range).number
    return latestGroup
  }

  /// The piece of a group that a record belongs to: a new one after each gap.
  ///
  /// A piece is named after its group, `A`, `A~2`, `A~3`; those of a single series are 2, 3.
  mutating func piece(of group: Int, _ bytes: Span<UInt8>, _ time: Range<Int>, _ step: Step)
    -> Int
  {
    if group < groups.count, groups[group].isPiece { takenPiece = group }
    let (last, count) = pieces[group] ?? (group, 1)
    guard let track = timeColumns.first?.tracks.first, last < track.clocks.count,
      let clock = track.clocks[last],
      let next = track.format.parse(bytes.extracting(time))?.microseconds,
      step.whole(from: clock.last, to: next, clock, track.format, slack: false) ?? 0 > 1
    else { return last }
    var key = groupKeys[group]
    let suffix = Array((groupColumn == nil ? "\(count + 1)" : "~\(count + 1)").utf8)
    key.insert(contentsOf: suffix, at: isUntyped ? key.count : max(key.count - 1, 0))
    let (number, isNew) = groupKeys.insert(key.span, 0..<key.count)
    if !isNew { takenPiece = number }
    latestPiece = number
    pieces[group] = (number, count + 1)
    return number
  }

  /// Whether a record is to be left out, as it is off the step that was asked for; it is noted.
  @inline(__always)
  mutating func drops(
    _ group: Int, _ bytes: Span<UInt8>, _ time: Range<Int>, line: Int
  ) -> Bool {
    guard let step = questions.keptStep else { return false }
    guard let track = timeColumns.first?.tracks.first, group < track.clocks.count,
      let clock = track.clocks[group],
      let time = track.format.parse(bytes.extracting(time))?.microseconds
    else { return false }
    if step.whole(from: clock.first, to: time, clock, track.format, slack: true) != nil {
      return false
    }
    dropped.add(line)
    return true
  }

  /// Notes a record without a group, which belongs to none.
  mutating func addUngrouped(_ line: Int) { ungrouped.add(line) }

  /// Counts a record of a group, and keeps its text where it is one to keep.
  @inline(__always)
  mutating func count(_ group: Int, _ bytes: Span<UInt8>, _ record: Range<Int>, line: Int) {
    rowCount &+= 1
    latestCounted = group
    if group == groups.count {
      groups.append(Group(firstLine: line))
      groups[group].isPiece = group == latestPiece
    }
    groups[group].count &+= 1
    if questions.start == nil || hasReachedStart(group) { keep(group, bytes, record) }
    if groupColumn == nil { recent.add(bytes, record, isOutOfOrder: isOutOfOrder) }
  }

  /// Keeps a record where it is one of a group's first ones, or so far of its last ones.
  @inline(__always)
  private mutating func keep(_ group: Int, _ bytes: Span<UInt8>, _ record: Range<Int>) {
    groups[group].eligible &+= 1
    let (number, window) = (groups[group].eligible, questions.window)
    if number <= window {
      groups[group].records.append(bytes.copy(record))
    } else if questions.keepsLast {
      // The oldest one makes room: record number n stands at n modulo the window.
      groups[group].records[(number - 1) % window] = bytes.copy(record)
    }
  }

  /// Whether a group's time has reached the start that was asked for.
  private mutating func hasReachedStart(_ group: Int) -> Bool {
    guard let track = timeColumns.first?.tracks.first, group < track.clocks.count,
      let clock = track.clocks[group], let text = questions.start
    else { return true }
    if start?.format != track.format.text {
      let bytes = Array(text.utf8)
      start = (track.format.text, track.format.parse(bytes.span)?.microseconds ?? .min)
    }
    return clock.last >= start?.time ?? .min
  }

  /// Whether the likeliest time column has gone back or stood still.
  private var isOutOfOrder: Bool {
    timeColumns.first?.tracks.first.map { !$0.isIncreasing } ?? false
  }

  /// The kept records of a group in their order.
  package func records(of group: Int) -> [[UInt8]] {
    let kept = groups[group].records
    guard questions.keepsLast, groups[group].eligible > kept.count else { return kept }
    let oldest = groups[group].eligible % kept.count
    return Array(kept[oldest...] + kept[..<oldest])
  }
}
