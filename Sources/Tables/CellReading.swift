import NDJSON
import TimeSeries

/// What the text of a cell can be read as.
package enum CellKind: UInt8, Sendable {
  /// Nothing: an empty cell, JSON null, a member that is not there.
  case null
  /// A JSON number without a fraction or exponent.
  case integer
  /// A JSON number with one.
  case number
  /// `true` or `false`.
  case boolean
  /// A word for a number that is not finite: `NaN`, `inf`, or digits that no double holds.
  case nonFinite
  /// Any other text.
  case string
  /// A JSON object or array.
  case nested
}

/// A cell read as what it can be.
package struct CellReading: Sendable {
  /// What the text can be read as.
  package let kind: CellKind
  /// The number; 0 where it is none.
  package let value: Double
}

extension Span where Element == UInt8 {
  /// Whether a cell has one of the texts that stand for null.
  package func isNull(_ range: Range<Int>, _ nullTexts: [[UInt8]]) -> Bool {
    nullTexts.contains { null in
      !null.isEmpty && null.count == range.count && matches(null, at: range.lowerBound)
    }
  }

  /// Reads the text of a CSV cell; an empty one is null.
  @inline(__always)
  package func readCell(_ range: Range<Int>) -> CellReading {
    guard !range.isEmpty else { return CellReading(kind: .null, value: 0) }
    let first = self[range.lowerBound]
    if first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 {
      return readNumber(range)
    }
    return CellReading(kind: readWord(range), value: 0)
  }

  /// Reads a JSON number, or finds that the text is none.
  @inline(__always)
  package func readNumber(_ range: Range<Int>) -> CellReading {
    var scanner = JSONScanner(self, at: range.lowerBound)
    do throws(JSONError) {
      let number = try scanner.number()
      guard scanner.position == range.upperBound else {
        return CellReading(kind: .string, value: 0)
      }
      guard number.isFinite else { return CellReading(kind: .nonFinite, value: 0) }
      return CellReading(
        kind: number.isWrittenAsInteger ? .integer : .number, value: number.double)
    } catch {
      return CellReading(kind: readWord(range), value: 0)
    }
  }

  /// Reads one of the words that mean something.
  private func readWord(_ range: Range<Int>) -> CellKind {
    guard range.count <= 9 else { return .string }
    if equals("true", in: range) || equals("false", in: range) { return .boolean }
    var start = range.lowerBound
    if self[start] == UInt8(ascii: "-") || self[start] == UInt8(ascii: "+") { start += 1 }
    let word = start..<range.upperBound
    return ["nan", "inf", "infinity"].contains { isWord($0, word) } ? .nonFinite : .string
  }

  /// Whether the text is `word`, in whatever case.
  private func isWord(_ word: StaticString, _ range: Range<Int>) -> Bool {
    guard word.utf8CodeUnitCount == range.count else { return false }
    return word.withUTF8Buffer { letters in
      for (index, offset) in range.enumerated()
      where unsafe self[offset] | 0x20 != letters[index] {
        return false
      }
      return true
    }
  }
}
