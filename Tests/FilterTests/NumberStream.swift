import StubServer

/// Lines, tables and answers in which any number can be put in the place of a good one.
enum NumberStream {
  /// A time column, and how its values are written.
  struct Clock: Sendable {
    let format: String
    let step: String
    let time: @Sendable (Int) -> String

    private func line(_ members: [(String, String)], _ others: [String: String]) -> String {
      let known = members.map { ($0.0, others[$0.0] ?? $0.1) }
      let more = others.filter { other in !members.contains { $0.0 == other.key } }
      return "{"
        + (known + more.sorted { $0.key < $1.key })
        .map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}\n"
    }

    /// A spec line, with other values of some members.
    func spec(_ others: [String: String] = [:]) -> String {
      line(
        [
          ("type", "\"spec\""), ("version", "1"),
          (
            "schema",
            #"{"type":"object","properties":{"v":{"type":"number"},"t":{}},"required":["v","t"]}"#
          ),
          ("time_column", "\"t\""), ("time_format", "\"\(format)\""), ("step", "\"\(step)\""),
          ("calendar", "\"1mo\""), ("interval_seconds", "60"), ("start_timestamp", time(0)),
          ("stop_timestamp", time(9)), ("group_column", "null"), ("prefill_context_size", "3"),
          ("prompt", "\"{prefill}\""), ("groups", "1"), ("expected_records", "9"),
        ], others)
    }

    /// A group's line with an answer, with other values of some members.
    func group(_ others: [String: String] = [:]) -> String {
      let record = "{\"v\":1.5,\"t\":\(time(1))}"
      return line(
        [
          ("type", "\"group\""), ("group_id", "null"), ("round", "1"), ("current_prefill", "\"\""),
          ("expected_records", "9"), ("last_timestamp_seconds", "0"),
          ("low_valid_fraction_count", "0"), ("no_progress_count", "0"), ("completed", "false"),
          ("failed", "false"), ("total_valid_records", "1"), ("total_invalid_records", "0"),
          ("completions", "[{\"index\":0,\"text\":\(CompleteStream.quoted(record + "\n"))}]"),
          ("responses", "[{\"index\":0,\"records\":[\(record)],\"invalid\":[]}]"),
        ], others)
    }

    /// A number as the value of a member: text where the column's times are text.
    func value(_ number: String, of member: String) -> String {
      member.hasSuffix("_timestamp") && format != "elapsed_seconds" ? "\"\(number)\"" : number
    }

    /// Records with the number as a value, as the time, and as the time's text.
    func records(_ number: String) -> [String] {
      [
        "{\"v\":\(number),\"t\":\(time(1))}", "{\"v\":1.5,\"t\":\(number)}",
        "{\"v\":1.5,\"t\":\"\(number)\"}",
      ]
    }
  }

  static let clocks = [
    Clock(format: "elapsed_seconds", step: "fixed") { "\($0 * 60)" },
    Clock(format: "%H:%M", step: "increasing") { "\"00:0\($0)\"" },
    Clock(format: "%Y-%m-%d", step: "calendar") { "\"2024-0\($0 + 1)-01\"" },
  ]

  /// What ts-prefill may be told about a table of g, t and v.
  static let tableWords = [
    "--group-column g --time-column t --time-format elapsed_seconds",
    "--group-column g --time-column t --time-format elapsed_seconds --on-gap split --interval 120",
    "--group-column g --mode prefix --extend 1e3s --on-gap keep --spelling training",
    "--time-column t --from-end --extend 5 --explain",
    "--time-column - --interval 1000000000w --mode prefix", "--time-column v --emit-schema",
  ]

  /// Answers of a server that tell the number wherever it tells one.
  static func answers(_ number: String) -> [StubAnswer] {
    let choice = #"{"index":0,"text":"{}\n","finish_reason":"stop"}"#
    let usage = [
      #""usage":{"prompt_tokens":\#(number),"completion_tokens":\#(number)}"#,
      #""usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":\#(number)}}"#,
      #""timings":{"cache_n":\#(number),"prompt_n":\#(number),"predicted_n":\#(number)}"#,
      #""prompt_eval_count":\#(number),"eval_count":\#(number)"#,
    ]
    let bodies =
      usage.map { "{\"choices\":[\(choice)],\($0)}" } + [
        "{\"choices\":[{\"index\":\(number),\"text\":\"x\",\"finish_reason\":\"stop\"}]}",
        "{\"error\":{\"code\":\(number),\"message\":\"no\",\"type\":\(number)}}",
        "{\"response\":\"x\",\"done\":true,\"eval_count\":\(number)}",
      ]
    let streams = bodies.map { StubAnswer.chunks(["data: \($0)\n\n", "data: [DONE]\n\n"]) }
    return bodies.map { StubAnswer.answer($0) } + streams + [
      .answer("{}", status: 503, headers: ["Retry-After: \(number)"]),
      .answer("{\"error\":{\"code\":\(number)}}", status: 400),
    ]
  }
}
