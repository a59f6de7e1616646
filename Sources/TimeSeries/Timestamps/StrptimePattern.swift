/// A strptime format taken apart once, so that texts can be matched against it quickly.
struct StrptimePattern: Sendable {
  /// One step of a match.
  enum Part: Hashable, Sendable {
    /// These bytes of `literals`, whatever their case.
    case literal(Range<Int>)
    /// One or more characters of white space; the format spells them so.
    case space(Range<Int>)
    case directive(Directive)
  }

  /// What the date follows from, decided by the directives alone.
  enum DateRule: Hashable, Sendable {
    case monthAndDay
    case dayOfYear
    case week(startingMonday: Bool)
    case isoWeek
  }

  /// What the fields of a text make.
  struct Reading: Sendable {
    /// Whether they make a date; else a time of the day.
    var hasDate = false
    var dateRule = DateRule.monthAndDay
    /// Whether the hour is that of `%I`, the later of the two where both are there.
    var isTwelveHour = false
  }

  private(set) var parts: [Part] = []
  private(set) var literals: [UInt8] = []
  private(set) var directives: DirectiveSet = []
  private(set) var reading = Reading()

  /// Makes the pattern of no parts.
  init() {}

  /// Takes a format apart.
  init(_ format: String) throws(TimestampFormatError) {
    do throws(TimestampFormatError.Reason) {
      try append(Array(format.utf8))
      try settleDate()
    } catch {
      throw TimestampFormatError(format: format, reason: error)
    }
    reading.hasDate = !directives.isDisjoint(with: .dates)
  }

  private mutating func append(_ format: [UInt8]) throws(TimestampFormatError.Reason) {
    var place = 0
    while place < format.count {
      if let end = format.span.endOfSpaces(at: place) {
        parts.append(.space(keep(format[place..<end])))
        place = end
      } else if format[place] == UInt8(ascii: "%") {
        guard place + 1 < format.count else { throw .strayPercent }
        if format[(place + 1)...].starts(with: Self.hourOffset) {
          try append(.hourOffset)
          place += 1 + Self.hourOffset.count
        } else {
          try append(directive: format, at: place + 1)
          place = (format.span.scalar(at: place + 1)?.end ?? format.count)
        }
      } else {
        appendLiteral(format[place])
        place += 1
      }
    }
  }

  private mutating func append(
    directive format: [UInt8], at place: Int
  ) throws(TimestampFormatError.Reason) {
    let letter = format[place]
    if letter == UInt8(ascii: "%") { return appendLiteral(letter) }
    if let composite = Directive.composites[letter] { return try append(Array(composite.utf8)) }
    guard let directive = Directive(rawValue: letter), directive != .hourOffset else {
      let end = format.span.scalar(at: place)?.end ?? format.count
      throw .unknownDirective(
        "%" + String(decoding: format[place..<end], as: UTF8.self),
        instead: Directive.substitutes[letter])
    }
    try append(directive)
  }

  /// What follows the percent sign of an offset of hours.
  private static let hourOffset = Array(Directive.hourOffset.text.utf8.dropFirst())

  private mutating func append(_ directive: Directive) throws(TimestampFormatError.Reason) {
    guard !directives.contains(directive) else { throw .repeatedDirective(directive.text) }
    directives.insert(directive)
    parts.append(.directive(directive))
    switch directive {
    case .hour: reading.isTwelveHour = false
    case .twelveHour: reading.isTwelveHour = true
    case .sundayWeek: reading.dateRule = .week(startingMonday: false)
    case .mondayWeek: reading.dateRule = .week(startingMonday: true)
    default: break
    }
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) -> Range<Int> {
    literals += bytes
    return literals.count - bytes.count..<literals.count
  }

  private mutating func appendLiteral(_ byte: UInt8) {
    literals.append(byte)
    if case .literal(let range)? = parts.last {
      parts[parts.count - 1] = .literal(range.lowerBound..<literals.count)
    } else {
      parts.append(.literal(literals.count - 1..<literals.count))
    }
  }

  /// Decides what the date follows from, as `_strptime` does once it has matched a text.
  private mutating func settleDate() throws(TimestampFormatError.Reason) {
    let hasYear = !directives.isDisjoint(with: .years)
    let hasWeekday = !directives.isDisjoint(with: .weekdays)
    let hasWeek = !directives.isDisjoint(with: .weeks)
    if !hasYear, directives.contains(.isoYear) {
      guard directives.contains(.isoWeek) else { throw .neverReads("%G needs %V") }
      guard !directives.contains(.dayOfYear) else { throw .neverReads("%j needs %Y, not %G") }
    } else if !hasWeek, directives.contains(.isoWeek) {
      throw .neverReads("%V needs %G, and no other year")
    }
    if directives.contains(.quarter) {
      let others = DirectiveSet.dates.subtracting(.years.union(.quarters))
      guard hasYear, directives.isDisjoint(with: others) else {
        throw .neverReads("%q needs %Y, and no other part of the date")
      }
    }
    if directives.contains(.dayOfYear) {
      reading.dateRule = .dayOfYear
    } else if hasWeekday, hasWeek {
      // The rule of the week directive that came last stands.
    } else if hasWeekday || !hasYear, directives.contains(.isoYear), directives.contains(.isoWeek) {
      reading.dateRule = .isoWeek
    } else {
      reading.dateRule = .monthAndDay
    }
    let times = DirectiveSet(.day, .dayOfYear, .minute, .second).union(.fractions)
    let ordering = times.union(.years).union(.months).union(.quarters).union(.hours)
    guard !directives.isDisjoint(with: ordering) || reading.dateRule != .monthAndDay else {
      throw .ordersNothing
    }
  }
}
