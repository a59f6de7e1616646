import TimeSeries

/// The means of a column's values by cycle and phase, such as day and hour, over all series.
struct SeasonalCells: Sendable {
  /// The phases, by their numbers: hours, days of the week from Monday, months from 1.
  static let phases = 24

  /// The cells of each cycle; nil where one has no value.
  let means: [[Double?]]

  init(_ hours: HourlySums, column: Int, _ phase: Phase) {
    var sums: [[HourlySums.Cell]] = []
    var places: [Int: Int] = [:]
    for (number, day) in hours.days.enumerated() {
      guard let date = CivilDate(daysSinceEpoch: day) else { continue }
      let cells = hours.cells[column][24 * number..<24 * (number + 1)]
      let (cycle, place) = phase.cycle(of: date, day: day)
      let row = places[cycle] ?? sums.count
      if row == sums.count {
        places[cycle] = row
        sums.append(Array(repeating: HourlySums.Cell(), count: Self.phases))
      }
      for (hour, cell) in cells.enumerated() {
        sums[row][place ?? hour].sum += cell.sum
        sums[row][place ?? hour].count += cell.count
      }
    }
    means = sums.map { row in row.map { $0.count == 0 ? nil : $0.sum / Double($0.count) } }
  }
}

extension Phase {
  /// The number of a date's cycle and of its phase; no phase where that is the hour.
  fileprivate func cycle(of date: CivilDate, day: Int) -> (cycle: Int, phase: Int?) {
    switch self {
    case .hourOfDay: (day, nil)
    // The Monday that an ISO week begins with stands for it.
    case .dayOfWeek: (day - date.weekday, date.weekday)
    case .monthOfYear: (date.year, date.month)
    }
  }
}
