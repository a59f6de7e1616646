/// A regular expression as a list of instructions, to be followed along all ways at once.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    /// Takes one code point of the set.
    case take(PatternCharacters)
    /// Goes on here only at such a place.
    case check(PatternAssertion)
    /// Goes on at both.
    case split(Int, Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// The pattern has matched.
    case match
  }

  var instructions: [Instruction] = []
}

/// Makes a program of a pattern.
struct PatternCompiler {
  /// The most instructions: a repeat with a count takes as many as there are times.
  static let largestProgram = 5_000

  private var program = PatternProgram()
  private var count: Int { program.instructions.count }

  /// The program, which ends with the match.
  consuming func finish() -> PatternProgram {
    program.instructions.append(.match)
    return program
  }

  mutating func add(_ node: PatternNode) throws(PatternError) {
    switch node {
    case .empty: break
    case .characters(let set): try append(.take(set))
    case .assertion(let place): try append(.check(place))
    case .sequence(let nodes):
      for node in nodes { try add(node) }
    case .alternatives(let nodes): try add(oneOf: nodes[...])
    case .repeated(let node, let least, let most): try add(node, least, most)
    }
  }

  private mutating func append(_ instruction: PatternProgram.Instruction) throws(PatternError) {
    if count >= Self.largestProgram { throw PatternError("it is too large, by its repeats") }
    program.instructions.append(instruction)
  }

  private mutating func add(oneOf nodes: ArraySlice<PatternNode>) throws(PatternError) {
    var jumps: [Int] = []
    for node in nodes.dropLast() {
      let split = count
      try append(.split(split + 1, split + 1))
      try add(node)
      jumps.append(count)
      try append(.jump(0))
      program.instructions[split] = .split(split + 1, count)
    }
    if let last = nodes.last { try add(last) }
    for jump in jumps { program.instructions[jump] = .jump(count) }
  }

  private mutating func add(_ node: PatternNode, _ least: Int, _ most: Int?) throws(PatternError) {
    for _ in 0..<least {
      let before = count
      try add(node)
      // What takes no instruction may be repeated for ever.
      if count == before { return }
    }
    guard let most else {
      let split = count
      try append(.split(split + 1, split + 1))
      try add(node)
      try append(.jump(split))
      program.instructions[split] = .split(split + 1, count)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(most, least) {
      splits.append(count)
      try append(.split(count + 1, count + 1))
      try add(node)
    }
    for split in splits { program.instructions[split] = .split(split + 1, count) }
  }
}

/// How much work the patterns may be for one record: what is left of it.
///
/// An instruction followed is one unit. A million of them take ten to thirty milliseconds.
struct PatternBudget {
  var left = 20_000_000

  var isSpent: Bool { left < 0 }
}

/// A set of numbers below a limit, in the order in which they came.
private struct SparseSet {
  private(set) var members: [Int] = []
  private var places: [Int]

  init(limit: Int) { places = Array(repeating: 0, count: limit) }

  /// Adds a number; false where it was there.
  mutating func insert(_ number: Int) -> Bool {
    let place = places[number]
    if place < members.count, members[place] == number { return false }
    places[number] = members.count
    members.append(number)
    return true
  }

  mutating func removeAll() { members.removeAll(keepingCapacity: true) }
}

/// One text as it is matched.
///
/// The work for each code point is at most the size of the program. In a long text the steps are
/// remembered, so that one that was made before is a look into a table. Repeats with a count can
/// make them all differ: the budget is for these.
struct PatternRun {
  /// Texts from this length on, in bytes, have their steps remembered.
  private static let longText = 512
  /// How many steps are remembered at most.
  private static let rememberedSteps = 4_096

  /// What stands around a place.
  private struct Context: Hashable {
    var isStart = true
    var isAfterWord = false
    var scalar: Unicode.Scalar?
    var isLastLineFeed = false

    func fits(_ place: PatternAssertion) -> Bool {
      switch place {
      case .start: isStart
      case .end: scalar == nil
      case .lastLineEnd: scalar == nil || isLastLineFeed
      case .wordBoundary: isAfterWord != (scalar?.isPatternWord ?? false)
      case .noWordBoundary: isAfterWord == (scalar?.isPatternWord ?? false)
      }
    }
  }

  private struct Step: Hashable {
    let state: Int
    let context: Context
  }

  private let program: PatternProgram
  private var visited: SparseSet
  private var stack: [Int] = []
  /// How much was done so far: instructions followed, and parts of sets looked at.
  private var work = 0
  /// Where the ways stand that have taken all code points so far: the instructions of each state.
  private var states: [[Int]] = [[]]
  private var numbers: [[Int]: Int] = [[]: 0]
  /// The state after a step; nil where a way has matched.
  private var remembered: [Step: Int?] = [:]

  init(_ program: PatternProgram) {
    self.program = program
    visited = SparseSet(limit: program.instructions.count)
  }

  /// Whether the program matches anywhere in the text, which is UTF-8; false where the budget ends.
  mutating func matches(_ bytes: [UInt8], within budget: inout PatternBudget) -> Bool {
    // To make the set of those visited is work as well.
    work = program.instructions.count / 32
    defer { budget.left -= work }
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    var context = Context()
    var index = text.startIndex
    var (state, place) = (0, [Int]())
    while index != text.endIndex {
      if work > budget.left { return false }
      let scalar = text[index]
      index = text.index(after: index)
      context.scalar = scalar
      context.isLastLineFeed = scalar == "\n" && index == text.endIndex
      if bytes.count >= Self.longText {
        guard let next = rememberedStep(from: state, context) else { return true }
        state = next
      } else {
        guard let next = step(from: place, context) else { return true }
        place = next
      }
      context.isStart = false
      context.isAfterWord = scalar.isPatternWord
    }
    context.scalar = nil
    context.isLastLineFeed = false
    if work > budget.left { return false }
    if bytes.count >= Self.longText { place = states[state] }
    return step(from: place, context) == nil
  }

  private mutating func rememberedStep(from state: Int, _ context: Context) -> Int? {
    let key = Step(state: state, context: context)
    if let known = remembered[key] { return known }
    let place = step(from: states[state], context)
    if remembered.count >= Self.rememberedSteps {
      // The numbers of all states are new from here on, that of the key too.
      forget()
      return place.map { number(of: $0) }
    }
    let next = place.map { number(of: $0) }
    remembered[key] = .some(next)
    return next
  }

  private mutating func forget() {
    remembered.removeAll()
    numbers.removeAll()
    states.removeAll()
  }

  private mutating func number(of place: [Int]) -> Int {
    if let known = numbers[place] { return known }
    numbers[place] = states.count
    states.append(place)
    return states.count - 1
  }

  /// Where the ways stand after the next code point, one that begins here included; nil where one
  /// of them has matched.
  private mutating func step(from place: [Int], _ context: Context) -> [Int]? {
    visited.removeAll()
    stack.removeAll(keepingCapacity: true)
    stack.append(0)
    stack.append(contentsOf: place)
    var next: [Int] = []
    while let place = stack.popLast() {
      work += 1
      guard visited.insert(place) else { continue }
      switch program.instructions[place] {
      case .match: return nil
      case .jump(let other): stack.append(other)
      case .split(let one, let other):
        stack.append(one)
        stack.append(other)
      case .check(let assertion):
        if context.fits(assertion) { stack.append(place + 1) }
      case .take(let set):
        work += set.work
        if let scalar = context.scalar, set.contains(scalar) { next.append(place + 1) }
      }
    }
    return next
  }
}
