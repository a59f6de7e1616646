/// The format of a time of day with colons, from its pieces.
struct TimeOfDayShape {
  let format: String

  /// Where a time of day begins: at the hour before the first colon.
  static func start(in pieces: [Piece]) -> Int? {
    guard let colon = pieces.firstIndex(where: { $0.text == ":" }), colon > 0,
      pieces[colon - 1].isNumber(1...2)
    else { return nil }
    return colon - 1
  }

  /// Reads `H:M`, `:S`, a fraction, AM or PM and a zone, and nothing else.
  init?(_ pieces: ArraySlice<Piece>) {
    var rest = pieces.dropFirst()
    var time = "%M"
    guard rest.popFirst()?.text == ":", rest.popFirst()?.isNumber(1...2) == true else {
      return nil
    }
    if rest.first?.text == ":" {
      rest = rest.dropFirst()
      guard rest.popFirst()?.isNumber(1...2) == true else { return nil }
      time += ":%S"
      if let point = rest.first, point.text == "." || point.text == ",",
        let digits = rest.dropFirst().first, digits.isNumber(1...9)
      {
        time += point.text + (digits.text.count > 6 ? "%N" : "%f")
        rest = rest.dropFirst(2)
      }
    }
    var hour = "%H:"
    let (space, half) = Self.afterSpaces(rest)
    if let word = half.first?.text.lowercased(), word == "am" || word == "pm" {
      hour = "%I:"
      time += space + "%p"
      rest = half.dropFirst()
    }
    guard let zone = Self.zone(rest) else { return nil }
    format = hour + time + zone
  }

  /// The spaces at the front, as a format has them, and what follows.
  private static func afterSpaces(_ pieces: ArraySlice<Piece>)
    -> (space: String, rest: ArraySlice<Piece>)
  {
    let rest = pieces.drop(while: \.isSpace)
    return (rest.count < pieces.count ? " " : "", rest)
  }

  /// The directive of a zone; empty where there is none, nil where there is something else.
  private static func zone(_ pieces: ArraySlice<Piece>) -> String? {
    guard !pieces.isEmpty else { return "" }
    let (space, rest) = afterSpaces(pieces)
    guard let first = rest.first else { return nil }
    if first.text == "Z", rest.count == 1 { return space + "%z" }
    if first.text == "UTC" || first.text == "GMT", rest.count == 1 { return space + "%Z" }
    guard first.text == "+" || first.text == "-" else { return nil }
    let digits = rest.dropFirst().map { $0.isDigits ? $0.text.count : 0 }
    if digits == [2] { return space + "%:::z" }
    return digits == [4] || digits == [2, 0, 2] ? space + "%z" : nil
  }
}
