/// The `pattern` of a schema: a regular expression that may match anywhere in a text.
///
/// The engine is the standard library's, over code points; the dialect is that of Python's `re`.
struct SchemaPattern {
  let text: String
  private let regex: Regex<AnyRegexOutput>

  init?(_ text: String) {
    guard let regex = try? Regex(Self.translated(text)) else { return nil }
    self.text = text
    self.regex = regex.matchingSemantics(.unicodeScalar)
  }

  func matches(_ bytes: [UInt8]) -> Bool {
    let subject = String(decoding: bytes, as: UTF8.self)
    return (try? regex.firstMatch(in: subject)) ?? nil != nil
  }

  /// What Python writes in another way: `$` also stands before a last line feed, `\Z` only at the
  /// end, and named groups are `(?P<name>…)`.
  private static func translated(_ pattern: String) -> String {
    var result = ""
    var inClass = false
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        let next = rest.popFirst()
        result += next == "Z" && !inClass ? "\\z" : "\\" + (next.map(String.init) ?? "")
      case "$" where !inClass: result += "(?=\\n?\\z)"
      case "(" where !inClass && rest.hasPrefix("?P<"):
        rest.removeFirst(3)
        result += "(?<"
      default:
        if character == "[" { inClass = true }
        if character == "]" { inClass = false }
        result.append(character)
      }
    }
    return result
  }
}
