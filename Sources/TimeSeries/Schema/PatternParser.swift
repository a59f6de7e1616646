/// Reads a regular expression as Python writes it, with what ECMA-262 has beside it.
struct PatternParser {
  /// How deep groups may nest.
  static let deepestNesting = 100
  /// The most that a count may be.
  static let greatestCount = 100_000

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The whole of the pattern.
  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try alternatives()
    if position < scalars.count { throw PatternError("a \")\" closes no group") }
    return node
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func skip(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func alternatives() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      nodes.append(try repeated(try atom()))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  // MARK: how often

  private mutating func repeated(_ node: PatternNode) throws(PatternError) -> PatternNode {
    guard let (least, most) = try count() else { return node }
    // Which of several ways matches makes no difference to whether one does.
    if skip("?") { return .repeated(node, least: least, most: most) }
    if next == "+" { throw PatternError("possessive repeats are not supported") }
    if try count() != nil { throw PatternError("a repeat follows a repeat") }
    return .repeated(node, least: least, most: most)
  }

  /// The repeat that stands here; nil where there is none, and a `{` stands for itself.
  private mutating func count() throws(PatternError) -> (least: Int, most: Int?)? {
    if skip("*") { return (0, nil) }
    if skip("+") { return (1, nil) }
    if skip("?") { return (0, 1) }
    let start = position
    guard skip("{") else { return nil }
    let least = number()
    let hasComma = skip(",")
    let most = hasComma ? number() : least
    guard skip("}"), least != nil || hasComma else {
      position = start
      return nil
    }
    if let least, let most, least > most { throw PatternError("a repeat from more to less") }
    if max(least ?? 0, most ?? 0) > Self.greatestCount {
      throw PatternError("a repeat of more than \(Self.greatestCount)")
    }
    return (least ?? 0, most)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let digit = next, 0x30...0x39 ~= digit.value {
      number = min((number ?? 0) * 10 + Int(digit.value) - 0x30, Self.greatestCount + 1)
      position += 1
    }
    return number
  }

  // MARK: what

  private mutating func atom() throws(PatternError) -> PatternNode {
    let scalar = scalars[position]
    switch scalar {
    case "*", "+", "?": throw PatternError("\"\(scalar)\" has nothing to repeat")
    case "(": return try group()
    default: break
    }
    position += 1
    switch scalar {
    case ".": return .characters(PatternCharacters(ranges: [0x0A...0x0A], isNegated: true))
    case "^": return .assertion(.start)
    case "$": return .assertion(.lastLineEnd)
    case "[": return .characters(try set())
    case "\\": return try escape()
    default: return .characters(PatternCharacters(ranges: [scalar.value...scalar.value]))
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    position += 1
    if skip("?") { try groupKind() }
    depth += 1
    if depth > Self.deepestNesting { throw PatternError("groups nest too deep") }
    let node = try alternatives()
    depth -= 1
    guard skip(")") else { throw PatternError("a \"(\" is not closed") }
    return node
  }

  /// Moves over what follows `(?` in a group that matches as any other does.
  private mutating func groupKind() throws(PatternError) {
    if skip(":") { return }
    for look in ["=", "!", "<=", "<!"] where skip(look) {
      throw PatternError("lookaround, (?\(look), is not supported")
    }
    guard skip("P<") || skip("<") else {
      let kind = next.map { "(?\($0)" } ?? "(?"
      throw PatternError("\(kind) is not supported")
    }
    while let scalar = next, scalar != ">" {
      guard scalar.isPatternWord else { break }
      position += 1
    }
    guard skip(">") else { throw PatternError("the name of a group is not closed") }
  }

  private mutating func escape() throws(PatternError) -> PatternNode {
    guard let scalar = next else { throw PatternError("it ends in a backslash") }
    if "123456789k".unicodeScalars.contains(scalar) {
      throw PatternError("backreferences, \\\(scalar), are not supported")
    }
    let places: [Unicode.Scalar: PatternAssertion] = [
      "A": .start, "Z": .end, "z": .end, "b": .wordBoundary, "B": .noWordBoundary,
    ]
    if let place = places[scalar] {
      position += 1
      return .assertion(place)
    }
    if let named = try namedClass() { return .characters(PatternCharacters(classes: [named])) }
    let value = try escapedValue()
    return .characters(PatternCharacters(ranges: [value...value]))
  }

  /// The class whose letter stands here, behind a backslash; nil where none does.
  private mutating func namedClass() throws(PatternError) -> PatternClass? {
    guard let scalar = next else { return nil }
    let kind: PatternClass.Kind
    switch scalar {
    case "d", "D": kind = .digit
    case "w", "W": kind = .word
    case "s", "S": kind = .space
    case "p", "P":
      position += 1
      return PatternClass(kind: try property(), isNegated: scalar == "P")
    default: return nil
    }
    position += 1
    return PatternClass(kind: kind, isNegated: scalar.value & 0x20 == 0)
  }

  private mutating func property() throws(PatternError) -> PatternClass.Kind {
    guard skip("{"), let end = scalars[position...].firstIndex(of: "}") else {
      throw PatternError("\\p wants a name in braces")
    }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[position..<end])
    guard let kind = PatternClass.named(String(name)) else {
      throw PatternError("\\p{\(String(name))} is not supported")
    }
    position = end + 1
    return kind
  }

  /// The code point that the letter or sign here stands for, behind a backslash.
  private mutating func escapedValue() throws(PatternError) -> UInt32 {
    let scalar = scalars[position]
    position += 1
    switch scalar {
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "f": return 0x0C
    case "v": return 0x0B
    case "a": return 0x07
    case "0":
      if let next, 0x30...0x39 ~= next.value { throw PatternError("octal is not supported") }
      return 0
    case "x": return try hexadecimal(2)
    case "u":
      if skip("{") { return try hexadecimalInBraces() }
      return try hexadecimal(4)
    case "U": return try hexadecimal(8)
    case _ where scalar.isASCII && scalar.isPatternWord && scalar != "_":
      throw PatternError("\\\(scalar) is not supported")
    default: return scalar.value
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(PatternError) -> UInt32 {
    guard position + count <= scalars.count else { throw PatternError("an escape is cut off") }
    position += count
    return try codePoint(scalars[position - count..<position])
  }

  private mutating func hexadecimalInBraces() throws(PatternError) -> UInt32 {
    guard let end = scalars[position...].firstIndex(of: "}") else {
      throw PatternError("an escape is cut off")
    }
    defer { position = end + 1 }
    return try codePoint(scalars[position..<end])
  }

  private func codePoint(_ digits: ArraySlice<Unicode.Scalar>) throws(PatternError) -> UInt32 {
    guard !digits.isEmpty, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
      let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
      Unicode.Scalar(value) != nil
    else { throw PatternError("an escape is no code point in hexadecimal") }
    return value
  }

  // MARK: sets

  private mutating func set() throws(PatternError) -> PatternCharacters {
    var set = PatternCharacters()
    set.isNegated = skip("^")
    var isFirst = true
    while isFirst || next != "]" {
      isFirst = false
      guard let lower = try setMember(into: &set) else { continue }
      guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        set.ranges.append(lower...lower)
        continue
      }
      position += 1
      guard let upper = try setMember(into: &set), lower <= upper else {
        throw PatternError("a range in [ ] does not go up")
      }
      set.ranges.append(lower...upper)
    }
    position += 1
    return set
  }

  /// One code point of a set; nil where a class was put into it.
  private mutating func setMember(into set: inout PatternCharacters) throws(PatternError)
    -> UInt32?
  {
    guard let scalar = next else { throw PatternError("a \"[\" is not closed") }
    position += 1
    guard scalar == "\\" else { return scalar.value }
    if next == nil { throw PatternError("it ends in a backslash") }
    if let named = try namedClass() {
      set.classes.append(named)
      return nil
    }
    if skip("b") { return 0x08 }
    return try escapedValue()
  }
}
