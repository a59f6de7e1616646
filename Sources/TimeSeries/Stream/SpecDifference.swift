internal import NDJSON

extension StreamError {
  /// Shows where a spec line differs from the one before it; nil where they are equal.
  ///
  /// - Parameters:
  ///   - line: The line, scanned.
  ///   - bytes: Its text.
  ///   - earlier: The text of the spec line before it.
  public static func difference(
    of line: StreamLine, _ bytes: Span<UInt8>, from earlier: Span<UInt8>
  ) -> StreamError? {
    guard !bytes.equals(earlier) else { return nil }
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
