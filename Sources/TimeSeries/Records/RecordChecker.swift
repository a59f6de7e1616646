public import NDJSON

/// Where a record's group and time stand, once the record itself was found to hold.
public struct RecordReading {
  /// The record's time.
  public var time = Timestamp(microseconds: 0)
  /// Where its group stands; nil where the rules have no group column.
  public var group: JSONValue?
}

/// Checks one record after the other against the rules, in one pass over its bytes.
///
/// The columns are tried in schema order; what fits is judged on the way, without allocating. What
/// does not fit goes to the schema, which has the words.
public struct RecordChecker {
  let rules: RecordRules
  /// Parts of the rules at hand: the rules are large, and not to be copied for them.
  let table: RecordColumns
  /// Which columns the record has, one bit each: the first 64, and the rest.
  var seen: UInt64 = 0
  var seenBeyond: [UInt64]
  /// The names that no column bears, to find those that stand twice, and where the last one is.
  private var otherNames: Set<[UInt8]> = []
  private(set) var lastOtherName = 0..<0
  var firstFault: (column: Int, fault: Fault)?
  var patternBudget = PatternBudget()
  private var time: JSONValue?
  private var group: JSONValue?

  /// A checker by the given rules.
  public init(_ rules: RecordRules) {
    self.rules = rules
    table = rules.table
    seenBeyond = [UInt64](repeating: 0, count: rules.table.columns.count / 64)
  }

  /// Reads the record at `range`; throws what is wrong with it, JSON first, then schema, then time.
  public mutating func check(
    _ range: Range<Int>, of text: Span<UInt8>
  ) throws(Fault) -> RecordReading {
    reset()
    do throws(JSONError) {
      var scanner = JSONScanner(text.extracting(0..<range.upperBound), at: range.lowerBound)
      try scanMembers(&scanner)
      try scanner.expectEnd()
    } catch {
      (time, group) = (nil, nil)
      throw Fault(
        .json, JSONError(error.reason, at: error.offset - range.lowerBound).description)
    }
    try checkPresence()
    return RecordReading(time: try readTime(in: text), group: group)
  }

  /// Where the record checked last stands all the same, after a fault of its schema; nil where its
  /// time cannot be read.
  public func readingDespiteFault(in text: Span<UInt8>) -> RecordReading? {
    guard let time, let parsed = rules.format.time(of: time, in: text) else { return nil }
    return RecordReading(time: parsed, group: group)
  }

  /// The time of the record that was checked last, as it is written there.
  public func writtenTime(in text: Span<UInt8>) -> String {
    guard let time else { return "" }
    return text.shown(time.kind == .string ? time.contents : time.range)
  }

  private mutating func reset() {
    seen = 0
    patternBudget = PatternBudget()
    if !seenBeyond.isEmpty { for index in seenBeyond.indices { seenBeyond[index] = 0 } }
    if !otherNames.isEmpty { otherNames.removeAll(keepingCapacity: true) }
    if firstFault != nil { firstFault = nil }
    (time, group) = (nil, nil)
  }

  private mutating func scanMembers(_ scanner: inout JSONScanner) throws(JSONError) {
    var next = 0
    var more = try scanner.enterObject()
    while more {
      if let column = try columnOfMember(&scanner, expected: next) {
        next = column &+ 1
        try readMember(column, &scanner)
      } else {
        try readOther(&scanner)
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }

  /// Moves over a member's name and colon; gives its column, nil for a name that no column bears.
  private mutating func columnOfMember(
    _ scanner: inout JSONScanner, expected: Int
  ) throws(JSONError) -> Int? {
    let name = try scanner.memberName()
    let column: Int?
    if name.hasEscapes {
      let text = try scanner.bytes.text(of: name)
      column = table.index(of: text)
    } else {
      column = table.index(
        of: name.contents, in: scanner.bytes, from: expected < table.names.count ? expected : 0)
    }
    guard let column else {
      try noteOther(name, in: scanner.bytes)
      return nil
    }
    try mark(column, at: name.range.lowerBound)
    return column
  }

  @inline(__always)
  private mutating func mark(_ column: Int, at offset: Int) throws(JSONError) {
    let bit = (1 as UInt64) &<< UInt64(column & 63)
    if column < 64 {
      if seen & bit != 0 { throw JSONError(.repeatedName, at: offset) }
      seen |= bit
    } else {
      if seenBeyond[column &>> 6 &- 1] & bit != 0 { throw JSONError(.repeatedName, at: offset) }
      seenBeyond[column &>> 6 &- 1] |= bit
    }
  }

  /// Remembers an unknown name; refuses one that stood before.
  private mutating func noteOther(
    _ name: JSONValue, in text: Span<UInt8>
  ) throws(JSONError) {
    guard otherNames.insert(try text.text(of: name)).inserted else {
      throw JSONError(.repeatedName, at: name.range.lowerBound)
    }
    lastOtherName = name.range
  }

  /// Reads the value of a column, and judges it.
  @inline(__always)
  private mutating func readMember(
    _ index: Int, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    let column = rules.table.columns[index]
    if scanner.bytes.byte(at: scanner.position) <= 0x20 { scanner.skipWhitespace() }
    let first = scanner.bytes.byte(at: scanner.position)
    let start = scanner.position
    let value: JSONValue
    let fits: Bool
    switch column.shape {
    case .number where first &- 0x30 <= 9 || first == 0x2D:
      let number = try scanner.number()
      value = JSONValue(kind: .number, range: start..<scanner.position)
      fits = column.takes(number)
    case .text where first == 0x22:
      value = try scanner.string()
      fits =
        (column.minLength == 0 && column.maxLength == .max)
        || (!value.hasEscapes && table.hasLength(of: index, value.contents, in: scanner.bytes))
    case .choice where first == 0x22:
      value = try scanner.string()
      fits = !value.hasEscapes && table.isChoice(of: index, value.contents, in: scanner.bytes)
    default:
      value = try scanner.value()
      fits = false
    }
    if index == rules.timeColumn { time = value }
    if index == rules.groupColumn { group = value }
    if !fits { try judge(value, in: scanner.bytes, column: index) }
  }

  /// Throws the first fault of all columns, one that is missing included.
  @inline(__always)
  private mutating func checkPresence() throws(Fault) {
    if firstFault == nil, seen & rules.table.required == rules.table.required,
      seenBeyond.isEmpty
    {
      return
    }
    try checkEachPresence()
  }

  @inline(__always)
  private func readTime(in text: Span<UInt8>) throws(Fault) -> Timestamp {
    guard let time, time.kind != .null else {
      throw Fault(.timeSeries, "\(rules.quotedName(rules.timeColumn)) is missing: no time")
    }
    if let parsed = rules.format.time(of: time, in: text) { return parsed }
    throw unreadable(time, in: text)
  }
}
