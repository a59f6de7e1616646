import NDJSON
import Tables
import TimeSeries

/// What surrounds the records in a prompt: `{instruction}`, `{columns}`, `{schema}` and `{prefill}`
/// stand for the parts.
struct PromptTemplate: Sendable, Equatable {
  /// The template's text.
  let text: String
  /// What stands for `{instruction}` where nobody says it.
  let instruction: String

  /// The records alone.
  static let plain = PromptTemplate(known: "{prefill}")
  /// Plain words, for a model that follows instructions.
  static let instruct = PromptTemplate(
    known: "{instruction} Each line is one JSON object with the keys {columns}.\n\n{prefill}",
    instruction: "Continue this time series.")
  /// What the reference trains its models on; the space at the end of its words is its own.
  static let reference = PromptTemplate(
    known: "[INST] {instruction} {schema} [/INST]{prefill}",
    instruction: "Generate a JSONL dataset with the following columns: ")

  /// A template must hold `{prefill}` once, since the rest of the prompt is fixed.
  init?(_ text: String) {
    guard Self.count("{prefill}", in: text) == 1 else { return nil }
    self.init(known: text, instruction: Self.reference.instruction)
  }

  private init(known text: String, instruction: String = "") {
    self.text = text
    self.instruction = instruction
  }

  /// The prompt for these columns, with `{prefill}` left for each group's own.
  ///
  /// Only the template is filled in: braces in the instruction or in a column's name are text. Nil
  /// where one of those holds `{prefill}`, which nobody could tell from the template's own.
  func prompt(instruction: String?, columns: [String]) -> String? {
    let schema = columns.map { "\"\($0)\":<unk>" }.joined(separator: ",")
    var prompt = ""
    var rest = Substring(text)
    let parts = [
      ("{instruction}", instruction ?? self.instruction), ("{schema}", schema),
      ("{columns}", columns.joined(separator: ", ")),
    ]
    while let brace = rest.firstIndex(of: "{") {
      prompt += rest[..<brace]
      rest = rest[brace...]
      if let (name, value) = parts.first(where: { rest.hasPrefix($0.0) }) {
        prompt += value
        rest = rest.dropFirst(name.count)
      } else {
        prompt.append(rest.removeFirst())
      }
    }
    prompt += rest
    return Self.count("{prefill}", in: prompt) == 1 ? prompt : nil
  }

  private static func count(_ word: String, in text: String) -> Int {
    var count = 0
    var rest = Substring(text)
    while let brace = rest.firstIndex(of: "{") {
      rest = rest[brace...]
      if rest.hasPrefix(word) { count += 1 }
      rest = rest.dropFirst()
    }
    return count
  }
}
