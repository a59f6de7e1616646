import TimeSeries

/// The means of a column's values by cycle and phase, such as day and hour, over all series.
struct SeasonalCells {
  /// The phases, by their numbers: hours, days of the week from Monday, months from 1.
  static let phases = 24

  /// The sum and the number of the values of each cell, the cells of a cycle one after another.
  private var sums: [[(sum: Double, count: Int)]]
  private(set) var cycles = 0

  /// The cells of some columns; none where the clock has no such phase.
  init(_ table: Table, columns: [Int], _ phase: Phase) {
    sums = Array(repeating: [], count: columns.count)
    let moments = columns.map { column in
      table.series.map { Moments(table.numbers[column][$0.range]).mean }
    }
    var cycleNumbers: [Int: Int] = [:]
    var (latest, latestNumber) = (Int.min, 0)
    var clock = PhaseClock(phase)
    for (place, series) in table.series.enumerated() {
      for record in series.range {
        guard let (cycle, phase) = clock.read(table.times[record], table.offset(record)) else {
          continue
        }
        if cycle != latest {
          latest = cycle
          latestNumber = cycleNumbers[cycle] ?? cycles
          if latestNumber == cycles {
            cycleNumbers[cycle] = cycles
            cycles += 1
            for index in sums.indices {
              sums[index].append(
                contentsOf: repeatElement((sum: 0.0, count: 0), count: Self.phases))
            }
          }
        }
        let cell = latestNumber &* Self.phases &+ phase
        for (index, column) in columns.enumerated() {
          let value = table.numbers[column][record]
          guard value.isFinite else { continue }
          sums[index][cell].sum += value - moments[index][place]
          sums[index][cell].count &+= 1
        }
      }
    }
  }

  /// The means of the cells of one column, by cycle and phase; nil where a cell has no value.
  func means(_ index: Int) -> [[Double?]] {
    (0..<cycles).map { cycle in
      sums[index][cycle * Self.phases..<(cycle + 1) * Self.phases].map { cell in
        cell.count == 0 ? nil : cell.sum / Double(cell.count)
      }
    }
  }
}

/// Reads phase and cycle from times as they are written.
private struct PhaseClock {
  private let phase: Phase
  private var latestDay = Int.min
  private var latest: (cycle: Int, phase: Int)?

  init(_ phase: Phase) { self.phase = phase }

  /// The number of the cycle and of the phase in it; nil beyond the years 1 to 9999.
  mutating func read(_ time: Int64, _ offset: Int32) -> (cycle: Int, phase: Int)? {
    let local = time &+ Int64(offset) &* 1_000_000
    let length = Timestamp.microsecondsPerDay
    let rest = local % length
    let inDay = rest < 0 ? rest &+ length : rest
    let day = Int((local &- inDay) / length)
    if day != latestDay {
      latestDay = day
      latest = cycleAndPhase(day)
    }
    guard let latest else { return nil }
    return phase == .hourOfDay ? (day, Int(inDay / 3_600_000_000)) : latest
  }

  private func cycleAndPhase(_ day: Int) -> (cycle: Int, phase: Int)? {
    guard let date = CivilDate(daysSinceEpoch: day) else { return nil }
    switch phase {
    case .hourOfDay: return (day, 0)
    // The Monday that an ISO week begins with stands for it.
    case .dayOfWeek: return (day - date.weekday, date.weekday)
    case .monthOfYear: return (date.year, date.month)
    }
  }
}
