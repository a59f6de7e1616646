public import NDJSON

/// The kinds of line that a stream holds.
public enum LineKind: Equatable, Sendable {
  /// What a record is and how time moves; the first line.
  case spec
  /// One round of one group.
  case group
  /// A global stop, on its way down the loop.
  case stop
  /// The end of what a journal knows, on its way down the loop.
  case resumed
  /// A line that no stage knows: it passes through.
  case other
}

/// Where the members of one line stand; the line itself stays where it is.
///
/// One value serves all lines of a stream, so that its arrays are allocated once:
///
///     try line.scan(bytes)
///     if line.kind == .group, let text = line[.currentPrefill] { … }
public struct StreamLine: Sendable {
  /// A member as it stands in the line.
  public struct Entry: Sendable {
    /// Which member it is; nil where no stage knows it.
    public let member: Member?
    /// Where it begins: the quote of its name.
    public let start: Int
    /// Its value.
    public let value: JSONValue
  }

  /// All members of the line, in order.
  public private(set) var entries: [Entry] = []
  /// What kind of line it is.
  public private(set) var kind = LineKind.other

  /// The member whose value a scan stopped before.
  private var paused: (member: Member, kind: JSONKind, nameStart: Int, start: Int)?

  /// A description of no line yet.
  public init() {}

  /// Reads where the members of a line stand; the line must be one JSON object in UTF-8.
  ///
  /// A known member that stands twice is an error; half a surrogate pair is not, since a line may
  /// quote what a model wrote.
  public mutating func scan(_ line: Span<UInt8>) throws(StreamError) {
    _ = try scan(line, pausingAt: nil)
  }

  /// As `scan`, but stops before the value of `member`, and says where that stands; nil where the
  /// line has it not.
  ///
  /// Whoever reads the value on the way calls `resume` behind it: no byte is looked at twice.
  public mutating func scan(
    _ line: Span<UInt8>, pausingAt member: Member?
  ) throws(StreamError) -> Int? {
    entries.removeAll(keepingCapacity: true)
    kind = .other
    guard line.isWellFormedUTF8 else { throw .json(JSONError(.notUTF8, at: 0)) }
    var scanner = JSONScanner(line)
    scanner.skipWhitespace()
    guard line.byte(at: scanner.position) == 0x7B else { throw .notAnObject }
    do throws(JSONError) {
      let isEmpty = try !scanner.enterObject()
      return try scan(line, from: scanner.position, pausingAt: member, isEmpty: isEmpty)
    } catch {
      throw .json(error)
    }
  }

  /// Goes on behind the value that `scan` stopped before, which ends at `position`.
  public mutating func resume(_ line: Span<UInt8>, from position: Int) throws(StreamError) {
    guard let paused else { return }
    var scanner = JSONScanner(line, at: position)
    do throws(JSONError) {
      let value = JSONValue(kind: paused.kind, range: paused.start..<position)
      entries.append(Entry(member: paused.member, start: paused.nameStart, value: value))
      self.paused = nil
      let isLast = try !scanner.hasNext(closing: 0x7D)
      _ = try scan(line, from: scanner.position, pausingAt: nil, isEmpty: isLast)
    } catch {
      throw .json(error)
    }
  }

  /// Reads members from `position` on, where a name or, of an object at its end, nothing is due.
  private mutating func scan(
    _ line: Span<UInt8>, from position: Int, pausingAt pause: Member?, isEmpty: Bool
  ) throws(JSONError) -> Int? {
    var scanner = JSONScanner(line, at: position)
    scanner.allowsLoneSurrogates = true
    var more = !isEmpty
    while more {
      scanner.skipWhitespace()
      let start = scanner.position
      let name = try scanner.memberName()
      let member = Member.named(name.contents, in: line)
      if let member, self[member] != nil { throw JSONError(.repeatedName, at: start) }
      if let member, member == pause, line.byte(at: scanner.position) == 0x5B {
        paused = (member, .array, start, scanner.position)
        kind = kind(of: line)
        return scanner.position
      }
      entries.append(Entry(member: member, start: start, value: try scanner.value()))
      more = try scanner.hasNext(closing: 0x7D)
    }
    try scanner.expectEnd()
    kind = kind(of: line)
    return nil
  }

  private func kind(of line: Span<UInt8>) -> LineKind {
    guard let type = self[.type], type.kind == .string else { return .other }
    if line.equals("group", in: type.contents) { return .group }
    if line.equals("spec", in: type.contents) { return .spec }
    if line.equals("stop", in: type.contents) { return .stop }
    if line.equals("resumed", in: type.contents) { return .resumed }
    return .other
  }

  /// The value of a member; nil where the line has it not.
  public subscript(_ member: Member) -> JSONValue? {
    for entry in entries where entry.member == member { return entry.value }
    return nil
  }

  /// Whether the line says that its group has ended, or is not asked for any more in this run, so
  /// that no stage works on it.
  public func hasEnded(_ line: Span<UInt8>) -> Bool {
    isTrue(.completed, line) || isTrue(.failed, line) || isTrue(.unfinished, line)
  }

  /// Whether a member is there and true.
  public func isTrue(_ member: Member, _ line: Span<UInt8>) -> Bool {
    guard let value = self[member], value.kind == .boolean else { return false }
    return line[value.range.lowerBound] == 0x74
  }

  /// Appends the members but those of `dropped` to an object that is open, byte for byte.
  public func copyMembers(
    of line: Span<UInt8>, except dropped: Set<Member>, into writer: inout JSONWriter
  ) {
    for entry in entries {
      if let member = entry.member, dropped.contains(member) { continue }
      writer.raw(line.extracting(entry.start..<entry.value.range.upperBound))
    }
  }

  // MARK: Values of members

  /// The text of a string member; nil where it is absent or null.
  public func text(_ member: Member, of line: Span<UInt8>) throws(StreamError) -> [UInt8]? {
    guard let value = self[member], value.kind != .null else { return nil }
    guard value.kind == .string else { throw unexpected(member, value, line, "a string") }
    do throws(JSONError) { return try line.text(of: value) } catch { throw .json(error) }
  }

  /// The text of a string member as a String; nil where it is absent or null.
  public func string(_ member: Member, of line: Span<UInt8>) throws(StreamError) -> String? {
    try text(member, of: line).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The value of a member that counts something; nil where it is absent or null.
  public func count(_ member: Member, of line: Span<UInt8>) throws(StreamError) -> Int? {
    guard let value = self[member], value.kind != .null else { return nil }
    guard let count = line.count(of: value) else {
      throw unexpected(member, value, line, Count.wanted)
    }
    return count
  }

  /// The value of a member that is true or false; false where it is absent or null.
  public func boolean(_ member: Member, of line: Span<UInt8>) throws(StreamError) -> Bool {
    guard let value = self[member], value.kind != .null else { return false }
    guard value.kind == .boolean else { throw unexpected(member, value, line, "true or false") }
    return line[value.range.lowerBound] == 0x74
  }

  /// The JSON of a member, byte for byte; nil where it is absent.
  public func raw(_ member: Member, of line: Span<UInt8>) -> [UInt8]? {
    self[member].map { line.copy($0.range) }
  }

  /// An error that quotes the value found, cut where it is long.
  public func unexpected(
    _ member: Member, _ value: JSONValue, _ line: Span<UInt8>, _ wanted: String
  ) -> StreamError {
    let shown = value.range.count > 60 ? value.range.prefix(60) : value.range
    let text = String(decoding: line.copy(shown), as: UTF8.self)
    return .unexpected(member, found: value.range.count > 60 ? text + "…" : text, wanted: wanted)
  }
}
