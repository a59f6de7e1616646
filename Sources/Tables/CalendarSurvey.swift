package import TimeSeries

/// How far the times of a column lie apart in one unit of the calendar.
package struct CalendarSurvey: Sendable {
  /// One number of units between neighbours, and how often it comes.
  package struct Distance: Sendable {
    /// The number of units.
    package let count: Int
    /// The lines of the later record.
    package internal(set) var lines: FaultLines
  }

  /// The unit.
  package let unit: CalendarUnit
  /// The distances met, in the order in which they came.
  package private(set) var distances: [Distance] = []
  /// The lines of the records that lie off the unit, or after one that does.
  package private(set) var off = FaultLines()

  init(_ unit: CalendarUnit) { self.unit = unit }

  /// Whether the times may go by the unit: one that none of the first records fits is given up.
  @inline(__always)
  var isOpen: Bool { !distances.isEmpty || off.count < StepSurvey.limit }

  /// Notes a record whose time of day differs, or that is too near to the one before.
  mutating func addOff(_ line: Int) { off.add(line) }

  /// Takes the distance between the days of two neighbours in.
  mutating func observe(from last: Int, to next: Int, anchorDay: Int, line: Int) {
    guard isOpen else { return }
    guard unit.isOn(last, anchorDay: anchorDay), unit.isOn(next, anchorDay: anchorDay),
      let before = unit.number(ofDay: last), let after = unit.number(ofDay: next)
    else { return off.add(line) }
    let count = after - before
    if let known = distances.firstIndex(where: { $0.count == count }) {
      distances[known].lines.add(line)
    } else if distances.count < StepSurvey.limit {
      distances.append(Distance(count: count, lines: FaultLines()))
      distances[distances.count - 1].lines.add(line)
    } else {
      off.add(line)
    }
  }

  /// The distance that comes most often, the first of equals; of business days only a single one.
  package var commonest: Distance? {
    unit == .businessDay
      ? distances.first { $0.count == 1 } : distances.max { $0.lines.count < $1.lines.count }
  }

  /// The step of the commonest distance.
  package var step: Step? { commonest.map { .calendar(CalendarStep($0.count, unit)) } }

  /// How often the commonest distance comes.
  package var mainCount: Int { commonest?.lines.count ?? 0 }

  /// Whether all neighbours have the commonest distance.
  var isCommon: Bool { off.count == 0 && distances.count == 1 && commonest != nil }

  /// Whether all neighbours lie whole multiples of a number of units apart.
  func areMultiples(of count: Int) -> Bool {
    off.count == 0 && distances.allSatisfy { $0.count % count == 0 }
  }

  /// The lines whose distance is another than a number of units.
  func others(than count: Int) -> FaultLines {
    var others = off
    for other in distances where other.count != count { others.merge(other.lines) }
    return others
  }
}
