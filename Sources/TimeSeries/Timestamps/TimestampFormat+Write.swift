/// Writing times, in the spelling of the column.
extension TimestampFormat {
  /// Appends a time; false, with nothing appended, where no calendar has it.
  ///
  /// What the format has no directive for is left out, so that the text may read as another time:
  /// `unwritableReason(of:)` tells. Formats without a date write the time of the day.
  @discardableResult
  public func write(_ timestamp: Timestamp, into bytes: inout [UInt8]) -> Bool {
    if let unit {
      DecimalSeconds.write(
        timestamp.microseconds, in: unit, decimals: spelling.fractionDigits ?? 0, into: &bytes)
      return true
    }
    if let zone, hasDate {
      var format = self
      format.zone = nil
      format.spelling.offset = zone.offset(at: timestamp)
      return format.write(isLocal ? zone.local(timestamp) : timestamp, into: &bytes)
    }
    let isShifted = pattern.reading.hasDate && hasOffset
    guard let time = LocalTime(timestamp, offset: isShifted ? spelling.offset : 0) else {
      return false
    }
    for part in pattern.parts {
      switch part {
      case .literal(let range), .space(let range):
        for index in range { bytes.append(pattern.literals[index]) }
      case .directive(let directive): spelling.write(directive, of: time, into: &bytes)
      }
    }
    return true
  }

  /// Why times cannot be written in the format and read again; nil where they can.
  ///
  /// A format that can be written may still be too coarse for one time, or its two-digit years
  /// too near: `unwritableReason(of:)` tells.
  public var unwritableReason: String? {
    if unit != nil { return nil }
    let directives = pattern.directives
    if pattern.reading.isTwelveHour, !directives.contains(.period) {
      return "\(text) does not tell morning from afternoon: %I needs %p"
    }
    let countsDays = pattern.reading.dateRule != .monthAndDay
    if !countsDays, !directives.contains(.day), !directives.isDisjoint(with: .weeks) {
      return "\(text) does not read a day: %U and %W need a day of the week"
    }
    let units = [
      ("year", !directives.isDisjoint(with: .years) || pattern.reading.dateRule == .isoWeek),
      ("month", countsDays || !directives.isDisjoint(with: .months.union(.quarters))),
      ("day", countsDays || directives.contains(.day)),
      ("hour", !directives.isDisjoint(with: .hours)),
      ("minute", directives.contains(.minute)),
      ("second", directives.contains(.second)),
      ("fraction", !directives.isDisjoint(with: .fractions)),
    ]
    let read = units.indices.filter { units[$0].1 }
    for (coarser, finer) in zip(read, read.dropFirst()) where finer > coarser + 1 {
      return "\(text) reads a \(units[finer].0) but no \(units[finer - 1].0)"
    }
    return nil
  }

  /// Why one time cannot be written in the format and read again; nil where it can.
  public func unwritableReason(of timestamp: Timestamp) -> String? {
    if let unwritableReason { return unwritableReason }
    var written: [UInt8] = []
    guard write(timestamp, into: &written) else {
      return "the year is not within 1 to 9999"
    }
    var expected = timestamp
    if isTimeOfDay {
      let day = Timestamp.microsecondsPerDay
      expected.microseconds = timestamp.microseconds.flooredDivision(by: day).remainder
    }
    let read = parse(written.span)
    guard read == expected || read.flatMap({ zone?.repetition(of: $0) }) == expected else {
      let spelled = String(decoding: written, as: UTF8.self)
      return "\(spelled.debugDescription), as \(text) writes it, is another time when read"
    }
    return nil
  }
}

extension TimestampSpelling {
  @inline(__always)
  fileprivate func write(
    _ directive: Directive, of time: LocalTime, into bytes: inout [UInt8]
  ) {
    let minutes = Int(time.microsecondOfDay / 60_000_000)
    switch directive {
    case .year: bytes.append(number: time.date.year, width: 4)
    case .month: write(time.date.month, directive, into: &bytes)
    case .day: writeDay(time.date.day, into: &bytes)
    case .hour: write(minutes / 60, directive, into: &bytes)
    case .minute: write(minutes % 60, directive, into: &bytes)
    case .second:
      write(Int(time.microsecondOfDay / 1_000_000) - minutes * 60, directive, into: &bytes)
    default: writeRarer(directive, of: time, hour: minutes / 60, into: &bytes)
    }
  }

  private func writeRarer(
    _ directive: Directive, of time: LocalTime, hour: Int, into bytes: inout [UInt8]
  ) {
    let date = time.date
    switch directive {
    case .shortYear: bytes.append(number: date.year % 100, width: 2)
    case .isoYear: bytes.append(number: date.isoWeek.year, width: 4)
    case .isoWeek: write(date.isoWeek.week, directive, into: &bytes)
    case .sundayWeek: write(date.week(startingMonday: false), directive, into: &bytes)
    case .mondayWeek: write(date.week(startingMonday: true), directive, into: &bytes)
    case .dayOfYear: write(date.dayOfYear, directive, width: 3, into: &bytes)
    case .isoWeekday: bytes.append(number: date.weekday + 1, width: 1)
    case .weekdayNumber: bytes.append(number: (date.weekday + 1) % 7, width: 1)
    case .twelveHour: write((hour + 11) % 12 + 1, directive, into: &bytes)
    case .period: periodCase.append(CalendarNames.periods[hour / 12][...], to: &bytes)
    case .monthName: monthCase.append(CalendarNames.months[date.month - 1][...], to: &bytes)
    case .monthAbbreviation:
      monthCase.append(CalendarNames.months[date.month - 1].prefix(3), to: &bytes)
    case .weekdayName: weekdayCase.append(CalendarNames.weekdays[date.weekday][...], to: &bytes)
    case .weekdayAbbreviation:
      weekdayCase.append(CalendarNames.weekdays[date.weekday].prefix(3), to: &bytes)
    case .quarter: bytes.append(number: (date.month + 2) / 3, width: 1)
    case .fraction: writeFraction(time.microsecondOfDay, most: 6, into: &bytes)
    case .longFraction: writeFraction(time.microsecondOfDay, most: 9, into: &bytes)
    case .zoneName: bytes += zone
    case .offset, .hourOffset: writeOffset(into: &bytes)
    default: break
    }
  }

  @inline(__always)
  private func write(
    _ number: Int, _ directive: Directive, width: Int = 2, into bytes: inout [UInt8]
  ) {
    bytes.append(number: number, width: isUnpadded(directive) ? 1 : width)
  }

  private func writeDay(_ day: Int, into bytes: inout [UInt8]) {
    if hasSpacedDay, day < 10 { bytes.append(0x20) }
    bytes.append(number: day, width: hasSpacedDay || isUnpadded(.day) ? 1 : 2)
  }

  /// Writes a fraction of a second; what has more than six digits has zeros for the others.
  private func writeFraction(_ time: Int64, most: Int, into bytes: inout [UInt8]) {
    let fraction = Int(time % 1_000_000)
    let least = fractionDigits ?? most
    let digits = DecimalSeconds.decimalsNeeded(for: fraction, atLeast: least)
    bytes.append(fraction: fraction, digits: max(digits, 1))
    if least > 6 { bytes.append(number: 0, width: least - 6) }
  }

  private func writeOffset(into bytes: inout [UInt8]) {
    if offset == 0, offsetForm == .letter { return bytes.append(UInt8(ascii: "Z")) }
    let magnitude = Int(offset.magnitude)
    let (seconds, fraction) = (magnitude / 1_000_000, magnitude % 1_000_000)
    bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
    bytes.append(number: seconds / 3600, width: 2)
    if offsetForm == .hours, magnitude % 3_600_000_000 == 0 { return }
    if offsetForm != .basic { bytes.append(UInt8(ascii: ":")) }
    bytes.append(number: seconds / 60 % 60, width: 2)
    guard seconds % 60 != 0 || fraction != 0 else { return }
    if offsetForm != .basic { bytes.append(UInt8(ascii: ":")) }
    bytes.append(number: seconds % 60, width: 2)
    guard fraction != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(fraction: fraction, digits: 6)
  }
}
