import NDJSON
import TimeSeries

/// The token that begins a prompt: it must be there once, whoever adds it.
struct PromptBegin {
  /// Whether the server is to be asked that it add no special token.
  let isTokenized: Bool
  /// What the prompt is sent without, as the inside of a JSON string, since the server adds it.
  private let added: [UInt8]

  /// Decides for the prompts of a spec: one that says nothing of tokens leaves them to the server.
  init(_ spec: Spec, _ adds: AddsBegin, _ row: Dialect.Row) {
    guard let token = spec.bosToken else {
      (isTokenized, added) = (false, [])
      return
    }
    isTokenized = adds == .auto && row.knowsSpecialTokens
    var writer = JSONWriter()
    if adds == .yes || adds == .auto && !row.knowsSpecialTokens {
      writer.appendEscaped(Array(token.utf8).span)
    }
    added = writer.bytes
  }

  /// The prompt as it is to be sent.
  func cut(_ prompt: [UInt8]) -> [UInt8] {
    prompt.starts(with: added) ? Array(prompt.dropFirst(added.count)) : prompt
  }
}
