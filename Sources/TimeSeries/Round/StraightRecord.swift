internal import NDJSON

/// The straight way through a record, which nearly all records of a stream go.
extension RecordChecker {
  /// Reads a record that holds and is written as plainly as can be; nil for any other.
  ///
  /// Plainly: the columns in schema order and nothing else, one space at most after a colon or a
  /// comma, no escapes, each value one that its column judges by itself. A record that is not so may
  /// hold all the same, or is at fault: it is read again, by the way that knows all cases.
  func straightReading(_ range: Range<Int>, of text: Span<UInt8>) -> RecordReading? {
    let columns = columns
    guard columns.count <= 64, text.byte(at: range.lowerBound) == 0x7B else { return nil }
    var place = range.lowerBound &+ 1
    var reading = RecordReading()
    var seen: UInt64 = 0
    for index in columns.indices {
      guard let start = text.endOfName(of: columns[index], at: place) else {
        if columns[index].isRequired { return nil }
        continue
      }
      guard let value = plainValue(of: columns, index, in: text, at: start) else { return nil }
      if index == rules.timeColumn {
        guard let time = rules.format.time(of: value, in: text) else { return nil }
        reading.time = time
      }
      if index == rules.groupColumn { reading.group = value }
      seen |= 1 &<< UInt64(truncatingIfNeeded: index)
      place = value.range.upperBound &+ 1
      let separator = text.byte(at: place &- 1)
      guard separator == 0x2C else {
        let isWhole = separator == 0x7D && place == range.upperBound
        let hasAll = seen & rules.table.required == rules.table.required
        return isWhole && hasAll && seen &>> UInt64(rules.timeColumn) & 1 == 1 ? reading : nil
      }
      place = text.afterSpace(at: place)
    }
    return nil
  }

  /// The value at `place` where the column takes it as it is; nil where it is not so plain.
  @inline(__always)
  private func plainValue(
    of columns: [RecordColumn], _ index: Int, in text: Span<UInt8>, at place: Int
  ) -> JSONValue? {
    switch columns[index].shape {
    case .number:
      guard let number = text.plainNumber(at: place), number.double >= columns[index].lower,
        number.double <= columns[index].upper, number.isInteger || !columns[index].wholeOnly
      else { return nil }
      return JSONValue(kind: .number, range: place..<number.end)
    case .text:
      guard text.byte(at: place) == 0x22, let end = text.endOfPlainString(from: place &+ 1),
        columns[index].takesAnyLength
          || hasLength(of: columns[index], place &+ 1..<end, in: text)
      else { return nil }
      return JSONValue(kind: .string, range: place..<end &+ 1)
    case .choice:
      guard text.byte(at: place) == 0x22, let end = text.endOfPlainString(from: place &+ 1),
        isChoice(of: columns[index], place &+ 1..<end, in: text)
      else { return nil }
      return JSONValue(kind: .string, range: place..<end &+ 1)
    case .general:
      return nil
    }
  }
}

extension RecordColumn {
  /// Whether a text is not measured.
  fileprivate var takesAnyLength: Bool { minLength == 0 && maxLength == .max }
}

extension Span where Element == UInt8 {
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
