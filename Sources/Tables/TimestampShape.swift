import TimeSeries

/// The shape of a time as it is written, and the strptime formats that such a text can have.
///
/// The text is split into runs of digits, runs of letters and single other characters; the shape
/// tells the date from the time of day, and which numbers can be what. Where the shape alone cannot
/// tell (01/02/2024), there are several formats, and it takes the other rows to choose.
package struct TimestampShape: Sendable {
  /// The formats that the text can have, the likeliest first; none where it is no time.
  package let formats: [String]

  /// The shape of one text.
  package init(_ text: String) {
    let pieces = Piece.split(text)
    guard !pieces.isEmpty else {
      formats = []
      return
    }
    if let hour = TimeOfDayShape.start(in: pieces), let time = TimeOfDayShape(pieces[hour...]) {
      let (date, separator) = Self.separate(Array(pieces[..<hour]))
      let dates = date.isEmpty ? [""] : DateShape(date).formats
      formats = dates.map { $0 + separator + time.format }
      return
    }
    let compact = Self.compactTimes(pieces)
    formats = compact + DateShape(pieces).formats + Self.numbers(text)
  }

  /// The pieces of a date, and what stands between it and the time of day.
  private static func separate(_ pieces: [Piece]) -> (date: [Piece], separator: String) {
    var date = pieces
    var separator = ""
    while let last = date.last, !last.isDigits, last.text == "T" || !last.isLetters {
      separator = last.literal + separator
      date.removeLast()
    }
    return (date, separator)
  }

  /// Formats such as 20240131T235959, and a date with the hour alone.
  private static func compactTimes(_ pieces: [Piece]) -> [String] {
    guard pieces.count >= 3, let digits = pieces.last, digits.isDigits else { return [] }
    let separator = pieces[pieces.count - 2]
    guard separator.text == "T" || separator.text == " " else { return [] }
    let times = [2: "%H", 4: "%H%M", 6: "%H%M%S"]
    guard let time = times[digits.text.count] else { return [] }
    return DateShape(Array(pieces.dropLast(2))).formats
      .filter { $0.contains("%d") || $0.contains("%j") }
      .map { $0 + separator.literal + time }
  }

  /// The unit of a decimal number, by its size.
  private static func numbers(_ text: String) -> [String] {
    let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
      parts.count <= 2
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }
    return isNumber ? [NumberUnit(digits: parts[0].utf8.count).formatName] : []
  }
}

/// A run of digits, a run of letters, or one other character.
struct Piece: Equatable {
  let text: String
  let isDigits: Bool
  let isLetters: Bool

  /// The piece as a format has it where it stands for itself.
  var literal: String { text == "%" ? "%%" : text }

  var isSpace: Bool { text == " " }

  /// Whether the piece is a number of so many digits.
  func isNumber(_ digits: ClosedRange<Int>) -> Bool { isDigits && digits.contains(text.count) }

  static func split(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var run = ""
    var kind = 0
    func finish() {
      if !run.isEmpty { pieces.append(Piece(text: run, isDigits: kind == 1, isLetters: kind == 2)) }
    }
    for scalar in text.unicodeScalars {
      let next = "0"..."9" ~= scalar ? 1 : scalar.properties.isAlphabetic ? 2 : 0
      if next != kind || next == 0 {
        finish()
        run = ""
      }
      kind = next
      run.unicodeScalars.append(scalar)
    }
    finish()
    return pieces
  }
}
