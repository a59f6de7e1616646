import NDJSON
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
    #expect(try SchemaPattern(pattern).matches(text))
  }

  private static let other: [(pattern: String, text: String)] = [
    ("a", "b"), ("^ab$", "ab\n\n"), ("^ab$", "xab"), ("^ab\\Z", "ab\n"), ("a.b", "a\nb"),
    ("^(a|bc)*$", "abc b"), ("^a{2}$", "aaa"), ("^a{2,}$", "a"), ("^a{,2}$", "aaa"),
    ("^[^a]$", "a"), ("^[^]]$", "]"), ("^\\w+$", "a b"), ("\\bcat\\b", "concat"), ("a\\Bb", "a b"),
    ("^\\p{Lu}$", "a"), ("^(a+)+$", "aaaab"), ("^$", "x"), ("^.$", "e\u{301}"), ("\\D", "12"),
    ("^A$", "a"), ("^(?:a{0,2}){2}$", "aaaaa"),
  ]

  @Test(arguments: other) func doesNotMatch(pattern: String, text: String) throws {
    #expect(try !SchemaPattern(pattern).matches(text))
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
    let text = String(repeating: "a", count: 20_000) + "!"
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
      plain.matches(short + text) == long.matches(filler + text))
  }

  /// Texts for which each step is a new one, so that none of the remembered ones helps.
  private static let costly: [(pattern: String, letters: String)] = [
    ("[a-z]{1,1000}[0-9]", "abcdefgh" + String(repeating: "z", count: 200) + " "),
    ("\\w{1,500}!", "温眮蔜綇堽峐" + String(repeating: "中", count: 200) + " "),
    ("a.{300}c", "ab"),
  ]

  @Test(arguments: costly) func countedRepeatsEndWithTheBudget(
    pattern: String, letters: String
  ) throws {
    let pattern = try SchemaPattern(pattern)
    let text = Self.random(letters, count: 3_000)
    var budget = PatternBudget(left: 100_000)
    #expect(!pattern.matches(Array(text.utf8), within: &budget))
    #expect(budget.isSpent)
    // It ends with the character at which the budget does.
    #expect(budget.left > -10_000)
    // Nothing is left for another text, and that costs next to nothing.
    let left = budget.left
    #expect(!pattern.matches(Array(text.utf8), within: &budget))
    #expect(budget.left > left - 1_000)
  }

  /// The budget is for all texts of a record together, so that many short ones do not get round it.
  @Test func shortTextsShareTheBudget() throws {
    let schema = try Schema(Array("{\"items\":{\"pattern\":\"[ab]{1,400}[0-9]|$\"}}".utf8).span)
    let text = "\"\(Self.random("ab", count: 400))\""
    func complaint(_ count: Int, within budget: inout PatternBudget) throws -> String? {
      let list = Array("[\(Array(repeating: text, count: count).joined(separator: ","))]".utf8)
      var scanner = JSONScanner(list.span)
      let value = try scanner.value()
      return schema.violation(of: value, in: list.span, node: 0, within: &budget)?.complaint
    }
    var budget = PatternBudget(left: 1_000_000)
    #expect(try complaint(1, within: &budget) == nil)
    #expect(
      try complaint(20, within: &budget) == "too much text to match with [ab]{1,400}[0-9]|$")
  }

  /// Letters in an order that looks like none, always the same one.
  private static func random(_ letters: String, count: Int) -> String {
    let letters = Array(letters)
    var state: UInt64 = 1
    return String(
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      })
  }
}

extension SchemaPattern {
  /// Whether the pattern matches within the budget of a record.
  fileprivate func matches(_ text: String) -> Bool {
    var budget = PatternBudget()
    return matches(Array(text.utf8), within: &budget)
  }
}
