import NDJSON

/// One cell of a CSV row: where its text stands, without the quotes around it.
package struct CSVCell: Sendable, Equatable {
  /// The text, in the bytes that were scanned.
  package let range: Range<Int>
  /// Whether quotes stood around it.
  package let isQuoted: Bool
  /// Whether the text holds doubled quotes, each of which stands for one.
  package let hasDoubledQuotes: Bool

  /// A cell at a place.
  package init(range: Range<Int>, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
    self.range = range
    self.isQuoted = isQuoted
    self.hasDoubledQuotes = hasDoubledQuotes
  }
}

/// What makes a row no row of CSV.
package enum CSVError: Error, Equatable, CustomStringConvertible {
  /// A quoted cell goes on to the end of the input.
  case unterminatedQuote
  /// Text follows the closing quote of a cell.
  case textAfterQuote(cell: Int)

  /// What is wrong, and in which cell, the first being 1.
  package var description: String {
    switch self {
    case .unterminatedQuote: "a quoted cell is not closed before the end of the input"
    case .textAfterQuote(let cell): "cell \(cell): text follows the closing quote"
    }
  }
}

/// Splits bytes into the rows and cells of CSV (RFC 4180), one row at a time.
///
/// A row ends at LF or CRLF, the last one also at the end of the input. A quote counts where a cell
/// begins with it; elsewhere it is a character like any other. The cells are ranges of the bytes
/// that were given, and stay in one array that is used again for each row.
package struct CSVScanner: Sendable {
  /// The byte between two cells.
  package let delimiter: UInt8
  /// The cells of the row scanned last.
  package private(set) var cells: [CSVCell] = []
  /// How many lines the row scanned last took: more than 1 where a quoted cell holds line feeds.
  package private(set) var lineCount = 0

  private let delimiterWord: UInt64

  /// A scanner for cells that `delimiter` parts.
  package init(delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
    delimiterWord = 0x0101_0101_0101_0101 &* UInt64(delimiter)
  }

  /// Scans the row that begins at `start`, and returns where the next one begins.
  ///
  /// Nil means that the bytes end before the row does; `isEnd` says that nothing will follow them,
  /// and then the row is what there is. Nothing is kept between calls, so the caller may move the
  /// rest of its buffer and call again.
  package mutating func scanRow(_ bytes: Span<UInt8>, from start: Int, isEnd: Bool)
    throws(CSVError) -> Int?
  {
    cells.removeAll(keepingCapacity: true)
    lineCount = 1
    var position = start
    while true {
      let end: Int?
      if position < bytes.count, bytes[position] == quote {
        end = try scanQuoted(bytes, from: position, isEnd: isEnd)
      } else {
        end = scanPlain(bytes, from: position, isEnd: isEnd)
      }
      guard let end else { return nil }
      if end == bytes.count { return end }
      position = end &+ 1
      if bytes[end] == lineFeed { return position }
    }
  }

  /// Scans a cell without quotes; returns where its delimiter or line feed stands.
  @inline(__always)
  private mutating func scanPlain(_ bytes: Span<UInt8>, from start: Int, isEnd: Bool) -> Int? {
    var position = start
    while position < bytes.count {
      let word = bytes.word(at: position)
      let markers =
        (word ^ delimiterWord).zeroByteMarkers | (word ^ lineFeedWord).zeroByteMarkers
      if markers == 0 {
        position &+= 8
        continue
      }
      position &+= markers.trailingZeroBitCount &>> 3
      break
    }
    guard position < bytes.count || isEnd else { return nil }
    let end = min(position, bytes.count)
    let endsLine = end == bytes.count || bytes[end] == lineFeed
    let isBeforeReturn = endsLine && end > start && bytes[end &- 1] == carriageReturn
    cells.append(CSVCell(range: start..<(isBeforeReturn ? end &- 1 : end)))
    return end
  }

  /// Scans a cell in quotes; returns where its delimiter or line feed stands.
  private mutating func scanQuoted(_ bytes: Span<UInt8>, from start: Int, isEnd: Bool)
    throws(CSVError) -> Int?
  {
    var position = start + 1
    var hasDoubledQuotes = false
    while true {
      guard let found = bytes.firstIndex(of: quote, from: position) else {
        if isEnd { throw .unterminatedQuote }
        return nil
      }
      position = found + 1
      guard position < bytes.count, bytes[position] == quote else { break }
      hasDoubledQuotes = true
      position += 1
    }
    let range = start + 1..<position - 1
    if position < bytes.count, bytes[position] == carriageReturn {
      if position + 1 == bytes.count {
        guard isEnd else { return nil }
        position += 1
      } else if bytes[position + 1] == lineFeed {
        position += 1
      }
    }
    guard position < bytes.count || isEnd else { return nil }
    if position < bytes.count, bytes[position] != delimiter, bytes[position] != lineFeed {
      throw .textAfterQuote(cell: cells.count + 1)
    }
    for index in range where bytes[index] == lineFeed { lineCount += 1 }
    cells.append(CSVCell(range: range, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes))
    return position
  }
}

extension Span where Element == UInt8 {
  /// Appends the text of a cell, each doubled quote as one.
  package func appendText(of cell: CSVCell, to text: inout [UInt8]) {
    guard cell.hasDoubledQuotes else {
      unsafe extracting(cell.range).withUnsafeBufferPointer {
        unsafe text.append(contentsOf: $0)
      }
      return
    }
    var index = cell.range.lowerBound
    while index < cell.range.upperBound {
      text.append(self[index])
      index += self[index] == quote ? 2 : 1
    }
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let lineFeedWord: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
