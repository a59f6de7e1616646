extension Dialect {
  /// What is known of each kind of server.
  var row: Row {
    switch self {
    case .openai, .vllm, .sglang, .llamacpp, .ollama, .nim: engineRow
    default: hostRow
    }
  }

  /// The dialect of a host that many share; nil for any other.
  static func ofHost(_ host: String) -> Dialect? {
    allCases.first { dialect in
      dialect.row.host.map { host == $0 || host.hasSuffix("." + $0) } ?? false
    }
  }

  /// Servers that run on one's own machines.
  private var engineRow: Row {
    switch self {
    case .vllm:
      Row(
        evidence: .tried("2026-11-24", "vLLM 0.32.0 on a CPU"), owner: "vllm", allTokens: -1,
        repetitionPenalty: "repetition_penalty", runningUsage: .continuousUsage,
        knowsSpecialTokens: true, constraint: .structuredOutputs, continuing: .finalMessage,
        thinking: .templateArguments)
    case .sglang:
      Row(
        evidence: .documents("2026-11", "docs.sglang.ai, OpenAI APIs"), owner: "sglang",
        allTokens: -1, repetitionPenalty: "repetition_penalty", constraint: .regex,
        continuing: .finalMessage, thinking: .templateArguments)
    case .llamacpp:
      Row(
        evidence: .tried("2026-11-24", "llama.cpp of xllamacpp 2026.10.11549"),
        owner: "llamacpp", allTokens: 0, repetitionPenalty: "repeat_penalty",
        runningUsage: .timings, countsFirstSample: true, constraint: .grammar,
        continuing: .finalMessage, thinking: .templateArguments)
    case .ollama:
      Row(
        evidence: .documents("2026-11", "github.com/ollama/ollama, docs/api.md"),
        completions: "/api/generate", owner: "library", isGenerate: true, allTokens: 0,
        repetitionPenalty: "repeat_penalty", knowsSamples: false, knowsStreamOptions: false)
    case .nim:
      Row(
        evidence: .documents("2026-11", "docs.nvidia.com/nim, API reference"), owner: "nvidia",
        allTokens: -1, repetitionPenalty: "repetition_penalty", constraint: .guidedRegex,
        continuing: .finalMessage, thinking: .templateArguments)
    default:
      // A server of which nothing is known is asked as most engines want it.
      Row(
        evidence: .documents("2026-11", "platform.openai.com, API reference, Completions"),
        knowsMinP: false, continuing: .finalMessage)
    }
  }

  /// Hosts that many share.
  private var hostRow: Row {
    switch self {
    case .azure:
      Row(
        evidence: .documents("2026-11", "learn.microsoft.com, Azure OpenAI v1 API"),
        completions: nil, chats: "/openai/v1/chat/completions", models: "/openai/v1/models",
        host: "openai.azure.com", keyHeader: "api-key: ", knowsMinP: false,
        maxTokens: "max_completion_tokens", mostProperties: 100)
    case .anthropic:
      Row(
        evidence: .documents("2026-11", "docs.claude.com, OpenAI SDK compatibility"),
        completions: nil, host: "api.anthropic.com", knowsMinP: false, knowsPenalties: false,
        knowsSamples: false, seed: nil, answerForm: .message, batchForm: .messages)
    case .gemini:
      Row(
        evidence: .documents("2026-11", "ai.google.dev, OpenAI compatibility"), completions: nil,
        chats: "/v1beta/openai/chat/completions", models: "/v1beta/openai/models",
        host: "generativelanguage.googleapis.com", knowsMinP: false, knowsPenalties: false,
        seed: nil)
    case .openrouter:
      Row(
        evidence: .documents("2026-11", "openrouter.ai/docs, API reference"),
        completions: "/api/v1/completions", chats: "/api/v1/chat/completions",
        models: "/api/v1/models", host: "openrouter.ai", knowsSamples: false,
        thinking: .reasoning)
    case .groq:
      Row(
        evidence: .documents("2026-11", "console.groq.com/docs/openai"), completions: nil,
        chats: "/openai/v1/chat/completions", models: "/openai/v1/models", host: "api.groq.com",
        knowsMinP: false, knowsSamples: false, maxTokens: "max_completion_tokens")
    case .mistral:
      Row(
        evidence: .documents("2026-11", "docs.mistral.ai, API, Chat"), completions: nil,
        host: "api.mistral.ai", knowsMinP: false, seed: "random_seed", knowsStreamOptions: false,
        continuing: .prefix)
    case .deepseek:
      Row(
        evidence: .documents("2026-11", "api-docs.deepseek.com, Chat Prefix Completion"),
        completions: nil, chats: "/beta/chat/completions", models: "/models",
        host: "api.deepseek.com", knowsMinP: false, knowsSamples: false, seed: nil,
        continuing: .prefix, answerForm: .object, thinking: .type)
    default:
      Row(
        evidence: .documents("2026-11", "platform.openai.com, API reference, Chat"),
        completions: nil, host: "api.openai.com", knowsMinP: false,
        maxTokens: "max_completion_tokens")
    }
  }
}
