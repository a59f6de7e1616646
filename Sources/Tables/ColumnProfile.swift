import NDJSON
import TimeSeries

/// What the cells of one column have in common, gathered in one pass.
package struct ColumnProfile: Sendable {
  /// A number as it was written.
  package struct Extreme: Sendable {
    /// Its value.
    package let value: Double
    /// Its exact value.
    let exact: ExactNumber
    /// Its text.
    package let text: [UInt8]
    /// The line where it first stands.
    package let line: Int
  }

  /// The name of the column.
  package let name: String
  /// Whether the column is no part of the records.
  package internal(set) var isPassedOver = false
  /// How many cells were of each kind, by its raw value.
  private var counts = InlineArray<7, Int>(repeating: 0)
  /// How many cells of CSV were two quotes and nothing else: empty text, or no number.
  package private(set) var quotedEmpties = 0
  /// The least number.
  package private(set) var minimum: Extreme?
  /// The greatest number.
  package private(set) var maximum: Extreme?
  /// The distinct texts, where choices are looked for.
  package private(set) var distinct = DistinctValues()
  /// The cells that are no finite number.
  package private(set) var nonFinite = FaultLines()
  /// The cells of a column of numbers that are text.
  package private(set) var words = FaultLines()

  /// How often a number is above the one before it, and below.
  private var rises = 0
  private var falls = 0
  private var lastNumber = Double.nan

  /// Whether the cells are CSV, where text is whatever is nothing else.
  package let isUntyped: Bool

  /// A column of which nothing was seen yet.
  package init(name: String, isUntyped: Bool, seeksChoices: Bool) {
    self.name = name
    self.isUntyped = isUntyped
    if !seeksChoices { distinct.giveUp() }
  }

  /// How many cells were of a kind.
  package func count(_ kind: CellKind) -> Int { counts[Int(kind.rawValue)] }

  /// How many cells there were.
  package var rows: Int { counts.indices.reduce(quotedEmpties) { $0 + counts[$1] } }

  /// How many cells were neither null nor empty.
  package var filled: Int { rows - count(.null) - quotedEmpties }

  /// Which way the numbers go from record to record.
  var trend: NumberLimits.Trend { NumberLimits.Trend(rises: rises, falls: falls) }

  /// Whether all cells that are not null are numbers.
  package var isNumeric: Bool {
    filled > 0 && count(.integer) + count(.number) == filled
  }

  /// Takes a cell of CSV in.
  @inline(__always)
  package mutating func observe(
    _ bytes: Span<UInt8>, _ range: Range<Int>, isQuoted: Bool, line: Int
  ) {
    if range.isEmpty, isQuoted {
      quotedEmpties += 1
      distinct.insert(bytes, range)
    } else {
      observe(bytes.readCell(range), bytes, range, line: line)
    }
  }

  /// Takes in that so many records have no member for the column.
  package mutating func observeAbsent(_ records: Int) {
    counts[Int(CellKind.null.rawValue)] += records
  }

  /// Takes a cell in that was read already; for a JSON string `range` is its un-escaped text.
  @inline(__always)
  package mutating func observe(
    _ reading: CellReading, _ bytes: Span<UInt8>, _ range: Range<Int>, line: Int
  ) {
    counts[Int(reading.kind.rawValue)] &+= 1
    switch reading.kind {
    case .null: return
    case .integer, .number: observe(reading.value, bytes, range, line)
    case .boolean: break
    case .nonFinite: nonFinite.add(line, bytes, range)
    case .string: if words.count < FaultLines.kept { words.add(line, bytes, range) }
    case .nested: distinct.giveUp()
    }
    // A cell of CSV that could be something else is text where others are.
    distinct.insert(bytes, range)
  }

  @inline(__always)
  private mutating func observe(
    _ value: Double, _ bytes: Span<UInt8>, _ range: Range<Int>, _ line: Int
  ) {
    if value > lastNumber { rises &+= 1 } else if value < lastNumber { falls &+= 1 }
    lastNumber = value
    let isLarge = value.magnitude >= 0x1p53
    if value < minimum?.value ?? .infinity
      || isLarge && ExactNumber(range, in: bytes) < minimum?.exact ?? ExactNumber(.infinity)
    {
      minimum = Extreme(value, bytes, range, line)
    }
    if value > maximum?.value ?? -.infinity
      || isLarge && ExactNumber(range, in: bytes) > maximum?.exact ?? ExactNumber(-.infinity)
    {
      maximum = Extreme(value, bytes, range, line)
    }
  }
}

extension ColumnProfile.Extreme {
  fileprivate init(_ value: Double, _ bytes: Span<UInt8>, _ range: Range<Int>, _ line: Int) {
    self.value = value
    exact = ExactNumber(range, in: bytes)
    text = bytes.copy(range)
    self.line = line
  }
}
