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
    /// The day of the month that it began on, where the step is one of months; else 0.
    var anchor = 0
  }

  /// How many records there are, with those that are in no series.
  let count: Int
  private(set) var numbers: [[Double]]
  private(set) var texts: [[Int32]]
  private(set) var times: [Int64]
  private(set) var offsets: [Int32]
  /// The series in order of their groups' ids.
  let series: [Series]
  /// The place of each group's series among them; below 0 where it has none.
  private let places: [Int32]
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
    series = arrangement.series.map { one in
      let first = arrangement.order.map { Int($0[one.range.lowerBound]) } ?? one.range.lowerBound
      let offset = raw.offsets.isEmpty ? 0 : raw.offsets[first]
      let anchor = rule?.anchor(raw.times[first], offset: offset) ?? 0
      return Series(group: one.group, range: one.range, anchor: anchor)
    }
    groupSizes = arrangement.groupSizes
    var (places, anchors) = (groupSizes.map { _ in Int32(-1) }, groupSizes.map { _ in 0 })
    for (place, one) in series.enumerated() {
      (places[one.group], anchors[one.group]) = (Int32(place), one.anchor)
    }
    self.places = places
    fileOrder = FileOrder(raw, rule, anchors)
    (count, filled, numeric) = (raw.count, raw.filled, raw.numeric)
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

  /// The first and the last time of a series.
  func span(of series: Series) -> ClosedRange<Int64> {
    times[series.range.lowerBound]...times[series.range.upperBound - 1]
  }

  /// The series of a group; nil where it has none.
  func series(of group: Int) -> Series? {
    group < places.count && places[group] >= 0 ? series[Int(places[group])] : nil
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
