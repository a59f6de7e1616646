import Testing

@testable import TimeSeries

@Suite struct SchemaPatternTests {
  private static let matching: [(pattern: String, text: String)] = [
    ("", ""), ("", "x"), ("a", "bab"), ("^ab$", "ab"), ("^ab$", "ab\n"), ("^ab\\Z", "ab"),
    ("a|b|", "c"), ("^(a|bc)*$", "abcbca"), ("^(?:x|y)+$", "xyx"), ("^(?P<n>x)(?<m>y)$", "xy"),
    ("^a{2}$", "aa"), ("^a{2,}$", "aaaa"), ("^a{,2}$", ""), ("^a{1,3}$", "aaa"), ("^a{x}$", "a{x}"),
    ("^a{,}b$", "aab"), ("a*?b", "aab"), ("^.$", "é"), ("^.$", "🙂"), ("^[^a]$", "\n"),
    ("^[]x]+$", "]x]"), ("^[^]]$", "a"), ("^[a\\-z]+$", "a-z"), ("^[a-c-]+$", "a-c"),
    ("^[\\d.]+$", "1.5"), ("^[^\\W_]+$", "aé1"), ("^\\d+$", "٣٤"), ("^\\w+$", "éß中_1"),
    ("^\\s$", "\u{A0}"), ("^\\S\\D\\W$", "aa."), ("\\bcat\\b", "a cat."), ("a\\Bb", "ab"),
    ("^\\x41\\u00e9\\u{1F642}\\n\\t\\/\\.$", "Aé🙂\n\t/."), ("^\\p{L}\\p{Lu}\\P{Nd}$", "aBc"),
    ("^\\p{Letter}+$", "aé中"), ("^\\p{gc=Sc}$", "€"), ("^[\\b]$", "\u{8}"), ("^(a+)+$", "aaaa"),
    ("^(a?){20}a{20}$", String(repeating: "a", count: 20)), ("(^|,)x(,|$)", "a,x,b"),
    ("^()*$", ""), ("^(a*)*b$", "aab"), ("(a{0}){9}", ""), ("^(?:a{0,2}){2}$", "aaa"),
  ]

  @Test(arguments: matching) func matches(pattern: String, text: String) throws {
    #expect(try SchemaPattern(pattern).matches(Array(text.utf8)))
  }

  private static let other: [(pattern: String, text: String)] = [
    ("a", "b"), ("^ab$", "ab\n\n"), ("^ab$", "xab"), ("^ab\\Z", "ab\n"), ("a.b", "a\nb"),
    ("^(a|bc)*$", "abc b"), ("^a{2}$", "aaa"), ("^a{2,}$", "a"), ("^a{,2}$", "aaa"),
    ("^[^a]$", "a"), ("^[^]]$", "]"), ("^\\w+$", "a b"), ("\\bcat\\b", "concat"), ("a\\Bb", "a b"),
    ("^\\p{Lu}$", "a"), ("^(a+)+$", "aaaab"), ("^$", "x"), ("^.$", "e\u{301}"), ("\\D", "12"),
    ("^A$", "a"), ("^(?:a{0,2}){2}$", "aaaaa"),
  ]

  @Test(arguments: other) func doesNotMatch(pattern: String, text: String) throws {
    #expect(try !SchemaPattern(pattern).matches(Array(text.utf8)))
  }

  private static let refused: [(pattern: String, reason: String)] = [
    ("(?=a)", "lookaround, (?=, is not supported"),
    ("(?<!a)b", "lookaround, (?<!, is not supported"),
    ("(a)\\1", "backreferences, \\1, are not supported"), ("(?i)a", "(?i is not supported"),
    ("a++", "possessive repeats are not supported"), ("a**", "a repeat follows a repeat"),
    ("*a", "\"*\" has nothing to repeat"), ("(a", "a \"(\" is not closed"),
    ("a)", "a \")\" closes no group"), ("[a", "a \"[\" is not closed"),
    ("a\\", "it ends in a backslash"),
    ("[z-a]", "a range in [ ] does not go up"), ("a{3,2}", "a repeat from more to less"),
    ("\\q", "\\q is not supported"), ("\\p{Klingon}", "\\p{Klingon} is not supported"),
    ("\\uD800", "an escape is no code point in hexadecimal"), ("\\x4", "an escape is cut off"),
    ("(a{100}){100}", "it is too large, by its repeats"),
    ("a{100001}", "a repeat of more than 100000"),
    (String(repeating: "(", count: 101), "groups nest too deep"),
  ]

  @Test(arguments: refused) func whatItDoesNotKnowIsRefused(pattern: String, reason: String) {
    #expect(throws: PatternError(reason)) { try SchemaPattern(pattern) }
  }

  /// Twenty-one characters of such a text took Swift's own engine longer than one waits.
  @Test(arguments: ["^(a+)+$", "(a*)*b", "(a|a)*$", "(.*){1,8}[^a]$", ".{0,500}x"])
  func theTimeGrowsWithTheTextAlone(pattern: String) throws {
    let text = Array(String(repeating: "a", count: 20_000).utf8) + Array("!".utf8)
    let clock = ContinuousClock()
    let took = try clock.measure { _ = try SchemaPattern(pattern).matches(text) }
    #expect(took < .seconds(10))
  }

  /// A long text, whose steps are remembered, is judged as a short one is.
  @Test(arguments: matching + other) func longTextsAreJudgedAsShortOnes(
    pattern: String, text: String
  )
    throws
  {
    let filler = String(repeating: "-\n", count: 1_000)
    let plain = try SchemaPattern("^(-\\n){3}(?:\(pattern.replacing("^", with: "")))")
    let long = try SchemaPattern("^(-\\n){1000}(?:\(pattern.replacing("^", with: "")))")
    let short = String(repeating: "-\n", count: 3)
    #expect(
      plain.matches(Array((short + text).utf8)) == long.matches(Array((filler + text).utf8)))
  }
}
