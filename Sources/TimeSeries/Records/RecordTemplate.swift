import NDJSON

/// The spelling that the records of a stream share, learned from one that is valid.
///
/// Records differ in their values alone. The text between the values is compared in blocks with the
/// text of a completion as the line has it, escaped. The values are judged there by the functions
/// that judge them elsewhere, as a value without escapes is spelled the same in both.
///
///     {\"station\":   \"A\"   ,\"ts\":   \"2024-01-01 00:15:00\"   ,\"value\":   1.5   }
///     literal         group   literal    time                      literal       value  literal
///
/// A template can only accept. A record that it does not accept is left to `ResponseWalk.judge`,
/// which alone defines the result.
struct RecordTemplate {
  /// What follows a literal.
  private enum Slot {
    /// More of the same text.
    case literal
    /// A value of a column.
    case value
    /// The time, a string or a number.
    case time
    /// The id of the group, as the line spells it.
    case group
    /// The end of the record.
    case end
  }

  private struct Piece {
    var literal: EscapedLiteral
    var slot = Slot.literal
    /// The column of the value.
    var column = 0
  }

  private let table: RecordColumns
  private let format: TimestampFormat
  /// How long all times of the column are, where they have one shape and may be any text; else 0.
  private let fixedTimeLength: Int
  private var pieces: [Piece] = []
  /// The id of the group as JSON; nothing where its own column does not accept it.
  private var group: [EscapedLiteral] = []

  /// Learns from a valid record of a group; nil where its spelling tells nothing of the next one's.
  init?(_ record: Span<UInt8>, of groupID: [UInt8], by rules: RecordRules) {
    table = rules.table
    format = rules.format
    let isFixed = format.prefix.isWhole && format.prefix.isPlain && format.zone == nil
    fixedTimeLength =
      isFixed && table.columns[rules.timeColumn].takesAnyText ? format.prefix.length : 0
    var hasTime = false
    var start = 0
    var scanner = JSONScanner(record)
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try scanner.memberName()
        let value = try scanner.value()
        more = try scanner.hasNext(closing: 0x7D)
        guard !name.hasEscapes,
          let index = table.index(of: name.contents, in: record, from: 0)
        else { continue }
        let isJudgedAlone = table.columns[index].takes(value.kind)
        let slot: Slot
        if index == rules.timeColumn {
          slot = .time
          hasTime = isJudgedAlone
        } else if index == rules.groupColumn {
          guard record.copy(value.range) == groupID else { return nil }
          slot = .group
        } else if isJudgedAlone {
          slot = .value
        } else {
          continue
        }
        append(record.extracting(start..<value.range.lowerBound), before: slot, of: index)
        start = value.range.upperBound
      }
    } catch {
      return nil
    }
    guard hasTime else { return nil }
    append(record.extracting(start..<record.count), before: .end, of: 0)
    setGroup(groupID)
  }

  private mutating func append(_ text: Span<UInt8>, before slot: Slot, of column: Int) {
    pieces += EscapedLiteral.parts(of: text).map { Piece(literal: $0, column: column) }
    pieces[pieces.count - 1].slot = slot
  }

  /// Takes the id of the group whose records come next, as JSON.
  mutating func setGroup(_ id: [UInt8]) {
    group.removeAll(keepingCapacity: true)
    guard let piece = pieces.first(where: { $0.slot == .group }), id.first == 0x22 else { return }
    // Its own column judges the id once, in place of each record's.
    var scanner = JSONScanner(id.span)
    guard let value = try? scanner.string(), !value.hasEscapes,
      takesText(piece.column, value.contents, in: id.span)
    else { return }
    group += EscapedLiteral.parts(of: id.span)
  }

  /// Moves past the records from `place` on that are accepted and due, and puts them down
  /// un-escaped from `end` of the output on, with commas between; returns how many they are.
  ///
  /// They take no more bytes of the output than of the line; up to 32 after them are written.
  func match(
    _ line: Span<UInt8>, from place: inout Int, _ walk: inout ResponseWalk,
    into output: inout MutableRawSpan, at end: inout Int
  ) -> Int {
    var count = 0
    while true {
      var (nextPlace, nextEnd) = (place, end)
      if nextEnd > 0 {
        output.storeBytes(of: 0x2C, toByteOffset: nextEnd, as: UInt8.self)
        nextEnd &+= 1
      }
      guard let time = matchRecord(line, at: &nextPlace, into: &output, at: &nextEnd),
        walk.follow(time) != nil
      else { return count }
      (place, end) = (nextPlace, nextEnd)
      count &+= 1
    }
  }

  /// Moves past one record, and its line feed; gives its time.
  @inline(__always)
  private func matchRecord(
    _ line: Span<UInt8>, at place: inout Int, into output: inout MutableRawSpan, at end: inout Int
  ) -> Timestamp? {
    let pieces = pieces.span
    var time: Timestamp?
    for number in pieces.indices {
      guard pieces[number].literal.move(past: &place, in: line, into: &output, at: &end) else {
        return nil
      }
      switch pieces[number].slot {
      case .literal: continue
      case .value:
        guard let value = value(of: pieces[number].column, in: line, at: place),
          line.move(past: value, from: &place, into: &output, at: &end)
        else { return nil }
      case .time:
        guard let (found, value) = self.time(of: pieces[number].column, in: line, at: place),
          line.move(past: value, from: &place, into: &output, at: &end)
        else { return nil }
        time = found
      case .group:
        if group.isEmpty { return nil }
        for index in group.indices {
          guard group[index].move(past: &place, in: line, into: &output, at: &end) else {
            return nil
          }
        }
      case .end:
        // The line of the completion ends as well, or the completion does.
        if line.byte(at: place) == 0x22 { return time }
        guard line.byte(at: place) == 0x5C, line.byte(at: place &+ 1) == 0x6E else { return nil }
        place &+= 2
        return time
      }
    }
    return nil
  }

  /// Where a value stands that its column accepts; a string from its first quote on, without the
  /// last one.
  @inline(__always)
  private func value(of column: Int, in line: Span<UInt8>, at place: Int) -> Range<Int>? {
    switch line.byte(at: place) {
    case 0x5C:
      guard let text = line.escapedString(at: place),
        takesText(column, text.lowerBound &+ 1..<text.upperBound, in: line)
      else { return nil }
      return text
    case 0x74:
      let isTrue = line.word(at: place) & 0xFFFF_FFFF == 0x6575_7274
      return isTrue && table.columns[column].takesBoolean ? place..<place &+ 4 : nil
    case 0x66:
      let isFalse = line.word(at: place) & 0xFF_FFFF_FFFF == 0x65_736C_6166
      return isFalse && table.columns[column].takesBoolean ? place..<place &+ 5 : nil
    case 0x6E:
      let isNull = line.word(at: place) & 0xFFFF_FFFF == 0x6C6C_756E
      return isNull && table.columns[column].takesNull ? place..<place &+ 4 : nil
    default:
      return number(of: column, in: line, at: place)
    }
  }

  @inline(__always)
  private func number(of column: Int, in line: Span<UInt8>, at place: Int) -> Range<Int>? {
    var scanner = JSONScanner(line, at: place)
    guard table.columns[column].shape == .number, let number = try? scanner.number(),
      table.columns[column].takes(number)
    else { return nil }
    return place..<scanner.position
  }

  @inline(__always)
  private func takesText(_ column: Int, _ text: Range<Int>, in line: Span<UInt8>) -> Bool {
    switch table.columns[column].shape {
    case .text:
      table.columns[column].takesAnyText || table.hasLength(of: column, text, in: line)
    case .choice: table.isChoice(of: column, text, in: line)
    case .number, .general: false
    }
  }

  @inline(__always)
  private func time(
    of column: Int, in line: Span<UInt8>, at place: Int
  ) -> (Timestamp, Range<Int>)? {
    guard line.byte(at: place) == 0x5C else {
      guard let text = number(of: column, in: line, at: place),
        let time = format.parse(line.extracting(text), kind: .number)
      else { return nil }
      return (time, text)
    }
    if fixedTimeLength > 0 {
      // Text of this shape has no quotes: what stands around it tells that it is whole.
      let end = place &+ 2 &+ fixedTimeLength
      guard line.byte(at: place &+ 1) == 0x22, line.byte(at: end) == 0x5C,
        line.byte(at: end &+ 1) == 0x22,
        let time = format.prefix.timestamp(line.extracting(place &+ 2..<end))
      else { return nil }
      return (time, place &+ 1..<end)
    }
    guard let text = line.escapedString(at: place) else { return nil }
    let contents = text.lowerBound &+ 1..<text.upperBound
    guard takesText(column, contents, in: line), let time = format.parse(line.extracting(contents))
    else { return nil }
    return (time, text)
  }
}

extension RecordColumn {
  /// Whether the column may accept a value of a kind by itself.
  fileprivate func takes(_ kind: JSONKind) -> Bool {
    switch kind {
    case .number: shape == .number
    case .string: shape == .text || shape == .choice
    case .null: takesNull
    case .boolean: takesBoolean
    case .array, .object: false
    }
  }
}

extension Span where Element == UInt8 {
  /// The string whose escaped quote stands at `place`, from the quote on, without the last one; nil
  /// where the string has escapes of its own.
  @inline(__always)
  fileprivate func escapedString(at place: Int) -> Range<Int>? {
    guard byte(at: place &+ 1) == 0x22 else { return nil }
    var end = place &+ 2
    while true {
      let markers = word(at: end).stringEndMarkers
      end &+= markers.trailingZeroBitCount &>> 3
      if markers == 0 { continue }
      let isQuote = byte(at: end) == 0x5C && byte(at: end &+ 1) == 0x22
      return isQuote ? place &+ 1..<end : nil
    }
  }

  /// Moves past a value, a string with its last quote, and puts it down at `end` of the output;
  /// false too near the end of the line.
  @inline(__always)
  fileprivate func move(
    past value: Range<Int>, from place: inout Int, into output: inout MutableRawSpan,
    at end: inout Int
  ) -> Bool {
    guard value.upperBound &+ 16 <= count else { return false }
    var offset = value.lowerBound
    repeat {
      output.storeBytes(
        of: block(at: offset), toByteOffset: end &+ offset &- value.lowerBound, as: Block.self)
      offset &+= 16
    } while offset < value.upperBound
    end &+= value.count
    let isString = value.lowerBound > place
    place = value.upperBound
    guard isString else { return true }
    output.storeBytes(of: 0x22, toByteOffset: end, as: UInt8.self)
    end &+= 1
    place &+= 2
    return true
  }
}
