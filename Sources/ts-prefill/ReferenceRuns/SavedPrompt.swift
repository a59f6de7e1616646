import NDJSON
import Tables
import TimeSeries

/// The prompt as the training wrote it.
struct SavedPrompt {
  private let metadata: JSONObject
  private let mode: SeedMode

  init(_ metadata: JSONObject, _ mode: SeedMode) {
    self.metadata = metadata
    self.mode = mode
  }

  /// Fills in the spec's prompt.
  ///
  /// The first version sent the template as text, and the server's tokenizer added what it adds.
  /// The second sends tokens, those of the training: the template without a prefill, between the
  /// tokens that begin and end a text where the model's family has them, and the token that begins
  /// the records.
  func add(to spec: inout Spec, columns: [String]) throws(TableFaults) {
    let saved = metadata.object("prompt_config")
    let text = saved?.string("template")
    let template = text.map { PromptTemplate($0) } ?? .reference
    let instruction = metadata.string("instruction")
    guard let prompt = template?.prompt(instruction: instruction, columns: columns) else {
      throw TableFaults("metadata_v2.json: the template does not hold {prefill} once")
    }
    spec.prompt = prompt
    let (begin, end) = (saved?.string("bos_token") ?? "", saved?.string("eos_token") ?? "")
    guard mode == .prefix, let saved, !(begin + end).isEmpty else { return }
    spec.bosToken = begin
    spec.prompt =
      (saved.isTrue("add_bos_token_to_prompt") ? begin : "")
      + prompt.without("{prefill}") + (saved.isTrue("add_eos_token_to_prompt") ? end : "") + begin
      + "{prefill}"
  }
}

extension JSONObject {
  /// Whether a member is true.
  fileprivate func isTrue(_ name: String) -> Bool { raw(name) == Array("true".utf8) }
}

extension String {
  /// The text without the one place where it holds a word.
  fileprivate func without(_ word: String) -> String {
    var rest = Substring(self)
    var before = ""
    while !rest.isEmpty, !rest.hasPrefix(word) { before.append(rest.removeFirst()) }
    return before + rest.dropFirst(word.count)
  }
}
