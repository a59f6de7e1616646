import NDJSON

/// What the record checker does off its straight way: find the words for what does not hold.
extension RecordChecker {
  /// Reads a member that no column bears.
  mutating func readOther(_ scanner: inout JSONScanner) throws(JSONError) {
    let name = lastOtherName
    let value = try scanner.value()
    try checkDeep(value, in: scanner.bytes, column: rules.table.columns.count, name: name)
    guard let node = rules.schema.root.additionalProperties,
      let violation = rules.schema.violation(
        of: value, in: scanner.bytes, node: node, within: &patternBudget)
    else { return }
    let shown = scanner.bytes.shown(name)
    let isForbidden = violation.keyword == .additionalProperties
    note(
      Fault(
        violation.keyword,
        isForbidden
          ? "\(shown) is not a column"
          : "\(shown) is \(scanner.bytes.shown(value.range)), \(violation.complaint)"),
      column: rules.table.columns.count)
  }

  /// Judges a value that the loop could not pass by itself.
  @inline(never)
  mutating func judge(
    _ value: JSONValue, in text: Span<UInt8>, column index: Int
  ) throws(JSONError) {
    let column = rules.table.columns[index]
    try checkDeep(value, in: text, column: index, name: nil)
    let node = column.isDeclared ? column.node : rules.schema.root.additionalProperties
    guard let node,
      let violation = rules.schema.violation(
        of: value, in: text, node: node, within: &patternBudget)
    else { return }
    note(
      Fault(
        violation.keyword,
        "\(rules.quotedName(index)) is \(text.shown(value.range)), \(violation.complaint)"),
      column: index)
  }

  /// Refuses repeated names within a value, and numbers that no double can hold.
  mutating func checkDeep(
    _ value: JSONValue, in text: Span<UInt8>, column: Int, name: Range<Int>?
  ) throws(JSONError) {
    guard value.kind == .number || value.kind == .object || value.kind == .array else { return }
    guard try !JSONConstant(value, in: text).hasOnlyFiniteNumbers else { return }
    let isWhole = value.kind == .number && text.isWrittenAsInteger(value.range)
    let shown = name.map { text.shown($0) } ?? rules.quotedName(column)
    note(
      Fault(
        isWhole ? .floatConversion : .jsonValue,
        "\(shown) is \(text.shown(value.range)), more than a double can hold"),
      column: rules.table.columns.count + 1)
  }

  /// Keeps the fault whose column comes first.
  mutating func note(_ fault: Fault, column: Int) {
    if let first = firstFault, first.column <= column { return }
    firstFault = (column, fault)
  }

  @inline(never)
  mutating func checkEachPresence() throws(Fault) {
    for index in rules.table.columns.indices where rules.table.columns[index].isRequired {
      let word = index < 64 ? seen : seenBeyond[index &>> 6 &- 1]
      if word & (1 &<< UInt64(index & 63)) == 0 {
        note(Fault(.required, "\(rules.quotedName(index)) is missing"), column: index)
        break
      }
    }
    if let firstFault { throw firstFault.fault }
  }

  func unreadable(_ time: JSONValue, in text: Span<UInt8>) -> Fault {
    var reason = "not \(rules.format.text)"
    if time.kind == .string, let bytes = try? text.text(of: time) {
      reason = rules.format.refusalReason(bytes.span) ?? reason
    } else if time.kind == .number {
      let number = text.extracting(time.range)
      reason = rules.format.refusalReason(number, kind: .number) ?? reason
    }
    let name = rules.quotedName(rules.timeColumn)
    return Fault(.timeSeries, "\(name) is \(text.shown(time.range)), \(reason)")
  }
}

extension Span where Element == UInt8 {
  /// The JSON at `range` as messages show it, cut where it is long.
  public func shown(_ range: Range<Int>) -> String {
    guard range.count > 60 else { return String(decoding: copy(range), as: UTF8.self) }
    var end = range.lowerBound + 60
    while self[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: copy(range.lowerBound..<end), as: UTF8.self) + "…"
  }

  /// Whether the number at `range` has neither a point nor an exponent.
  func isWrittenAsInteger(_ range: Range<Int>) -> Bool {
    for index in range where self[index] == 0x2E || self[index] | 0x20 == 0x65 { return false }
    return true
  }
}
