import NDJSON

extension Schema {
  /// The first way in which a value does not fit one node; nil where it fits.
  func violation(
    of value: JSONValue, in text: Span<UInt8>, node index: Int, within budget: inout PatternBudget
  ) -> Violation? {
    let node = nodes[index]
    guard node.allowsAnything else {
      return Violation(keyword: .additionalProperties, complaint: "not allowed")
    }
    if let violation = typeViolation(of: value, in: text, node) { return violation }
    if let violation = choiceViolation(of: value, in: text, node) { return violation }
    let violation: Violation?
    switch value.kind {
    case .number: violation = numberViolation(of: value, in: text, node)
    case .string: violation = textViolation(of: value, in: text, node, &budget)
    case .array: violation = arrayViolation(of: value, in: text, node, &budget)
    case .object: violation = objectViolation(of: value, in: text, node, &budget)
    case .null, .boolean: violation = nil
    }
    if let violation { return violation }
    if let alternatives = node.anyOf,
      !alternatives.contains(where: {
        self.violation(of: value, in: text, node: $0, within: &budget) == nil
      })
    {
      return Violation(keyword: .anyOf, complaint: "fits none of the alternatives")
    }
    return nil
  }

  private func typeViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode
  ) -> Violation? {
    let fits: Bool
    switch value.kind {
    case .object: fits = node.types.contains(.object)
    case .array: fits = node.types.contains(.array)
    case .string: fits = node.types.contains(.string)
    case .boolean: fits = node.types.contains(.boolean)
    case .null: fits = node.types.contains(.null)
    case .number:
      fits =
        node.types.contains(.number)
        || (node.types.contains(.integer) && text.isWholeNumber(value.range))
    }
    return fits ? nil : Violation(keyword: .type, complaint: "wanted \(node.types.description)")
  }

  private func choiceViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode
  ) -> Violation? {
    guard node.enumeration != nil || node.constant != nil else { return nil }
    let found = try? JSONConstant(value, in: text)
    if let choices = node.enumeration, !choices.contains(where: { $0 == found }) {
      return Violation(keyword: .enum, complaint: "not \(shown(choices))")
    }
    if let constant = node.constant, constant != found {
      return Violation(keyword: .const, complaint: "not \(shown([constant]))")
    }
    return nil
  }

  /// The first few of the allowed values.
  private func shown(_ choices: [JSONConstant]) -> String {
    let few = choices.prefix(4).map(\.description).joined(separator: ", ")
    let more = choices.count > 4 ? ", … (\(choices.count) values)" : ""
    return choices.count == 1 ? few : "one of \(few)\(more)"
  }

  private func numberViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode
  ) -> Violation? {
    let number = ExactNumber(value.range, in: text)
    if let limit = node.minimum, number < limit {
      return Violation(keyword: .minimum, complaint: "below the minimum \(limit.description)")
    }
    if let limit = node.maximum, limit < number {
      return Violation(keyword: .maximum, complaint: "above the maximum \(limit.description)")
    }
    if let limit = node.exclusiveMinimum, !(limit < number) {
      return Violation(keyword: .exclusiveMinimum, complaint: "not above \(limit.description)")
    }
    if let limit = node.exclusiveMaximum, !(number < limit) {
      return Violation(keyword: .exclusiveMaximum, complaint: "not below \(limit.description)")
    }
    if let divisor = node.multipleOf, !number.isMultiple(of: divisor) {
      return Violation(keyword: .multipleOf, complaint: "not a multiple of \(divisor)")
    }
    return nil
  }

  private func textViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode, _ budget: inout PatternBudget
  ) -> Violation? {
    guard node.minLength != nil || node.maxLength != nil || node.pattern != nil,
      let bytes = try? text.text(of: value)
    else { return nil }
    if let pattern = node.pattern, !pattern.matches(bytes, within: &budget) {
      let complaint = budget.isSpent ? "too much text to match with" : "does not match"
      return Violation(keyword: .pattern, complaint: "\(complaint) \(pattern.text)")
    }
    let length = bytes.span.codePointCount(0..<bytes.count)
    if let limit = node.minLength, length < limit {
      return Violation(keyword: .minLength, complaint: "shorter than \(limit) characters")
    }
    if let limit = node.maxLength, length > limit {
      return Violation(keyword: .maxLength, complaint: "longer than \(limit) characters")
    }
    return nil
  }

  private func arrayViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode, _ budget: inout PatternBudget
  ) -> Violation? {
    guard node.minItems != nil || node.maxItems != nil || node.uniqueItems || node.items != nil
    else { return nil }
    var elements: [JSONValue] = []
    var scanner = JSONScanner(text, at: value.range.lowerBound)
    do throws(JSONError) {
      var more = try scanner.enterArray()
      while more {
        elements.append(try scanner.value())
        more = try scanner.hasNext(closing: 0x5D)
      }
    } catch {
      return Violation(keyword: .type, complaint: error.description)
    }
    if let limit = node.minItems, elements.count < limit {
      return Violation(keyword: .minItems, complaint: "has fewer than \(limit) elements")
    }
    if let limit = node.maxItems, elements.count > limit {
      return Violation(keyword: .maxItems, complaint: "has more than \(limit) elements")
    }
    if node.uniqueItems, let constant = try? JSONConstant(value, in: text), constant.hasRepeats {
      return Violation(keyword: .uniqueItems, complaint: "has equal elements")
    }
    guard let items = node.items else { return nil }
    for element in elements {
      if let violation = violation(of: element, in: text, node: items, within: &budget) {
        return violation
      }
    }
    return nil
  }

  private func objectViolation(
    of value: JSONValue, in text: Span<UInt8>, _ node: SchemaNode, _ budget: inout PatternBudget
  ) -> Violation? {
    guard !node.properties.isEmpty || !node.required.isEmpty || node.additionalProperties != nil,
      case .object(let members)? = try? JSONConstant(value, in: text)
    else { return nil }
    let names = node.required.isEmpty ? [] : Set(members.map(\.name))
    for name in node.required where !names.contains(name) {
      let name = String(decoding: name, as: UTF8.self)
      return Violation(keyword: .required, complaint: "lacks \"\(name)\"")
    }
    var scanner = JSONScanner(text, at: value.range.lowerBound)
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try text.text(of: try scanner.memberName())
        let member = try scanner.value()
        if let property = node.properties.first(where: { $0.name == name }) {
          let found = violation(of: member, in: text, node: property.node, within: &budget)
          if let found { return found }
        } else if let other = node.additionalProperties,
          let found = violation(of: member, in: text, node: other, within: &budget)
        {
          return found
        }
        more = try scanner.hasNext(closing: 0x7D)
      }
    } catch {
      return Violation(keyword: .type, complaint: error.description)
    }
    return nil
  }
}

extension ExactNumber {
  /// The number as messages show it.
  var description: String {
    if let large { return "\(large)" }
    let text = double.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Whether the number divided by `divisor` is whole, the quotient taken as a double.
  func isMultiple(of divisor: Double) -> Bool {
    if let large, let whole = Int128(exactly: divisor) { return large % whole == 0 }
    let quotient = double / divisor
    if quotient.isFinite { return quotient == quotient.rounded(.towardZero) }
    return double.truncatingRemainder(dividingBy: divisor) == 0
  }
}

extension JSONConstant {
  /// Whether the value is an array with two equal elements.
  var hasRepeats: Bool {
    guard case .array(let elements) = self else { return false }
    return Set(elements).count < elements.count
  }
}

extension Span where Element == UInt8 {
  /// Whether the well-formed number at `range` is whole: `3`, `3.0` and `1e20` are.
  func isWholeNumber(_ range: Range<Int>) -> Bool {
    var scanner = JSONScanner(self, at: range.lowerBound)
    return (try? scanner.number())?.isWhole ?? false
  }

  /// How many code points the UTF-8 at `range` holds.
  func codePointCount(_ range: Range<Int>) -> Int {
    var count = 0
    for index in range where self[index] & 0xC0 != 0x80 { count &+= 1 }
    return count
  }
}
