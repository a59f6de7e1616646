import NDJSON
import TimeSeries

/// A language of which the records that come next are the only texts: what is known as literals,
/// the values by their types.
///
/// Ranges, lengths and patterns of the schema are left to validation: they cost servers more than
/// they save.
struct Constraint: Sendable {
  private let pieces: [RecordOutline.Piece]

  /// The language of one record after the other, each but a last single one ended by a line feed.
  ///
  /// `isOneLine` leaves out the line feed, which ends the text anyway.
  init(_ outlines: [RecordOutline], isOneLine: Bool = false) {
    var pieces: [RecordOutline.Piece] = []
    for outline in outlines {
      pieces += outline.pieces
      if !isOneLine { pieces.append(.known([0x0A])) }
    }
    self.pieces = pieces
  }

  // MARK: Grammars

  /// The language as a grammar of llama.cpp (GBNF).
  var grammar: String {
    var rules: [String] = []
    var root = ""
    for piece in pieces {
      switch piece {
      case .known(let bytes): root += " " + Self.literal(bytes)
      case .openText(let column): root += " (" + Self.symbolOfRest(column) + ")"
      case .open(let column):
        root += " (" + column.forms.map(Self.symbol).joined(separator: " | ") + ")"
      }
    }
    rules.append("root ::=" + root)
    rules.append(#"number ::= integer ("." [0-9]{1,10})?"#)
    rules.append(#"integer ::= "-"? ("0" | [1-9] [0-9]{0,14})"#)
    rules.append(#"text ::= "\"" char* "\"""#)
    rules.append(#"char ::= [^"\\\x00-\x1F\x7F] | "\\" ["\\/bfnrt]"#)
    rules.append(#"any ::= number | text | "true" | "false" | "null""#)
    return rules.joined(separator: "\n") + "\n"
  }

  /// A text without its opening quote.
  private static func symbolOfRest(_ column: RecordShape.Column) -> String {
    let words = column.texts.map { literal(Array($0.dropFirst())) }
    return words.isEmpty ? "char* \"\\\"\"" : words.joined(separator: " | ")
  }

  private static func symbol(_ form: RecordShape.Form) -> String {
    switch form {
    case .text: "text"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "\"true\" | \"false\""
    case .null: "\"null\""
    case .words(let words): words.map(literal).joined(separator: " | ")
    case .any: "any"
    }
  }

  /// Bytes of UTF-8 as a string of the grammar.
  private static func literal(_ bytes: [UInt8]) -> String {
    var text = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  // MARK: Regular expressions

  /// The language as a regular expression, in the words that all engines know.
  var regex: String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .known(let bytes): text += Self.escaped(bytes)
      case .openText(let column): text += Self.patternOfRest(column)
      case .open(let column):
        let forms = column.forms.map(Self.pattern)
        text += forms.count == 1 ? forms[0] : "(" + forms.joined(separator: "|") + ")"
      }
    }
    return text
  }

  private static let characters = #"([^"\\\x00-\x1f]|\\["\\/bfnrt])*"#
  private static let integer = "-?(0|[1-9][0-9]{0,14})"
  private static let number = integer + #"(\.[0-9]{1,10})?"#
  private static let text = "\"" + characters + "\""

  /// A text without its opening quote.
  private static func patternOfRest(_ column: RecordShape.Column) -> String {
    let words = column.texts.map { escaped(Array($0.dropFirst())) }
    return words.isEmpty ? characters + "\"" : "(" + words.joined(separator: "|") + ")"
  }

  private static func pattern(_ form: RecordShape.Form) -> String {
    switch form {
    case .text: text
    case .integer: integer
    case .number: number
    case .boolean: "(true|false)"
    case .null: "null"
    case .words(let words): "(" + words.map(escaped).joined(separator: "|") + ")"
    case .any: "(\(number)|\(text)|true|false|null)"
    }
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\n" {
        text += "\\n"
        continue
      }
      if #"\.+*?()[]{}|^$"#.unicodeScalars.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
