/// Matching a whole text, with the result that Python's regular expression would give.
extension StrptimePattern {
  /// Matches the parts from one on, each in the first way that fits; gives where the match ends.
  @inline(__always)
  func matchFirstChoices(
    _ text: Span<UInt8>, from part: Int, at start: Int, into fields: inout TimestampFields
  ) -> Int? {
    var place = start
    for index in part..<parts.count {
      let end =
        switch parts[index] {
        case .directive(let directive): fields.match(directive, in: text, at: place)
        case .literal(let range): matchLiteral(range, in: text, at: place)
        case .space: text.endOfSpaces(at: place)
        }
      guard let end else { return nil }
      place = end
    }
    return place
  }

  /// Matches a text from its start; gives where the match ends, which need not be the text's end.
  func match(_ text: Span<UInt8>, into fields: inout TimestampFields) -> Int? {
    if let end = matchFirstChoices(text, from: 0, at: 0, into: &fields) { return end }
    var search = StrptimeSearch(self)
    return search.match(text, from: 0, at: 0, into: &fields)
  }

  fileprivate func match(
    part index: Int, _ text: Span<UInt8>, at place: Int, choice: Int,
    into fields: inout TimestampFields
  ) -> Int? {
    switch parts[index] {
    case .directive(let directive):
      return fields.match(directive, in: text, at: place, choice: choice)
    case .literal(let range):
      return matchLiteral(range, in: text, at: place)
    case .space:
      guard let end = text.endOfSpaces(at: place) else { return nil }
      if choice == 0 { return end }
      // White space is given back for a day alone, as only that may begin with a space itself.
      return end - place > 1 && text[end - 1] == 0x20 ? end - 1 : nil
    }
  }

  /// How many ways there are to match a part.
  fileprivate func choices(ofPart index: Int) -> Int {
    switch parts[index] {
    case .directive(let directive): return directive.choices
    case .literal: return 1
    case .space:
      return index + 1 < parts.count && parts[index + 1] == .directive(.day) ? 2 : 1
    }
  }

  @inline(__always)
  private func matchLiteral(_ range: Range<Int>, in text: Span<UInt8>, at place: Int) -> Int? {
    guard text.count - place >= range.count else {
      return matchFolded(range, in: text, at: place)
    }
    for offset in 0..<range.count
    where text[place + offset] != literals[range.lowerBound + offset] {
      return matchFolded(range, in: text, at: place)
    }
    return place + range.count
  }

  /// Compares character by character, whatever the case.
  private func matchFolded(_ range: Range<Int>, in text: Span<UInt8>, at start: Int) -> Int? {
    var (index, place) = (range.lowerBound, start)
    while index < range.upperBound {
      guard let (left, next) = literals.span.scalar(at: index),
        let (right, end) = text.scalar(at: place),
        left == right || left.caseFolded == right.caseFolded
      else { return nil }
      (index, place) = (next, end)
    }
    return place
  }
}

/// A search through the ways to split a text among the parts of a format, first choices first.
///
/// Places where a part is known to fail are not tried again, so that the work is bounded by parts
/// times places whatever the text.
struct StrptimeSearch {
  private struct Dead: Hashable {
    let part: Int
    let place: Int
  }

  private let pattern: StrptimePattern
  private var dead: Set<Dead> = []
  /// Where the text of each part ends, once a match is found.
  private(set) var ends: [Int]

  /// Makes the search for one format.
  init(_ pattern: StrptimePattern) {
    self.pattern = pattern
    ends = pattern.parts.map { _ in 0 }
  }

  /// Matches the parts from one on; gives where the match ends.
  mutating func match(
    _ text: Span<UInt8>, from part: Int, at start: Int, into fields: inout TimestampFields
  ) -> Int? {
    var (index, place) = (part, start)
    while index < pattern.parts.count, pattern.choices(ofPart: index) == 1 {
      guard let end = pattern.match(part: index, text, at: place, choice: 0, into: &fields)
      else { return nil }
      ends[index] = end
      (index, place) = (index + 1, end)
    }
    guard index < pattern.parts.count else { return place }
    let here = Dead(part: index, place: place)
    guard !dead.contains(here) else { return nil }
    for choice in 0..<pattern.choices(ofPart: index) {
      guard let end = pattern.match(part: index, text, at: place, choice: choice, into: &fields)
      else { break }
      ends[index] = end
      if let last = match(text, from: index + 1, at: end, into: &fields) { return last }
    }
    dead.insert(here)
    return nil
  }
}
