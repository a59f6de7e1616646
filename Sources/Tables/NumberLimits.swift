/// How far the numbers of new records may lie from those of the table.
package enum NumberRange: String, CaseIterable, Sendable {
  /// Beyond them, as far as the column's own numbers make it likely.
  case slack
  /// Nowhere beyond the least and the greatest one of the table.
  case table
  /// Anywhere.
  case none
}

/// The least and the greatest number that a column may have; nil where there is no such limit.
package struct NumberLimits: Sendable, Equatable {
  /// The JSON of the least number.
  package var minimum: [UInt8]?
  /// The JSON of the greatest number.
  package var maximum: [UInt8]?

  /// Limits where there are any.
  package init(minimum: [UInt8]? = nil, maximum: [UInt8]? = nil) {
    (self.minimum, self.maximum) = (minimum, maximum)
  }

  /// How many records are to come, for each one of the table, at the least: they are then a fifth
  /// of the whole.
  package static let leastShare = 0.25

  /// Which way the numbers of a column go.
  package enum Trend: Sendable {
    case up, down, none

    /// The trend of so many changes up and down: at most one of twenty goes the other way.
    package init(rises: Int, falls: Int) {
      self = rises > 19 * falls + 7 ? .up : falls > 19 * rises + 7 ? .down : .none
    }
  }

  /// Limits around the numbers of a table, which lie on one side of zero where those do.
  ///
  /// With a spread S from the least to the greatest number, and h records to come for each one of
  /// the table, they lie (1 + 2 h) S beyond: the spread again, as the first part of a series seldom
  /// has it all, and twice what a series that goes through S once moves in that share. Numbers
  /// above zero may also grow in the ratio in which they have grown so far. Against their trend,
  /// where they have one, the limit lies S / 2 beyond.
  ///
  /// - Parameters:
  ///   - least: The least number of the table, as JSON.
  ///   - greatest: The greatest number of the table, as JSON.
  ///   - isWhole: Whether all are whole numbers.
  ///   - trend: Which way the numbers go.
  ///   - share: How many records are to come for each one of the table.
  package init(
    around least: [UInt8], _ greatest: [UInt8], isWhole: Bool, trend: Trend = .none, share: Double
  ) {
    let (low, high) = (LimitNumber(least), LimitNumber(greatest))
    let share = max(share, Self.leastShare)
    let spread = high.distance(from: low)
    let slack = (spread > 0 ? spread : low.value.magnitude) * (1 + 2 * share)
    guard slack > 0, slack.isFinite, let grid = slack.decimalExponent.map({ $0 - 1 }) else {
      return
    }
    let exponent = isWhole ? max(grid, 0) : grid
    let (below, above) = (trend == .up ? spread / 2 : slack, trend == .down ? spread / 2 : slack)
    if low.value >= 0, low.value < below {
      minimum = [UInt8(ascii: "0")]
    } else {
      minimum = low.moved(by: -below, exponent)
    }
    if high.value <= 0, high.value > -above {
      maximum = [UInt8(ascii: "0")]
    } else {
      let growth = trend == .down ? 0 : Self.growth(low.value, high.value, share)
      maximum = high.moved(by: max(above, growth), exponent)
    }
  }

  /// How much the greatest of numbers above zero grows where it grows on as the numbers have: with
  /// each quarter of the table by the fourth root of what it is to the least, five times at most.
  private static func growth(_ low: Double, _ high: Double, _ share: Double) -> Double {
    guard low > 0 else { return 0 }
    let once = (high / low).squareRoot().squareRoot()
    var ratio = once
    let most = 20 * share
    for _ in 1..<max(1, Int(min(4 * share, 100).rounded(.up))) where ratio < most { ratio *= once }
    return high * (min(ratio, most) - 1)
  }
}

/// A number that a limit is measured from: exact where it is whole.
private struct LimitNumber {
  let value: Double
  let whole: Int128?

  init(_ text: [UInt8]) {
    let text = String(decoding: text, as: UTF8.self)
    value = Double(text) ?? 0
    whole = value.magnitude < 1e36 ? Int128(text) : nil
  }

  func distance(from other: LimitNumber) -> Double {
    guard let whole, let least = other.whole else { return value - other.value }
    return Double(whole - least)
  }

  /// The JSON of the number that lies at least so far away, up or down, and has no digit below a
  /// power of ten; nil where none can be written.
  func moved(by distance: Double, _ exponent: Int) -> [UInt8]? {
    let grid = Double(decimalExponent: exponent)
    let rule: FloatingPointRoundingRule = distance < 0 ? .down : .up
    if let whole, exponent >= 0, exponent < 36, distance.magnitude < 1e36 {
      let (step, sum) = (Int128(grid), whole + Int128(distance.rounded(rule)))
      let (quotient, rest) = sum.quotientAndRemainder(dividingBy: step)
      let outward: Int128 = rest == 0 || (rest < 0) != (distance < 0) ? 0 : distance < 0 ? -1 : 1
      return Self.json(quotient + outward, exponent)
    }
    let count = ((value + distance) / grid).rounded(rule)
    return count.magnitude < 1e36 ? Self.json(Int128(count), exponent) : nil
  }

  /// The JSON of so many times a power of ten.
  private static func json(_ count: Int128, _ exponent: Int) -> [UInt8] {
    guard count != 0 else { return [UInt8(ascii: "0")] }
    if exponent > 18 || exponent < -18 { return Array("\(count)e\(exponent)".utf8) }
    if exponent >= 0 {
      return Array("\(count)\(String(repeating: "0", count: exponent))".utf8)
    }
    var digits = String(count.magnitude)
    let zeros = max(0, 1 - exponent - digits.utf8.count)
    digits = String(repeating: "0", count: zeros) + digits
    let point = digits.index(digits.endIndex, offsetBy: exponent)
    var decimals = digits[point...]
    while decimals.last == "0" { decimals.removeLast() }
    let sign = count < 0 ? "-" : ""
    return Array("\(sign)\(digits[..<point])\(decimals.isEmpty ? "" : ".")\(decimals)".utf8)
  }
}

extension Double {
  /// A power of ten.
  fileprivate init(decimalExponent: Int) {
    self = Double("1e\(decimalExponent)") ?? 0
  }

  /// The exponent of the greatest power of ten that is no greater; nil where there is none.
  fileprivate var decimalExponent: Int? {
    guard self >= .leastNormalMagnitude, isFinite else { return nil }
    var exponent = (exponent < 0 ? Int(exponent) - 3 : Int(exponent)) * 30103 / 100_000
    while Double(decimalExponent: exponent + 1) <= self { exponent += 1 }
    while Double(decimalExponent: exponent) > self { exponent -= 1 }
    return exponent
  }
}
