import NDJSON
import Tables
import TimeSeries

/// What surrounds the records in a prompt: `{instruction}`, `{schema}` and `{prefill}` stand for
/// the parts.
struct PromptTemplate: Sendable, Equatable {
  /// The template's text.
  let text: String

  /// The template of a model that was fine-tuned on instructions; the reference's default.
  static let instruct = PromptTemplate(
    known: "[INST] {instruction} {schema} [/INST]{prefill}")
  /// The records alone, for a base model.
  static let plain = PromptTemplate(known: "{prefill}")
  /// What the reference asks for; the space at the end is its own.
  static let defaultInstruction = "Generate a JSONL dataset with the following columns: "

  /// A template must hold `{prefill}` once, since the rest of the prompt is fixed.
  init?(_ text: String) {
    guard Self.count("{prefill}", in: text) == 1 else { return nil }
    self.text = text
  }

  private init(known text: String) { self.text = text }

  /// The prompt for these columns, with `{prefill}` left for each group's own.
  ///
  /// Only the template is filled in: braces in the instruction or in a column's name are text. Nil
  /// where one of those holds `{prefill}`, which nobody could tell from the template's own.
  func prompt(instruction: String, columns: [String]) -> String? {
    let schema = columns.map { "\"\($0)\":<unk>" }.joined(separator: ",")
    var prompt = ""
    var rest = Substring(text)
    let parts = [("{instruction}", instruction), ("{schema}", schema)]
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
