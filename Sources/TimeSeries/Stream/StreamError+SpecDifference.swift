import NDJSON

extension StreamError {
  /// Shows where a spec line differs from the one before it; nil where they are equal as JSON.
  ///
  /// - Parameters:
  ///   - line: The line, scanned.
  ///   - bytes: Its text.
  ///   - earlier: The text of the spec line before it.
  public static func difference(
    of line: StreamLine, _ bytes: Span<UInt8>, from earlier: Span<UInt8>
  ) -> StreamError? {
    guard !bytes.equals(earlier) else { return nil }
    guard let own = try? JSONConstant(bytes), let wanted = try? JSONConstant(earlier) else {
      return spelledDifference(of: line, bytes, from: earlier)
    }
    if own == wanted { return nil }
    // In one spelling, the first byte that differs is one that matters.
    let spelled = Array(own.ordered(as: wanted).description.utf8)
    let before = Array(wanted.description.utf8)
    var line = StreamLine()
    try? line.scan(spelled.span)
    return spelledDifference(of: line, spelled.span, from: before.span)
  }

  private static func spelledDifference(
    of line: StreamLine, _ bytes: Span<UInt8>, from earlier: Span<UInt8>
  ) -> StreamError {
    var place = 0
    while place < min(bytes.count, earlier.count), bytes[place] == earlier[place] { place += 1 }
    // Both lines are equal up to `place`, so a member that begins there begins in both.
    let member = line.entries.last { $0.start <= place }?.start ?? 0
    let start = place - member > 40 ? place - 20 : member
    let excerpts = [excerpt(earlier, from: start), excerpt(bytes, from: start)]
    if let own = try? line.string(.digest, of: bytes), let wanted = digest(of: earlier),
      own != wanted
    {
      let isDigest = line.entries.last { $0.start <= place }?.member == .digest
      return .differentDigest(wanted, own, alsoDiffering: isDigest ? [] : excerpts)
    }
    return .differentSpec(excerpts[0], excerpts[1])
  }

  private static func digest(of spec: Span<UInt8>) -> String? {
    var line = StreamLine()
    guard (try? line.scan(spec)) != nil else { return nil }
    return try? line.string(.digest, of: spec)
  }

  /// 60 bytes of a line, with a sign where they are not all of it.
  private static func excerpt(_ line: Span<UInt8>, from start: Int) -> String {
    let end = min(start + 60, line.count)
    let text = String(decoding: line.copy(min(start, end)..<end), as: UTF8.self)
    return (start > 0 ? "…" : "") + text + (end < line.count ? "…" : "")
  }
}

extension JSONConstant {
  /// The value with the members of its objects in the order in which another one has them, those
  /// that it alone has last.
  fileprivate func ordered(as other: JSONConstant) -> JSONConstant {
    guard case .object(let members) = self, case .object(let wanted) = other else { return self }
    var shared: [Member] = []
    for model in wanted {
      guard let own = members.first(where: { $0.name == model.name }) else { continue }
      shared.append(Member(name: own.name, value: own.value.ordered(as: model.value)))
    }
    let names = Set(shared.map(\.name))
    return .object(shared + members.filter { !names.contains($0.name) })
  }
}
