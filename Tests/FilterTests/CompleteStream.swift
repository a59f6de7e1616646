import Foundation
import StubServer
import Testing

/// A stream for ts-complete, and what came of it.
struct CompleteRun {
  /// The lines that came out, as JSON.
  let lines: [[String: Any]]
  /// The lines as they stand.
  let text: [String]
  let err: String
  let status: Int32

  /// The lines that are groups.
  var groups: [[String: Any]] { lines.filter { $0["type"] as? String == "group" } }

  /// Runs ts-complete on `stream` against a server.
  init(
    _ server: StubServer?, _ words: String = "", stream: [String],
    environment: [String: String] = [:]
  ) throws {
    let scratch = try ScratchFolder()
    try scratch.write("in", stream.map { $0 + "\n" }.joined())
    var variables = environment
    if let server { variables["OPENAI_BASE_URL"] = server.url }
    let outcome = try shell(
      "exec ts-complete --retry-delay 1ms \(words)", in: scratch, input: "in",
      environment: variables)
    text = outcome.outText.split(separator: "\n").map(String.init)
    lines = try text.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any], "not an object: \(line)")
    }
    err = outcome.errText
    status = outcome.status
  }
}

/// Lines of a small stream: two columns after the time where `columns` has none.
enum CompleteStream {
  static let model = "--model m --dialect openai"

  static func spec(
    _ members: String = "", columns: String = "\"v\":{\"type\":\"number\"}",
    prompt: String = "Go: {prefill}"
  ) -> String {
    "{\"type\":\"spec\",\"version\":1,\"schema\":{\"type\":\"object\",\"properties\":"
      + "{\"g\":{\"type\":\"string\"},\"t\":{\"type\":\"string\"},\(columns)}},"
      + "\"time_column\":\"t\",\"time_format\":\"%H:%M\",\"step\":\"fixed\","
      + "\"interval_seconds\":60,\"group_column\":\"g\",\"mode\":\"history\","
      + "\"start_timestamp\":\"00:00\",\"stop_timestamp\":\"00:10\","
      + "\"prompt\":\"\(prompt)\"\(members)}"
  }

  static func group(_ id: String, round: Int = 0, _ members: String = "") -> String {
    "{\"type\":\"group\",\"group_id\":\"\(id)\",\"round\":\(round),\"current_prefill\":"
      + "\"{\\\"g\\\":\\\"\(id)\\\",\\\"t\\\":\\\"00:01\\\",\\\"v\\\":1}\\n\","
      + "\"last_timestamp_seconds\":60\(members)}"
  }

  /// The answer of a server that is well, in one piece.
  static func answer(
    _ texts: [String], finish: String = "stop", headers: [String] = []
  ) -> StubAnswer {
    .answer(json(texts, finish: finish), headers: headers)
  }

  static func json(_ texts: [String], finish: String = "stop") -> String {
    let choices = texts.enumerated().map { index, text in
      "{\"index\":\(index),\"text\":\(quoted(text)),\"finish_reason\":\"\(finish)\"}"
    }
    return "{\"id\":\"x\",\"object\":\"text_completion\",\"choices\":["
      + choices.joined(separator: ",")
      + "],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}"
  }

  /// The events of a stream that ends well.
  static func events(_ pieces: [String], usage: Bool = true) -> [String] {
    var events = pieces.map { piece in
      "data: {\"choices\":[{\"index\":0,\"text\":\(quoted(piece)),\"finish_reason\":null}]}\n\n"
    }
    events.append(
      "data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n")
    if usage {
      events.append(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n")
    }
    return events + ["data: [DONE]\n\n"]
  }

  static func quoted(_ text: String) -> String {
    let data = (try? JSONEncoder().encode(text)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}

extension StubRequest {
  /// The body as JSON.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }
}

extension [String: Any] {
  /// The texts of a line's completions, by index.
  var texts: [String] {
    let completions = self["completions"] as? [[String: Any]] ?? []
    return completions.compactMap { $0["text"] as? String }
  }

  /// A number within a member that is an object.
  func number(_ member: String, _ name: String) -> Int? {
    (self[member] as? [String: Any])?[name] as? Int
  }

  /// A text within a member that is an object.
  func text(_ member: String, _ name: String) -> String? {
    (self[member] as? [String: Any])?[name] as? String
  }
}
