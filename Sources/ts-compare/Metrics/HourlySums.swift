import TimeSeries

/// The sums of columns' values by day and hour, over all series, each value less its series' mean.
struct HourlySums: Sendable {
  struct Cell: Sendable {
    var sum = 0.0
    var count = 0
  }

  /// The days that there are, as they came.
  private(set) var days: [Int] = []
  /// The hours of each day, one after another, by column.
  private(set) var cells: [[Cell]]

  init(_ table: Table, columns: [Int]) {
    cells = Array(repeating: [], count: columns.count)
    let moments = columns.map { column in
      table.series.map { Moments(table.numbers[column][$0.range]).mean }
    }
    let numbers = columns.map { table.numbers[$0] }
    var places: [Int: Int] = [:]
    var (latest, start) = (Int.min, 0)
    for (place, series) in table.series.enumerated() {
      let means = moments.map { $0[place] }
      for record in series.range {
        let (day, hour) = Self.clock(table.times[record], table.offset(record))
        if day != latest {
          (latest, start) = (day, 24 * (places[day] ?? days.count))
          if start == 24 * days.count { add(day, to: &places) }
        }
        for index in numbers.indices {
          let value = numbers[index][record]
          guard value.isFinite else { continue }
          cells[index][start &+ hour].sum += value - means[index]
          cells[index][start &+ hour].count &+= 1
        }
      }
    }
  }

  private mutating func add(_ day: Int, to places: inout [Int: Int]) {
    places[day] = days.count
    days.append(day)
    for index in cells.indices {
      cells[index].append(contentsOf: repeatElement(Cell(), count: 24))
    }
  }

  /// The day and the hour of a time as it is written.
  @inline(__always)
  private static func clock(_ time: Int64, _ offset: Int32) -> (day: Int, hour: Int) {
    let local = time &+ Int64(offset) &* 1_000_000
    let length = Timestamp.microsecondsPerDay
    let rest = local % length
    let inDay = rest < 0 ? rest &+ length : rest
    return (Int((local &- inDay) / length), Int(inDay / 3_600_000_000))
  }
}
