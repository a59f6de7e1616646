internal import NDJSON

/// The straight way through a record, which nearly all records of a stream go.
extension RecordChecker {
  /// Reads a record that holds and is written as plainly as can be; nil for any other.
  ///
  /// Plainly: the columns in schema order and nothing else, one space at most after a colon or a
  /// comma, no escapes, each value one that its column judges by itself. A record that is not so may
  /// hold all the same, or is at fault: it is read again, by the way that knows all cases.
  func straightReading(_ range: Range<Int>, of text: Span<UInt8>) -> RecordReading? {
    let table = table
    guard table.columns.count <= 64, text.byte(at: range.lowerBound) == 0x7B else { return nil }
    var place = range.lowerBound &+ 1
    var reading = RecordReading()
    var seen: UInt64 = 0
    for index in table.columns.indices {
      guard let start = text.endOfName(of: table.columns[index], at: place) else {
        if table.columns[index].isRequired { return nil }
        continue
      }
      if index == rules.timeColumn {
        guard let (time, end) = plainTime(in: text, at: start, table) else { return nil }
        (reading.time, place) = (time, end)
      } else {
        guard let end = table.endOfPlainValue(of: index, in: text, at: start) else { return nil }
        place = end
      }
      if index == rules.groupColumn { reading.group = text.plainValue(start..<place) }
      seen |= 1 &<< UInt64(truncatingIfNeeded: index)
      let separator = text.byte(at: place)
      place &+= 1
      guard separator == 0x2C else {
        let isWhole = separator == 0x7D && place == range.upperBound
        let hasAll = seen & table.required == table.required
        return isWhole && hasAll && seen &>> UInt64(rules.timeColumn) & 1 == 1 ? reading : nil
      }
      place = text.afterSpace(at: place)
    }
    return nil
  }

  /// The time at `place`, and where its value ends; nil where it cannot be read so plainly.
  @inline(__always)
  private func plainTime(
    in text: Span<UInt8>, at place: Int, _ table: RecordColumns
  ) -> (time: Timestamp, end: Int)? {
    if fixedTimeLength > 0 {
      // Text of this shape has no quote within: what stands around it tells that it is whole.
      let end = place &+ 1 &+ fixedTimeLength
      guard text.byte(at: place) == 0x22, text.byte(at: end) == 0x22,
        let time = rules.format.prefix.timestamp(text.extracting(place &+ 1..<end))
      else { return nil }
      return (time, end &+ 1)
    }
    guard let end = table.endOfPlainValue(of: rules.timeColumn, in: text, at: place),
      let time = rules.format.time(of: text.plainValue(place..<end), in: text)
    else { return nil }
    return (time, end)
  }
}

extension RecordColumns {
  /// Where the value at `place` ends that a column takes as it is; nil where it is not so plain.
  @inline(__always)
  fileprivate func endOfPlainValue(
    of index: Int, in text: Span<UInt8>, at place: Int
  ) -> Int? {
    switch columns[index].shape {
    case .number:
      guard let number = text.plainNumber(at: place), number.double >= columns[index].lower,
        number.double <= columns[index].upper, number.isInteger || !columns[index].wholeOnly
      else { return nil }
      return number.end
    case .text, .choice:
      guard text.byte(at: place) == 0x22, let end = text.endOfPlainString(from: place &+ 1),
        columns[index].takesAnyText || fits(place &+ 1..<end, column: index, in: text)
      else { return nil }
      return end &+ 1
    case .general:
      return nil
    }
  }

  @inline(__always)
  private func fits(_ range: Range<Int>, column index: Int, in text: Span<UInt8>) -> Bool {
    columns[index].shape == .choice
      ? isChoice(of: index, range, in: text) : hasLength(of: index, range, in: text)
  }
}

extension Span where Element == UInt8 {
  /// The string or number at `range`, which has no escapes.
  @inline(__always)
  fileprivate func plainValue(_ range: Range<Int>) -> JSONValue {
    JSONValue(kind: self[range.lowerBound] == 0x22 ? .string : .number, range: range)
  }

  /// Where the value stands behind a column's name and its colon, which must stand at `place`.
  @inline(__always)
  fileprivate func endOfName(of column: RecordColumn, at place: Int) -> Int? {
    guard column.literalLength > 0,
      let first = wholeWord(at: place), first & column.mask.0 == column.literal.0,
      let second = wholeWord(at: place &+ 8), second & column.mask.1 == column.literal.1
    else { return nil }
    return afterSpace(at: place &+ column.literalLength)
  }

  /// `place`, or where the text goes on after the one space that stands there.
  @inline(__always)
  fileprivate func afterSpace(at place: Int) -> Int {
    byte(at: place) == 0x20 ? place &+ 1 : place
  }
}
