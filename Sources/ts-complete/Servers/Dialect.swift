import FilterTool

/// Whose API the server speaks: which fields it may be sent, and what they are called there.
///
/// The rows of `table` are all that is known of servers; nothing else asks which one it is.
enum Dialect: String, CaseIterable, Sendable {
  case openai, vllm, sglang, llamacpp, ollama, nim

  /// What one kind of server wants.
  struct Row: Sendable {
    /// The path below the base address, such as `/v1/completions`.
    var path = "/v1/completions"
    /// Whether the request has Ollama's shape: the samplers under `options`, one sample.
    var isGenerate = false
    /// The value of `top_k` that lets all tokens pass; nil where the field is unknown.
    var allTokens: Int?
    /// Whether `min_p` is known.
    var knowsMinP = true
    /// The field of the repetition penalty; nil where there is none.
    var repetitionPenalty: StaticString?
    /// Whether `frequency_penalty` and `presence_penalty` are known.
    var knowsPenalties = true
    /// Whether one request may ask for several samples.
    var knowsSamples = true
    /// Whether `stream_options` is known, without which a stream has no usage.
    var knowsStreamOptions = true
    /// The field by which each piece of a stream tells what it cost so far, so that a stream that is
    /// ended is accounted for; nil where there is none.
    var runningUsage: RunningUsage?
    /// Whether usage counts only the first of several samples.
    var countsFirstSample = false
    /// Whether `add_special_tokens` is known, by which the tokenizer adds none to the prompt.
    var knowsSpecialTokens = false
    /// The language in which the form of the text can be prescribed.
    var constraint: ConstraintField?
    /// What `owned_by` in the list of models begins with; nil where it tells nothing.
    var owner: String?
  }

  /// How a stream is asked for running counts.
  enum RunningUsage: Sendable {
    /// By `stream_options.continuous_usage_stats`.
    case continuousUsage
    /// By `timings_per_token`.
    case timings
  }

  /// The language of a constraint, and the field that takes it.
  enum ConstraintField: Sendable {
    /// llama.cpp's grammar, in `grammar`.
    case grammar
    /// A regular expression, in `structured_outputs.regex`.
    case structuredOutputs
    /// A regular expression, in `regex`.
    case regex
    /// A regular expression, in `guided_regex`.
    case guidedRegex
  }

  /// What is known of each kind of server.
  var row: Row {
    switch self {
    case .openai: Row(knowsMinP: false)
    case .vllm:
      Row(
        allTokens: -1, repetitionPenalty: "repetition_penalty", runningUsage: .continuousUsage,
        knowsSpecialTokens: true, constraint: .structuredOutputs,
        owner: "vllm")
    case .sglang:
      Row(
        allTokens: -1, repetitionPenalty: "repetition_penalty", constraint: .regex,
        owner: "sglang")
    case .llamacpp:
      Row(
        allTokens: 0, repetitionPenalty: "repeat_penalty", runningUsage: .timings,
        countsFirstSample: true,
        constraint: .grammar, owner: "llamacpp")
    case .ollama:
      Row(
        path: "/api/generate", isGenerate: true, allTokens: 0,
        repetitionPenalty: "repeat_penalty", knowsSamples: false, knowsStreamOptions: false,
        owner: "library")
    case .nim:
      Row(
        allTokens: -1, repetitionPenalty: "repetition_penalty", constraint: .guidedRegex,
        owner: "nvidia")
    }
  }
}

/// What `--dialect` takes.
enum DialectChoice: String, CaseIterable, Sendable {
  case auto, openai, vllm, sglang, llamacpp, ollama, nim

  /// The dialect that is named; nil where the server is to be asked.
  var dialect: Dialect? { Dialect(rawValue: rawValue) }
}
