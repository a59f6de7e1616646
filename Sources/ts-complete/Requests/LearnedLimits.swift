/// What the server allows one request, as far as it has said so.
///
/// A refusal that names such a limit is no fault of the group: what it asked for is asked for again
/// in requests that keep the limit, and later requests keep it from the start.
struct LearnedLimits {
  /// The most samples of one request; nil while none was refused.
  private(set) var samples: Int?
  /// The most tokens of a completion, whatever its prompt; nil while none was refused.
  private(set) var maxTokens: Int?
  /// The shortest prompt that was refused, in bytes; nil while none was.
  private var refusedPrompt: Int?
  /// What was answered after more tokens were refused for the context; nil while none were.
  private var fit: Fit?
  /// How many tokens a prompt and its completion may have together; nil where that is not known.
  private let context: Int?

  init(context: Int? = nil) { self.context = context }

  /// A prompt, and the tokens of the completion that fitted into the context beside it.
  private struct Fit {
    let promptBytes: Int
    let bytesPerToken: Double
    let tokens: Int

    /// The tokens that fit beside another prompt: what a shorter one leaves is free, and a longer
    /// one is taken to fit until it is refused.
    func tokens(promptBytes bytes: Int) -> Int {
      tokens + Int(Double(max(0, promptBytes - bytes)) / bytesPerToken)
    }
  }

  /// A prompt of so many bytes has at least one token for each group of these.
  private static let mostBytesPerToken = 4

  /// The tokens to ask for where `wanted` would be enough.
  func tokens(_ wanted: Int, promptBytes: Int) -> Int {
    var most = min(wanted, maxTokens ?? wanted)
    if let fit { most = min(most, fit.tokens(promptBytes: promptBytes)) }
    if let context {
      let left = context - promptBytes / Self.mostBytesPerToken
      most = min(most, max(TokenBudget.least, left))
    }
    return most
  }

  /// Learns from a refused request; returns the tokens to ask for in its place, or nil where it
  /// was not refused for asking too much.
  mutating func learn(_ failure: RequestError, samples asked: Int, maxTokens: Int) -> Int? {
    guard [400, 413, 422].contains(failure.status) else { return nil }
    if asked > 1, failure.isAboutSamples {
      let told = failure.numbers.filter { (1..<asked).contains($0) }.max()
      samples = min(samples ?? asked, told ?? asked / 2)
      return maxTokens
    }
    guard maxTokens > TokenBudget.least, failure.isAboutTokens else { return nil }
    let half = max(TokenBudget.least, maxTokens / 2)
    let most = min(half, self.maxTokens ?? half)
    if !failure.isAboutContext { self.maxTokens = most }
    return most
  }

  /// Learns that a prompt was refused for its length; true where it is the first.
  mutating func refusePrompt(bytes: Int) -> Bool {
    defer { refusedPrompt = min(refusedPrompt ?? bytes, bytes) }
    return refusedPrompt == nil
  }

  /// Whether a prompt is as short as any that was not refused for its length.
  func takes(promptBytes bytes: Int) -> Bool { bytes < refusedPrompt ?? .max }

  /// Learns that a request was answered which asked for fewer tokens because a refusal said so.
  ///
  /// `promptTokens` is what the server says of the prompt; where it says nothing, each byte is
  /// taken for a token, as too many tokens are refused and too few cut the records.
  mutating func keep(maxTokens tokens: Int, promptBytes: Int, promptTokens: Int?) {
    let ratio = Double(promptBytes) / Double(max(1, promptTokens ?? promptBytes))
    fit = Fit(
      promptBytes: promptBytes, bytesPerToken: max(1, min(8, ratio)), tokens: tokens)
  }
}

extension RequestError {
  /// Whether the message is about a prompt that is longer than the context.
  var isAboutPrompt: Bool {
    guard [400, 413, 422].contains(status) else { return false }
    if ["exceed_context_size_error", "context_length_exceeded"].contains(type) { return true }
    let text = message.lowercased()
    return [
      "context length", "context size", "context window", "maximum context", "prompt is too long",
      "prompt too long", "input is too long", "too many input tokens",
    ].contains { text.contains($0) }
  }

  /// Whether the message is about how many samples are asked for.
  fileprivate var isAboutSamples: Bool {
    let names = ["n", "n_cmpl", "best_of", "num_return_sequences"]
    if let field, names.contains(field) { return true }
    let text = message.lowercased()
    // A backslash belongs to the word: `\n` is a line feed, no count.
    let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "\\" }
    return words.contains { names.contains(String($0)) }
      || ["choices", "one choice", "single choice", "completions per"].contains {
        text.contains($0)
      }
  }

  /// Whether the message is about how long the completion may be.
  fileprivate var isAboutTokens: Bool {
    let text = "\(field ?? "") \(message)".lowercased()
    return [
      "max_tokens", "max_new_tokens", "max_completion_tokens", "max_output_tokens", "n_predict",
      "num_predict", "max_model_len", "completion tokens", "output tokens", "the completion",
      "your completion", "completion length", "requested tokens",
    ].contains { text.contains($0) }
  }

  /// Whether the message is about the context, so that the prompt counts too.
  fileprivate var isAboutContext: Bool {
    let text = message.lowercased()
    return ["context", "model_len", "prompt", "input", "total"].contains { text.contains($0) }
  }

  /// The whole numbers in the message.
  fileprivate var numbers: [Int] {
    message.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
  }
}
