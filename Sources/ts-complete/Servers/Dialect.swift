/// Whose API the server speaks: which fields it may be sent, and what they are called there.
///
/// The values of `row` are all that is known of servers; nothing else asks which one it is.
enum Dialect: String, CaseIterable, Sendable {
  case openai, vllm, sglang, llamacpp, ollama, nim
  case openaiChat = "openai-chat"
  case azure, anthropic, gemini, openrouter, groq, mistral, deepseek

  /// What one kind of server wants.
  struct Row: Sendable {
    /// What the row rests on.
    var evidence: Evidence
    /// The path of completions below the base address; nil where there are none.
    var completions: String? = "/v1/completions"
    /// The path of chats.
    var chats = "/v1/chat/completions"
    /// The path of the list of models.
    var models = "/v1/models"
    /// What the name of its host ends with; nil where it runs anywhere.
    var host: String?
    /// What `owned_by` in the list of models begins with; nil where it tells nothing.
    var owner: String?
    /// The header that takes the key, up to the key.
    var keyHeader = "Authorization: Bearer "

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
    /// The field of the seed; nil where there is none.
    var seed: StaticString? = "seed"
    /// The field of the most tokens of an answer.
    var maxTokens: StaticString = "max_tokens"
    /// Whether `stream_options` is known, without which a stream has no usage.
    var knowsStreamOptions = true
    /// The field by which each piece of a stream tells what it cost so far, so that a stream that
    /// is ended is accounted for; nil where there is none.
    var runningUsage: RunningUsage?
    /// Whether usage counts only the first of several samples.
    var countsFirstSample = false
    /// Whether `add_special_tokens` is known, by which the tokenizer adds none to the prompt.
    var knowsSpecialTokens = false
    /// The language in which the form of the text can be prescribed.
    var constraint: ConstraintField?

    /// How the last message of a chat is continued; nil where a new one is always begun.
    var continuing: Continuing?
    /// How an object is asked for in a chat.
    var answerForm = AnswerForm.schema
    /// The form of the requests of its batches.
    var batchForm = BatchForm.openai
    /// How many properties the schema of an answer may have.
    var mostProperties = 5_000
    /// How a model is kept from thinking before it answers a chat; nil where no field is known.
    var thinking: Thinking?
  }

  /// What a row rests on.
  struct Evidence: Sendable {
    /// Whether such a server was tried; else it is by its documents.
    var isTried: Bool
    /// When: year, month and, where it was tried, day.
    var date: String
    /// What was tried or read.
    var source: String

    static func tried(_ date: String, _ source: String) -> Evidence {
      Evidence(isTried: true, date: date, source: source)
    }

    static func documents(_ date: String, _ source: String) -> Evidence {
      Evidence(isTried: false, date: date, source: source)
    }
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

  /// How a server is asked to continue the last message of a chat.
  enum Continuing: Sendable {
    /// By `continue_final_message`, and no prompt for a new one.
    case finalMessage
    /// By `prefix` in that message.
    case prefix
  }

  /// How the form of a chat's answer is prescribed.
  enum AnswerForm: Sendable {
    /// By a JSON Schema that is enforced.
    case schema
    /// As JSON of any form: the schema stands in the message.
    case object
    /// By the message alone.
    case message
  }

  /// The form of a batch's requests.
  enum BatchForm: Sendable {
    /// OpenAI's, which `vllm run-batch` takes of chats: a path and a body.
    case openai
    /// That of Anthropic's message batches: parameters.
    case messages
  }

  /// The field that switches thinking off.
  enum Thinking: Sendable {
    /// `chat_template_kwargs.enable_thinking`.
    case templateArguments
    /// `thinking.type`.
    case type
    /// `reasoning.enabled`.
    case reasoning
  }
}

/// What `--dialect` takes: a dialect, or `auto` where the server is to be asked.
struct DialectChoice: RawRepresentable, CaseIterable, Equatable, Sendable {
  /// The dialect that is named; nil for `auto`.
  let dialect: Dialect?

  static let auto = DialectChoice(dialect: nil)
  static let allCases = [auto] + Dialect.allCases.map { DialectChoice(dialect: $0) }

  var rawValue: String { dialect?.rawValue ?? "auto" }

  private init(dialect: Dialect?) { self.dialect = dialect }

  init?(rawValue: String) {
    dialect = Dialect(rawValue: rawValue)
    if dialect == nil, rawValue != "auto" { return nil }
  }
}
