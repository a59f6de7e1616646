import NDJSON

/// One column as the record checker's inner loop wants it: plain numbers, no references.
struct RecordColumn {
  /// What the loop can judge by itself; all else goes to the schema.
  enum Shape: UInt8 {
    /// Numbers between `lower` and `upper`, whole ones only where `wholeOnly`.
    case number
    /// Strings of any content, of `minLength` to `maxLength` code points.
    case text
    /// One of the strings at `choices`.
    case choice
    /// Whatever the schema says.
    case general
  }

  var shape = Shape.general
  /// Whether `null` is valid.
  var takesNull = false
  /// Whether `true` and `false` are valid.
  var takesBoolean = false
  var isRequired = false
  /// Whether the schema has the column among its properties.
  var isDeclared = true
  var node = 0
  var lower = -Double.infinity
  var upper = Double.infinity
  var wholeOnly = false
  var minLength = 0
  var maxLength = Int.max
  var choices = 0..<0

  /// Whether every string fits.
  var takesAnyText: Bool { shape == .text && minLength == 0 && maxLength == .max }

  /// Whether a number fits.
  @inline(__always)
  func takes(_ number: JSONNumber) -> Bool {
    number.double >= lower && number.double <= upper && number.isFinite
      && (!wholeOnly || number.isWhole)
  }
}

/// The columns of a schema as flat tables.
struct RecordColumns {
  private(set) var columns: [RecordColumn] = []
  /// The names, un-escaped.
  private(set) var names: [[UInt8]] = []
  /// The columns by name, for a record of many whose order is its own.
  private var numbers: [[UInt8]: Int] = [:]
  /// The texts that columns may hold, one after the other, and the word each begins with.
  private(set) var choices: [[UInt8]] = []
  private(set) var choiceWords: [UInt64] = []
  /// Which of the first 64 columns must be there, one bit each.
  private(set) var required: UInt64 = 0

  /// The columns of the schema, then those that rules need and the schema does not name.
  init(_ schema: Schema, needed: [String]) {
    let root = schema.root
    for property in root.properties {
      append(property.name, schema.nodes[property.node], node: property.node)
    }
    for name in root.required + needed.map({ Array($0.utf8) }) where numbers[name] == nil {
      append(name, nil, node: 0)
    }
    for index in root.required.compactMap({ numbers[$0] }) {
      columns[index].isRequired = true
      if index < 64 { required |= 1 << UInt64(index) }
    }
  }

  private mutating func append(_ name: [UInt8], _ node: SchemaNode?, node index: Int) {
    var column = RecordColumn()
    column.node = index
    column.isDeclared = node != nil
    if let node { classify(node, into: &column) }
    columns.append(column)
    numbers[name] = names.count
    names.append(name)
  }

  private mutating func classify(_ node: SchemaNode, into column: inout RecordColumn) {
    guard node.allowsAnything, node.anyOf == nil else { return }
    if let texts = node.textChoices {
      column.shape = .choice
      column.choices = choices.count..<choices.count + texts.count
      choices += texts
      choiceWords += texts.map { $0.span.word(at: 0) }
      return
    }
    guard node.enumeration == nil, node.constant == nil else { return }
    column.takesNull = node.types.contains(.null)
    column.takesBoolean = node.types.contains(.boolean)
    if node.types.contains(.string) && !node.types.contains(.number) && node.pattern == nil {
      column.shape = .text
      column.minLength = node.minLength ?? 0
      column.maxLength = node.maxLength ?? .max
      return
    }
    guard node.types.contains(.number) || node.types.contains(.integer), node.multipleOf == nil,
      !node.types.contains(.string), node.limits.allSatisfy({ $0.large == nil })
    else { return }
    column.shape = .number
    column.wholeOnly = !node.types.contains(.number)
    column.lower = max(
      node.minimum?.double ?? -.infinity, node.exclusiveMinimum?.double.nextUp ?? -.infinity)
    column.upper = min(
      node.maximum?.double ?? .infinity, node.exclusiveMaximum?.double.nextDown ?? .infinity)
  }

  /// Whether a text is neither too short nor too long for a column.
  @inline(__always)
  func hasLength(of index: Int, _ range: Range<Int>, in text: Span<UInt8>) -> Bool {
    let length = text.codePointCount(range)
    return length >= columns[index].minLength && length <= columns[index].maxLength
  }

  /// Whether a text is one of those that a column may hold.
  @inline(__always)
  func isChoice(of column: Int, _ range: Range<Int>, in text: Span<UInt8>) -> Bool {
    let count = range.count
    let mask: UInt64 = count >= 8 ? ~0 : 1 &<< UInt64(8 &* count) &- 1
    let word = text.word(at: range.lowerBound) & mask
    for index in columns[column].choices where choiceWords[index] == word {
      let choice = choices[index]
      if choice.count == count, count <= 8 || text.matches(choice, at: range.lowerBound) {
        return true
      }
    }
    return false
  }

  /// The column with the given name; nil for an unknown one.
  func index(of name: [UInt8]) -> Int? { numbers[name] }

  /// The column with the given name, in the bytes of `text`; nil for an unknown one.
  ///
  /// The search starts at `hint`, where the next column of a well-ordered record stands.
  func index(of name: Range<Int>, in text: Span<UInt8>, from hint: Int) -> Int? {
    if names.count > 64 { return index(of: text.copy(name)) }
    for distance in names.indices {
      let index =
        hint &+ distance < names.count ? hint &+ distance : hint &+ distance &- names.count
      if names[index].count == name.count, text.matches(names[index], at: name.lowerBound) {
        return index
      }
    }
    return nil
  }
}

extension SchemaNode {
  /// The strings that the node allows, where it allows nothing else and they need no escape.
  fileprivate var textChoices: [[UInt8]]? {
    guard pattern == nil, minLength == nil, maxLength == nil, types.contains(.string) else {
      return nil
    }
    let constants = constant.map { [$0] } ?? enumeration ?? []
    guard !constants.isEmpty, constant == nil || enumeration == nil else { return nil }
    var texts: [[UInt8]] = []
    for case .string(let text) in constants { texts.append(text) }
    return texts.count == constants.count ? texts : nil
  }

  /// All limits on numbers.
  fileprivate var limits: [ExactNumber] {
    [minimum, maximum, exclusiveMinimum, exclusiveMaximum].compactMap { $0 }
  }
}
