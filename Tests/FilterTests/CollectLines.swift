/// Saved streams for the tests of ts-collect.
enum CollectLines {
  static let spec = """
    {"type":"spec","version":1,"schema":{"type":"object","properties":{"g":{"type":"string"},\
    "ts":{"type":"string"},"v":{"type":"number"}},"required":["g","ts","v"]},"time_column":"ts",\
    "time_format":"%H:%M","step":"fixed","interval_seconds":3600,"start_timestamp":"20:00",\
    "stop_timestamp":"01:00","group_column":"g","prefill_context_size":3,"mode":"prefix",\
    "prompt":"{prefill}","groups":2,"expected_records":12}

    """

  /// A line with one response: `valid` hours from `first` on after 20:00, and `invalid` faults.
  static func line(
    _ group: String, round: Int, first: Int, valid: Int, invalid: Int = 0,
    low: Int = 0, still: Int = 0, invalidBefore: Int = 0
  ) -> String {
    let records = (first..<first + valid).map { record(group, $0) }
    let shown = (max(0, first - 3)..<first).map { record(group, $0) + "\n" }.joined()
    let begun = "{\"g\":\"\(group)\",\"ts\":\"20:00\",\""
    let faults = Array(
      repeating: #"{"text":"{}","category":"enum","message":"no"}"#, count: invalid)
    return """
      {"type":"group","group_id":"\(group)","round":\(round),\
      "current_prefill":\(quoted(first == 0 ? begun : shown)),"expected_records":6,\
      "last_timestamp_seconds":\(first == 0 ? "null" : "\((19 + first) * 3600)"),\
      "low_valid_fraction_count":\(low),"no_progress_count":\(still),"completed":false,\
      "failed":false,"total_valid_records":\(first),"total_invalid_records":\(invalidBefore),\
      "mine":1,"responses":[{"index":0,"records":[\(records.joined(separator: ","))],\
      "invalid":[\(faults.joined(separator: ","))],"ignored_bytes":0}]}

      """
  }

  /// Two groups over midnight, of which B is complete first.
  static let run =
    spec + line("A", round: 0, first: 0, valid: 2) + line("B", round: 0, first: 0, valid: 4)
    + line("B", round: 1, first: 4, valid: 2) + line("A", round: 1, first: 2, valid: 4)

  /// A group that fails in three rounds, and one that does not.
  static let failing =
    spec + line("A", round: 0, first: 0, valid: 1, invalid: 4)
    + line("A", round: 1, first: 1, valid: 0, invalid: 1, low: 1, invalidBefore: 4)
    + line("B", round: 0, first: 0, valid: 6)
    + line("A", round: 2, first: 1, valid: 0, invalid: 1, low: 2, still: 1, invalidBefore: 5)

  /// The record of an hour after 20:00.
  static func record(_ group: String, _ hour: Int) -> String {
    let clock = (20 + hour) % 24
    return #"{"g":"\#(group)","ts":"\#(clock < 10 ? "0" : "")\#(clock):00","v":\#(hour).50}"#
  }

  private static func quoted(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return "\"\(escaped)\""
  }
}
