import Tables
import TimeSeries

/// The records of one table, each series in one piece and in order of time.
struct Table: Sendable {
  /// The records of one group whose time reads.
  struct Series: Sendable {
    /// The number of the group in the vocabulary.
    let group: Int
    /// Where its records are.
    let range: Range<Int>
  }

  /// How many records there are, with those that are in no series.
  let count: Int
  private(set) var numbers: [[Double]]
  private(set) var texts: [[Int32]]
  private(set) var times: [Int64]
  private(set) var offsets: [Int32]
  /// The series in order of their groups' ids.
  let series: [Series]
  /// How many records each group has, by its number, with those without a time.
  let groupSizes: [Int]
  /// How many cells of each column are not null, and how many are finite numbers.
  let filled: [Int]
  let numeric: [Int]
  /// What the order of the file says.
  let fileOrder: FileOrder

  /// Takes the records of a table and brings them into order; a table in order stays as it is.
  init(taking raw: inout RawTable, _ rule: StepRule?, _ vocabulary: Vocabulary) {
    let arrangement = Arrangement(raw, vocabulary)
    fileOrder = FileOrder(raw, rule, arrangement.anchors(raw, rule))
    (count, filled, numeric) = (raw.count, raw.filled, raw.numeric)
    (series, groupSizes) = (arrangement.series, arrangement.groupSizes)
    numbers = raw.numbers
    texts = raw.texts
    times = raw.times
    offsets = raw.offsets
    raw = RawTable(columns: 0)
    guard let order = arrangement.order else { return }
    for column in numbers.indices { numbers[column].arrange(by: order) }
    for column in texts.indices { texts[column].arrange(by: order) }
    times.arrange(by: order)
    offsets.arrange(by: order)
  }

  /// The ids of the groups that have records, in their order.
  var groups: [Int] { groupSizes.indices.filter { groupSizes[$0] > 0 } }

  /// How many records are in series.
  var recordsInSeries: Int { series.reduce(0) { $0 + $1.range.count } }

  /// The seconds that a record's clock is ahead of UTC.
  @inline(__always)
  func offset(_ record: Int) -> Int32 { offsets.isEmpty ? 0 : offsets[record] }

  /// The day of the month that a series began on.
  func anchor(of series: Series, _ rule: StepRule?) -> Int {
    guard case .calendar? = rule?.kind else { return 0 }
    let first = series.range.lowerBound
    return StepRule.Clock(times[first], offset: offset(first))?.date.day ?? 0
  }
}

/// In which order records stand so that each series is in one piece and in order of time.
struct Arrangement {
  let series: [Table.Series]
  let groupSizes: [Int]
  /// The record that comes first, second and so on; nil where they are in order as they stand.
  let order: [Int32]?

  init(_ raw: RawTable, _ vocabulary: Vocabulary) {
    var sizes = Array(repeating: 0, count: vocabulary.groups.count)
    var timed = sizes
    for (record, group) in raw.groups.enumerated() where group >= 0 {
      sizes[Int(group)] &+= 1
      if raw.times[record] != RawTable.noTime { timed[Int(group)] &+= 1 }
    }
    groupSizes = sizes
    let names = timed.indices.filter { timed[$0] > 0 }.map { ($0, vocabulary.groups[$0]) }
    let groups = names.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
    if let ranges = Self.rangesInOrder(raw, groups: timed.count) {
      series = groups.map { Table.Series(group: $0, range: ranges[$0]) }
      order = nil
      return
    }
    var series: [Table.Series] = []
    var next = Array(repeating: 0, count: timed.count)
    var end = 0
    for group in groups {
      next[group] = end
      series.append(Table.Series(group: group, range: end..<end + timed[group]))
      end += timed[group]
    }
    self.series = series
    order = Self.order(raw, series, &next, rest: end)
  }

  /// The range of each group's records; nil where a group is not in one piece or not in order.
  private static func rangesInOrder(_ raw: RawTable, groups: Int) -> [Range<Int>]? {
    var ranges = Array(repeating: 0..<0, count: groups)
    var (current, start) = (RawTable.none, 0)
    for record in 0..<raw.count {
      let (group, time) = (raw.groups[record], raw.times[record])
      if group == RawTable.none || time == RawTable.noTime { return nil }
      if group != current {
        if current != RawTable.none { ranges[Int(current)] = start..<record }
        if !ranges[Int(group)].isEmpty { return nil }
        (current, start) = (group, record)
      } else if time < raw.times[record - 1] {
        return nil
      }
    }
    if current != RawTable.none { ranges[Int(current)] = start..<raw.count }
    return ranges
  }

  /// The records of each series by time, those of one time as they stand; then those of none.
  private static func order(
    _ raw: RawTable, _ series: [Table.Series], _ next: inout [Int], rest: Int
  ) -> [Int32] {
    var order = [Int32](repeating: 0, count: raw.count)
    var rest = rest
    for record in 0..<raw.count {
      let group = raw.groups[record]
      if group == RawTable.none || raw.times[record] == RawTable.noTime {
        order[rest] = Int32(truncatingIfNeeded: record)
        rest += 1
      } else {
        order[next[Int(group)]] = Int32(truncatingIfNeeded: record)
        next[Int(group)] += 1
      }
    }
    for one in series {
      let isOrdered = one.range.dropFirst().allSatisfy {
        raw.times[Int(order[$0 - 1])] <= raw.times[Int(order[$0])]
      }
      if isOrdered { continue }
      order[one.range].sort {
        (raw.times[Int($0)], $0) < (raw.times[Int($1)], $1)
      }
    }
    return order
  }

  /// The day of the month that each group's series begins on, where the step is one of months.
  func anchors(_ raw: RawTable, _ rule: StepRule?) -> [Int] {
    guard case .calendar? = rule?.kind else { return [] }
    var anchors = Array(repeating: 0, count: groupSizes.count)
    for one in series {
      let first = order.map { Int($0[one.range.lowerBound]) } ?? one.range.lowerBound
      let offset = raw.offsets.isEmpty ? 0 : raw.offsets[first]
      anchors[one.group] = StepRule.Clock(raw.times[first], offset: offset)?.date.day ?? 0
    }
    return anchors
  }
}

extension Array {
  /// Brings the elements into an order; an array without elements stays so.
  fileprivate mutating func arrange(by order: [Int32]) {
    guard !isEmpty else { return }
    let old = self
    self = order.map { old[Int($0)] }
  }
}
