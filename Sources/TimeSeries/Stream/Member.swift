import NDJSON

/// The members of stream lines that a stage reads, each under its name in the line.
///
/// All else in a line passes through. The names are those of ts-stream(5).
public enum Member: String, CaseIterable, Sendable {
  case type, version
  // The spec.
  case schema
  case schemaSource = "schema_source"
  case timeColumn = "time_column"
  case timeFormat = "time_format"
  case timeZone = "time_zone"
  case step
  case intervalSeconds = "interval_seconds"
  case calendar
  case startTimestamp = "start_timestamp"
  case stopTimestamp = "stop_timestamp"
  case groupColumn = "group_column"
  case groupParts = "group_parts"
  case prefillContextSize = "prefill_context_size"
  case mode, prompt, groups, columns, digest
  case endColumn = "end_column"
  case indexColumn = "index_column"
  case sourceTimeColumn = "source_time_column"
  case sourceTimeFormat = "source_time_format"
  case sourceIntervalSeconds = "source_interval_seconds"
  case bosToken = "bos_token"
  case maxTokens = "max_tokens"
  case expectedRecords = "expected_records"
  // The state of a group.
  case groupID = "group_id"
  case round
  case initialPrefill = "initial_prefill"
  case currentPrefill = "current_prefill"
  case lastTimestampSeconds = "last_timestamp_seconds"
  case lowValidFractionCount = "low_valid_fraction_count"
  case noProgressCount = "no_progress_count"
  case completed, failed
  case totalValidRecords = "total_valid_records"
  case totalInvalidRecords = "total_invalid_records"
  // What stages add.
  case completions, responses, error, usage, request
  // A group that is not asked for any more in this run, and one that had failed and is tried again.
  case unfinished, retried
  // A global stop.
  case status

  /// What the members of one line's round add to its state, gone again in the next state.
  public static let ofOneRound: Set<Member> = [
    .initialPrefill, .completions, .responses, .error, .usage, .request, .unfinished,
    .retried,
  ]

  /// The members that make a group's state.
  public static let ofState: Set<Member> = [
    .groupID, .round, .initialPrefill, .currentPrefill, .expectedRecords, .lastTimestampSeconds,
    .lowValidFractionCount, .noProgressCount, .completed, .failed, .totalValidRecords,
    .totalInvalidRecords, .startTimestamp, .stopTimestamp, .step, .intervalSeconds, .calendar,
  ]

  /// The member that the name at `range` stands for; nil for one that no stage knows.
  static func named(_ range: Range<Int>, in line: Span<UInt8>) -> Member? {
    let word = line.word(at: range.lowerBound) & mask(range.count)
    return byFirstWord[word]?.first { candidate in
      candidate.name.count == range.count && line.matches(candidate.name, at: range.lowerBound)
    }?.member
  }

  private static func mask(_ count: Int) -> UInt64 {
    count >= 8 ? ~0 : 1 &<< UInt64(8 &* count) &- 1
  }

  private static let byFirstWord: [UInt64: [(member: Member, name: [UInt8])]] = {
    var table: [UInt64: [(member: Member, name: [UInt8])]] = [:]
    for member in allCases {
      let name = Array(member.rawValue.utf8)
      let word = name.span.word(at: 0)
      table[word, default: []].append((member, name))
    }
    return table
  }()
}

extension Span where Element == UInt8 {
  /// Whether the bytes at `offset` are those of `text`.
  package func matches(_ text: [UInt8], at offset: Int) -> Bool {
    guard text.count <= count - offset else { return false }
    guard text.count >= 8 else {
      for index in text.indices where self[offset + index] != text[index] { return false }
      return true
    }
    // Eight bytes at a time; the last ones may be looked at twice.
    let other = text.span
    let last = text.count - 8
    var index = 0
    while index < last {
      if word(at: offset + index) != other.word(at: index) { return false }
      index += 8
    }
    return word(at: offset + last) == other.word(at: last)
  }
}
