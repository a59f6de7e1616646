import Tables

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
}
