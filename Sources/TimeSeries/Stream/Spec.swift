public import NDJSON

/// What a group's first prompt holds.
public enum SeedMode: String, CaseIterable, Sendable {
  /// The group's first real records.
  case history
  /// The beginning of the group's first record: no real row is sent.
  case prefix
}

/// The first line of a stream: what a record is, how time moves, what a prompt is.
///
/// As `spec` in ts-stream(5). Texts that are compiled elsewhere (schema, time format) stay as they
/// are; `RecordRules` compiles them.
public struct Spec: Equatable, Sendable {
  /// The version of the line format that this package writes and reads.
  public static let version = 1

  /// The JSON Schema of a record, as JSON; its `properties` are in column order.
  public var schema: [UInt8]
  /// How the schema was made, in words; nil where nobody says it.
  public var schemaSource: String?
  /// The column that holds the time.
  public var timeColumn: String
  /// A strptime format, or `elapsed_seconds`.
  public var timeFormat: String
  /// The zone whose clocks show the times; nil for UTC, or for what the times say themselves.
  public var timeZone: Zone?
  /// How time moves from record to record.
  public var step: Step
  /// The first and the last time of a group, as JSON in the column's own spelling.
  public var startTimestamp: [UInt8]?
  /// The time at which a group is complete, as JSON in the column's own spelling.
  public var stopTimestamp: [UInt8]?
  /// The column that holds the group; nil for a single series.
  public var groupColumn: String?
  /// The columns that the group column is made of; nil where it is one of the table.
  public var groupParts: GroupParts?
  /// How many accepted records a prompt continues: the window.
  public var prefillContextSize = 3
  /// What a group starts from.
  public var mode = SeedMode.history
  /// The prompt, with `{prefill}` where the group's `current_prefill` goes.
  public var prompt = "{prefill}"
  /// How many groups the run has, where that is known.
  public var groups: Int?
  /// How many records the run is to generate, where that is known.
  public var expectedRecords: Int?

  /// The columns in the order in which a table of records goes out; nil for the schema's order.
  public var columns: [String]?
  /// A hash of what the run is made from, the table and the options; nil where nobody made one.
  public var digest: String?

  /// The column that is true on a group's last record, which ends it; nil where its stop does.
  public var endColumn: String?
  /// The column that counts a group's records from 0, in place of the time; nil where none does.
  public var indexColumn: String?
  /// The time of records that are counted; nil where they have none.
  public var sourceTime: SourceTime?
  /// The token that begins the prompt, where a tokenizer is to add none; nil where it may.
  public var bosToken: String?
  /// The most tokens that a completion may have; nil where nothing tells.
  public var maxTokens: Int?

  /// A spec of a schema and a time column.
  public init(schema: [UInt8], timeColumn: String, timeFormat: String, step: Step) {
    self.schema = schema
    self.timeColumn = timeColumn
    self.timeFormat = timeFormat
    self.step = step
  }

  /// Reads a scanned line of kind `spec`.
  public init(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    if let version = try line.count(.version, of: bytes), version != Self.version {
      throw .unexpected(.version, found: "\(version)", wanted: "\(Self.version)")
    }
    guard let schema = line.raw(.schema, of: bytes) else { throw .missing(.schema) }
    guard let column = try line.string(.timeColumn, of: bytes) else { throw .missing(.timeColumn) }
    guard let format = try line.string(.timeFormat, of: bytes) else { throw .missing(.timeFormat) }
    self.init(
      schema: schema, timeColumn: column, timeFormat: format, step: try line.step(of: bytes))
    timeZone = try Zone(line, bytes)
    schemaSource = try line.string(.schemaSource, of: bytes)
    startTimestamp = line.scalar(.startTimestamp, of: bytes)
    stopTimestamp = line.scalar(.stopTimestamp, of: bytes)
    groupColumn = try line.string(.groupColumn, of: bytes)
    groupParts = try GroupParts(line, bytes)
    prefillContextSize = try line.count(.prefillContextSize, of: bytes) ?? prefillContextSize
    prompt = try line.string(.prompt, of: bytes) ?? prompt
    groups = try line.count(.groups, of: bytes)
    expectedRecords = try line.count(.expectedRecords, of: bytes)
    columns = try line.strings(.columns, of: bytes)
    digest = try line.string(.digest, of: bytes)
    endColumn = try line.string(.endColumn, of: bytes)
    indexColumn = try line.string(.indexColumn, of: bytes)
    sourceTime = try SourceTime(line, bytes)
    bosToken = try line.string(.bosToken, of: bytes)
    maxTokens = try line.count(.maxTokens, of: bytes)
    if maxTokens == 0 { throw .unexpected(.maxTokens, found: "0", wanted: "a number above 0") }
    if let text = try line.string(.mode, of: bytes) {
      guard let mode = SeedMode(rawValue: text) else {
        throw .unexpected(.mode, found: "\"\(text)\"", wanted: "history or prefix")
      }
      self.mode = mode
    }
  }

  /// Appends the line, without its line feed.
  public func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member(.type, string: "spec")
    writer.member(.version, integer: Self.version)
    writer.member(.schema, raw: schema)
    if let schemaSource { writer.member(.schemaSource, string: schemaSource) }
    writer.member(.timeColumn, string: timeColumn)
    writer.member(.timeFormat, string: timeFormat)
    timeZone?.write(into: &writer)
    step.write(into: &writer)
    if let startTimestamp { writer.member(.startTimestamp, raw: startTimestamp) }
    if let stopTimestamp { writer.member(.stopTimestamp, raw: stopTimestamp) }
    writer.name(Member.groupColumn.rawValue)
    if let groupColumn { writer.string(groupColumn) } else { writer.null() }
    groupParts?.write(into: &writer)
    writer.member(.prefillContextSize, integer: prefillContextSize)
    writer.member(.mode, string: mode.rawValue)
    writer.member(.prompt, string: prompt)
    if let groups { writer.member(.groups, integer: groups) }
    if let expectedRecords { writer.member(.expectedRecords, integer: expectedRecords) }
    if let columns {
      writer.name(Member.columns.rawValue)
      writer.beginArray()
      for column in columns { writer.string(column) }
      writer.endArray()
    }
    if let endColumn { writer.member(.endColumn, string: endColumn) }
    if let indexColumn { writer.member(.indexColumn, string: indexColumn) }
    sourceTime?.write(into: &writer)
    if let bosToken { writer.member(.bosToken, string: bosToken) }
    if let maxTokens { writer.member(.maxTokens, integer: maxTokens) }
    if let digest { writer.member(.digest, string: digest) }
    writer.endObject()
  }
}

extension StreamLine {
  /// The JSON of a member that is a string or a number; nil where it is absent or null.
  func scalar(_ member: Member, of bytes: Span<UInt8>) -> [UInt8]? {
    guard let value = self[member], value.kind == .string || value.kind == .number else {
      return nil
    }
    return bytes.copy(value.range)
  }

  /// The texts of a member that is a list of strings; nil where it is absent or null.
  fileprivate func strings(_ member: Member, of bytes: Span<UInt8>) throws(StreamError)
    -> [String]?
  {
    guard let value = self[member], value.kind != .null else { return nil }
    guard value.kind == .array else { throw unexpected(member, value, bytes, "a list of strings") }
    var texts: [String] = []
    do throws(JSONError) {
      var scanner = JSONScanner(bytes, at: value.range.lowerBound)
      var more = try scanner.enterArray()
      while more {
        let text = try scanner.value()
        guard text.kind == .string else {
          throw JSONError(.expectedValue, at: text.range.lowerBound)
        }
        texts.append(try bytes.string(of: text))
        more = try scanner.hasNext(closing: UInt8(ascii: "]"))
      }
    } catch {
      throw unexpected(member, value, bytes, "a list of strings")
    }
    return texts
  }

  /// The time that a member gives in seconds; nil where it is absent or null.
  public func timestamp(_ member: Member, of line: Span<UInt8>) throws(StreamError) -> Timestamp? {
    guard let value = self[member], value.kind != .null else { return nil }
    guard value.kind == .number, let time = Timestamp(seconds: line.extracting(value.range)) else {
      throw unexpected(member, value, line, Timestamp.wanted)
    }
    return time
  }
}
