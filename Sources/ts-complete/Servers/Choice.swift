import NDJSON

/// Where the parts of one choice of an answer stand, of the completions API or the chat API.
struct Choice {
  /// Its place among the samples; the largest number where that is no count.
  private(set) var index = 0
  /// The index as it is written; nil where it is left out.
  private(set) var writtenIndex: JSONValue?
  /// Where its text begins, or that of a piece of it; nil where it has none.
  private(set) var text: Int?
  /// Where the text of its message begins, or that of a piece of it; nil where it has none.
  private(set) var content: Int?
  /// Why it ends; nil where it does not say.
  private(set) var finish: JSONValue?
  /// Whether it is a message, or a piece of one.
  private(set) var isMessage = false
  /// Whether a model has thought aloud, in a field of its own.
  private(set) var hasThought = false
  /// What a model says that will not answer; nil where none does.
  private(set) var refusal: JSONValue?

  /// Reads the choice that stands at the scanner.
  init(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let position = scanner.position
      let isObject = json.byte(at: scanner.position) == 0x7B
      if json.equals("message", in: name) || json.equals("delta", in: name) {
        isMessage = true
        if isObject { try takeMessage(&scanner) } else { _ = try scanner.value() }
      } else {
        let value = try scanner.value()
        if json.equals("index", in: name), value.kind == .number {
          index = json.count(of: value) ?? .max
          writtenIndex = value
        }
        if json.equals("text", in: name), value.kind == .string { text = position }
        if json.equals("finish_reason", in: name), value.kind == .string { finish = value }
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }

  private mutating func takeMessage(_ scanner: inout JSONScanner) throws(JSONError) {
    let json = scanner.bytes
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName().contents
      let value = try scanner.value()
      if json.equals("content", in: name) {
        if value.kind == .string { content = value.range.lowerBound }
        // A list of parts is of models that think.
        if value.kind == .array { hasThought = true }
      }
      let isThought =
        json.equals("reasoning_content", in: name) || json.equals("reasoning", in: name)
      if isThought, value.kind == .string, value.range.count > 2 { hasThought = true }
      if json.equals("refusal", in: name), value.kind == .string, value.range.count > 2 {
        refusal = value
      }
      more = try scanner.hasNext(closing: 0x7D)
    }
  }
}
