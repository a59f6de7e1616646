/// The `pattern` of a schema: a regular expression that may match anywhere in a text.
///
/// It is written as for Python's `re`, over code points. A text is judged in time that grows with
/// its length and the pattern's, and that has a limit: all ways to match are followed at once, as
/// Thompson's construction has it, so that there is no going back. What would need that, such as a
/// lookahead, is refused when the schema is read.
struct SchemaPattern: Sendable {
  let text: String
  private let program: PatternProgram

  /// Reads a pattern, or says why that cannot be done.
  init(_ text: String) throws(PatternError) {
    var parser = PatternParser(text)
    let node = try parser.parse()
    var compiler = PatternCompiler()
    try compiler.add(node)
    self.text = text
    program = compiler.finish()
  }

  /// Whether the pattern matches anywhere in a text, which is UTF-8; false where the budget ends.
  func matches(_ bytes: [UInt8], within budget: inout PatternBudget) -> Bool {
    var run = PatternRun(program)
    return run.matches(bytes, within: &budget)
  }
}

/// Why a pattern cannot be used, in words that follow `wanted a regular expression; `.
struct PatternError: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// A part of a pattern.
indirect enum PatternNode {
  /// Nothing at all.
  case empty
  /// One code point of a set.
  case characters(PatternCharacters)
  /// A place, not a code point.
  case assertion(PatternAssertion)
  /// One after the other.
  case sequence([PatternNode])
  /// One of them.
  case alternatives([PatternNode])
  /// As often as wanted; without a greatest number, any number of times.
  case repeated(PatternNode, least: Int, most: Int?)
}

/// A place in the text.
enum PatternAssertion: Hashable {
  /// `^` and `\A`.
  case start
  /// `$`: the end, or before a line feed that is the last character.
  case lastLineEnd
  /// `\Z`.
  case end
  /// `\b`.
  case wordBoundary
  /// `\B`.
  case noWordBoundary
}
