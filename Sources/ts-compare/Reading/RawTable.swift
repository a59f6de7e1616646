import NDJSON
import Tables
import TimeSeries

/// The records of one table as they stand in the file, in columns: 8 bytes for a number or a time,
/// 4 for a text, a group or an offset from UTC.
struct RawTable: Sendable {
  /// What stands for a text or a group that is not there.
  static let none: Int32 = -1
  /// What stands for a time that cannot be read.
  static let noTime = Int64.min

  /// How many records there are.
  var count = 0
  /// The numbers of each column; not a number where one is missing, no column where it is text.
  var numbers: [[Double]]
  /// The texts of each column by their numbers in the vocabulary.
  var texts: [[Int32]]
  /// How many cells of each column were not null.
  var filled: [Int]
  /// How many cells of each column were finite numbers.
  var numeric: [Int]
  var times: [Int64] = []
  var groups: [Int32] = []
  /// Seconds that each record's clock is ahead of UTC; empty where none is.
  var offsets: [Int32] = []

  /// When the groups' last records were, or how many they had, where times begin again or are none.
  private var last: [Int64] = []

  init(columns: Int) {
    numbers = Array(repeating: [], count: columns)
    texts = Array(repeating: [], count: columns)
    filled = Array(repeating: 0, count: columns)
    numeric = filled
  }

  /// Makes room for about so many records.
  mutating func reserve(_ count: Int, _ roles: Roles) {
    for column in roles.numeric { numbers[column].reserveCapacity(count) }
    for column in roles.textual { texts[column].reserveCapacity(count) }
    times.reserveCapacity(count)
    groups.reserveCapacity(count)
  }

  /// Drops a column.
  mutating func remove(_ column: Int) {
    numbers.remove(at: column)
    texts.remove(at: column)
    filled.remove(at: column)
    numeric.remove(at: column)
  }

  /// Adds the group and the time of a record.
  @inline(__always)
  mutating func add(group: Int32, time: Int64, offset: Int64) {
    count &+= 1
    groups.append(group)
    times.append(time)
    if offset != 0, offsets.isEmpty {
      offsets = Array(repeating: 0, count: count &- 1)
      offsets.append(Int32(truncatingIfNeeded: offset / 1_000_000))
    } else if offset != 0 || !offsets.isEmpty {
      offsets.append(Int32(truncatingIfNeeded: offset / 1_000_000))
    }
  }

  /// Where a time of the day or of a zone's clocks stands, seen from the last record of its group.
  mutating func placed(_ time: Timestamp, group: Int32, step: Step, _ format: TimestampFormat)
    -> Timestamp
  {
    guard group >= 0 else { return time }
    while last.count <= group { last.append(Self.noTime) }
    let before = last[Int(group)]
    let placed = Chronology(step: step, format: format, start: nil).absolute(
      time, after: before == Self.noTime ? nil : Timestamp(microseconds: before))
    last[Int(group)] = placed.microseconds
    return placed
  }

  /// The time of a group's next record in a table without times.
  mutating func numbered(group: Int32, step: Step) -> Int64 {
    guard group >= 0, case .fixed(let interval) = step else { return Self.noTime }
    while last.count <= group { last.append(0) }
    last[Int(group)] += 1
    let (time, isTooLate) = (last[Int(group)] - 1).multipliedReportingOverflow(by: interval)
    return isTooLate || !Timestamp.range.contains(time) ? Self.noTime : time
  }
}
