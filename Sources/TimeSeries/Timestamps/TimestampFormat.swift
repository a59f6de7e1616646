/// How a column writes its time: a strptime format, or the name of a unit of plain numbers.
///
/// Text is read as Python 3.11's `datetime.strptime` reads it, in the C locale, with microseconds
/// kept: case and the script of digits do not matter, parts that are missing are those of
/// 1900-01-01 00:00, a time without an offset is UTC. `%Z` knows UTC, GMT and Z and changes
/// nothing. Beyond Python's there are `%q` for a quarter, `%N` for a fraction of up to nine digits
/// and `%:::z` for an offset of hours, as date(1) of GNU has them, and weeks without a day.
public struct TimestampFormat: Sendable, CustomStringConvertible {
  /// The format as it was given.
  public let text: String
  /// The choices that the format leaves to those who write it.
  public var spelling = TimestampSpelling()
  /// What the times count where they are plain numbers; nil for a strptime format.
  public let unit: NumberUnit?
  /// The parts of a strptime format; without any for plain numbers.
  let pattern: StrptimePattern
  /// What of it can be read at once.
  let prefix: FixedPrefix

  /// What a JSON value is that holds a time.
  public enum ValueKind: Sendable {
    /// A string, un-escaped.
    case string
    /// A number, as the record spells it.
    case number
  }

  /// The name of the format of plain numbers of seconds.
  public static let elapsedSeconds = NumberUnit.seconds.formatName

  /// Takes a format apart; refuses one that could read nothing or put nothing in order.
  public init(_ text: String) throws(TimestampFormatError) {
    self.text = text
    unit = NumberUnit(formatName: text)
    pattern = unit != nil ? StrptimePattern() : try StrptimePattern(text)
    prefix = FixedPrefix(of: pattern.parts, literals: pattern.literals)
  }

  /// The format as it was given.
  public var description: String { text }

  /// The zone whose clocks show the times, and change their offsets; nil for UTC, or for offsets
  /// that stay as they are.
  public var zone: Zone?

  /// Whether the texts are the local time of a zone, and do not say how far that is ahead of UTC.
  public var isLocal: Bool { zone != nil && unit == nil && hasDate && !hasOffset }

  /// Whether the times are plain numbers of seconds, which may be counted from anywhere.
  public var isElapsed: Bool { unit == .seconds }

  /// Whether the times have a date, so that they never begin again at midnight.
  public var hasDate: Bool { unit.map { $0 != .seconds } ?? pattern.reading.hasDate }

  /// Whether the times are those of a day, 00:00 to 24:00, which begin again at midnight.
  public var isTimeOfDay: Bool { unit == nil && !pattern.reading.hasDate }

  /// Reads a time; nil where the text is not of the format.
  ///
  /// Formats without a date give the time since midnight, without regard to an offset.
  public func parse(_ text: Span<UInt8>) -> Timestamp? {
    if prefix.isWhole, zone == nil {
      return prefix.timestamp(text) ?? parseAnyShape(text)
    }
    return parseByParts(text)
  }

  /// Reads the time of a JSON value; nil where the value is not of the format.
  ///
  /// A number is read as the text that Python prints for it: 20240229 is of the format `%Y%m%d`,
  /// 20240229.0 is not.
  public func parse(_ text: Span<UInt8>, kind: ValueKind) -> Timestamp? {
    kind == .string ? parse(text) : try? read(text, kind: kind)
  }

  /// Says why a value is no time of the format, in words that follow the value.
  ///
  /// An example is `not %Y-%m-%d: "x" is left over`. Nil for a value that is one.
  public func refusalReason(_ text: Span<UInt8>, kind: ValueKind = .string) -> String? {
    do throws(TimestampFault) {
      _ = try read(text, kind: kind)
      return nil
    } catch {
      return error.words(text: text, format: self.text)
    }
  }

  /// Whether a text says how far its local time is ahead of UTC.
  public var hasOffset: Bool { !pattern.directives.isDisjoint(with: .offsets) }

  /// Microseconds that the local time of a text is ahead of UTC; 0 where it does not say so.
  public func offset(of text: Span<UInt8>) -> Int64 {
    var fields = TimestampFields()
    return pattern.match(text, into: &fields) == nil ? 0 : fields.offset
  }

  /// Reads the prefix at once and the rest part by part.
  private func parseByParts(_ text: Span<UInt8>) -> Timestamp? {
    if unit != nil || zone != nil { return parseAnyShape(text) }
    var fields = TimestampFields()
    var (place, part) = (0, 0)
    if prefix.read(text, into: &fields) {
      (place, part) = (prefix.length, prefix.partCount)
    }
    let end = pattern.matchFirstChoices(text, from: part, at: place, into: &fields)
    guard end == text.count else { return parseAnyShape(text) }
    return try? fields.timestamp(pattern.reading)
  }

  /// Reads text in any way that fits.
  @inline(never)
  private func parseAnyShape(_ text: Span<UInt8>) -> Timestamp? {
    try? read(text)
  }

  private func read(_ text: Span<UInt8>, kind: ValueKind) throws(TimestampFault) -> Timestamp {
    if kind == .string { return try read(text) }
    if let unit {
      guard let microseconds = DecimalSeconds.microseconds(text, in: unit) else {
        throw .notNumber(unit)
      }
      return Timestamp(microseconds: microseconds)
    }
    var isInteger = true
    for index in 0..<text.count where text[index] | 0x20 == 0x65 || text[index] == 0x2E {
      isInteger = false
    }
    if isInteger, text.count != 2 || text[0] != UInt8(ascii: "-") { return try read(text) }
    // What is left are fractions and minus zero, which Python prints in its own way.
    let spelled = (0..<text.count).map { text[$0] }
    guard let value = Double(String(decoding: spelled, as: UTF8.self)) else { throw .mismatch }
    let printed = Array((isInteger ? "\(Int(value))" : "\(value)").utf8)
    return try read(printed.span)
  }

  private func read(_ text: Span<UInt8>) throws(TimestampFault) -> Timestamp {
    if let unit {
      guard let microseconds = DecimalSeconds.microseconds(numericText: text, in: unit) else {
        throw .notNumber(unit)
      }
      return Timestamp(microseconds: microseconds)
    }
    var fields = TimestampFields()
    guard let end = pattern.match(text, into: &fields) else { throw .mismatch }
    guard end == text.count else { throw .unconverted(from: end) }
    let time = try fields.timestamp(pattern.reading)
    guard isLocal, let zone else { return time }
    guard let placed = zone.time(ofLocal: time) else { throw .skipped(zone: zone.name) }
    return placed
  }
}
