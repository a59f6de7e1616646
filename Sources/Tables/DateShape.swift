/// The formats that a date can have, from its pieces.
struct DateShape {
  let formats: [String]

  init(_ pieces: [Piece]) {
    if pieces.contains(where: { $0.isLetters && CalendarName.month($0.text) != nil }) {
      formats = Self.named(pieces)
    } else if let counted = Self.counted(pieces) {
      formats = [counted]
    } else if pieces.allSatisfy({ !$0.isLetters }) {
      formats = Self.numeric(pieces)
    } else {
      formats = []
    }
  }

  /// Formats with a month's name: `31 Jan 2024`, `January 31, 2024`, `Wed, 31 Jan 24`, `Jan 2024`.
  private static func named(_ pieces: [Piece]) -> [String] {
    let numbers = pieces.filter(\.isDigits)
    let hasLongYear = numbers.contains { $0.text.count == 4 }
    guard numbers.allSatisfy({ $0.text.count <= 2 || $0.text.count == 4 }),
      (1...2).contains(numbers.count), hasLongYear || numbers.count == 2
    else { return [] }
    var formats = [""]
    var seen = 0
    for piece in pieces {
      var choices = [piece.literal]
      if piece.isDigits {
        seen += 1
        let isYear = hasLongYear ? piece.text.count == 4 : seen == 2
        choices = [isYear ? (hasLongYear ? "%Y" : "%y") : "%d"]
      } else if piece.isLetters {
        guard
          let names = CalendarName.month(piece.text) ?? CalendarName.weekday(piece.text)
        else { return [] }
        choices = names
      }
      formats = formats.flatMap { format in choices.map { format + $0 } }
    }
    return formats
  }

  /// The format of a year with its quarter or ISO week: `2024Q1`, `Q1 2024`, `2024-W05`,
  /// `2024-W05-3`.
  private static func counted(_ pieces: [Piece]) -> String? {
    let letters = pieces.filter(\.isLetters).map { $0.text.uppercased() }
    guard letters.count == 1, pieces.count <= 6 else { return nil }
    var directives = counts[letters[0]]?[pieces.filter(\.isDigits).map(\.text.count)] ?? []
    guard !directives.isEmpty else { return nil }
    directives.reverse()
    return pieces.map { $0.isDigits ? directives.removeLast() : $0.literal }.joined()
  }

  /// The directives of numbers beside one of these letters, by how many digits they have.
  private static let counts: [String: [[Int]: [String]]] = [
    "Q": [[4, 1]: ["%Y", "%q"], [1, 4]: ["%q", "%Y"]],
    "W": [[4, 2]: ["%G", "%V"], [4, 2, 1]: ["%G", "%V", "%u"], [4, 3]: ["%G", "%V%u"]],
  ]

  /// Formats of numbers with one character between them, or of one run of digits.
  private static func numeric(_ pieces: [Piece]) -> [String] {
    let lengths = pieces.map { $0.isDigits ? $0.text.count : 0 }
    switch lengths.count {
    case 1: return run[lengths[0]] ?? []
    case 3 where lengths[1] == 0:
      let mark = pieces[1].literal
      switch (lengths[0], lengths[2]) {
      case (4, 1...2): return ["%Y\(mark)%m"]
      case (4, 3): return ["%Y\(mark)%j"]
      case (1...2, 4): return ["%m\(mark)%Y"]
      default: return []
      }
    case 5 where lengths[1] == 0 && lengths[3] == 0:
      let (one, two) = (pieces[1].literal, pieces[3].literal)
      switch (lengths[0], lengths[2], lengths[4]) {
      case (4, 1...2, 1...2): return ["%Y\(one)%m\(two)%d"]
      case (1...2, 1...2, 4): return ["%d\(one)%m\(two)%Y", "%m\(one)%d\(two)%Y"]
      case (1...2, 1...2, 2):
        let ends = ["%d\(one)%m\(two)%y", "%m\(one)%d\(two)%y"]
        return lengths[0] == 2 ? ends + ["%y\(one)%m\(two)%d"] : ends
      default: return []
      }
    default: return []
    }
  }

  /// The formats of one run of digits, by its length.
  private static let run: [Int: [String]] = [
    4: ["%Y"], 6: ["%Y%m", "%y%m%d"], 7: ["%Y%j"], 8: ["%Y%m%d"], 10: ["%Y%m%d%H"],
    12: ["%Y%m%d%H%M"], 14: ["%Y%m%d%H%M%S"],
  ]
}

/// The English names of months and days, and the directives that read them.
enum CalendarName {
  /// The directives that read a month's name: both where the full name is as short as the other.
  static func month(_ text: String) -> [String]? {
    directives(text, among: months, short: "%b", full: "%B")
  }

  /// The directives that read the name of a day of the week.
  static func weekday(_ text: String) -> [String]? {
    directives(text, among: weekdays, short: "%a", full: "%A")
  }

  private static func directives(
    _ text: String, among names: [String], short: String, full: String
  ) -> [String]? {
    let word = text.lowercased()
    var found: [String] = []
    if word.utf8.count == 3, names.contains(where: { $0.hasPrefix(word) }) { found.append(short) }
    if names.contains(word) { found.append(full) }
    return found.isEmpty ? nil : found
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
}
