import NDJSON

/// Appends rows of CSV to a buffer: RFC 4180 quoting, rows ended by LF.
///
/// A cell is quoted where it holds the delimiter, a quote, CR or LF, and where it is the empty only
/// cell of its row, which would else read as no row at all.
struct CSVWriter: Sendable {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []

  private let delimiter: UInt8
  private var rowStart = 0
  private var cellCount = 0
  private var text: [UInt8] = []

  /// A writer with nothing written.
  init(delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
  }

  /// Forgets all that was written; the buffer stays for reuse.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    rowStart = 0
    cellCount = 0
  }

  /// Appends a cell with this text.
  mutating func append(text: Span<UInt8>) {
    separate()
    for index in text.indices where needsQuotes(text[index]) {
      return appendQuoted(text)
    }
    unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends a cell with this text.
  mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(text: unsafe $0.span) }
  }

  /// Appends an empty cell, as for a column that the record does not have.
  mutating func appendEmpty() { separate() }

  /// Appends a JSON value as a cell: a string's own text, nothing for null, else the JSON as it is.
  mutating func append(json value: Span<UInt8>) throws(JSONError) {
    switch value.count > 0 ? value[0] : UInt8(ascii: "n") {
    case UInt8(ascii: "n"): appendEmpty()
    case UInt8(ascii: "\""):
      var scanner = JSONScanner(value)
      // The text of a half surrogate pair is nothing that UTF-8 could say.
      try scanner.unescape(into: &text, loneSurrogates: .dropped)
      let unescaped = text
      append(text: unescaped.span)
    default: append(text: value)
    }
  }

  /// Ends the row.
  mutating func endRow() {
    if cellCount == 1, bytes.count == rowStart { bytes += [quote, quote] }
    bytes.append(UInt8(ascii: "\n"))
    rowStart = bytes.count
    cellCount = 0
  }

  /// Puts the delimiter that the next cell needs.
  private mutating func separate() {
    if cellCount > 0 { bytes.append(delimiter) }
    cellCount += 1
  }

  private func needsQuotes(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == quote || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func appendQuoted(_ text: Span<UInt8>) {
    bytes.append(quote)
    for index in text.indices {
      if text[index] == quote { bytes.append(quote) }
      bytes.append(text[index])
    }
    bytes.append(quote)
  }
}

private let quote = UInt8(ascii: "\"")
