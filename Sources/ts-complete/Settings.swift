import FilterTool
import NDJSON

/// What ts-complete is told, with its defaults.
struct Settings: Sendable {
  var url = "http://127.0.0.1:8000"
  var model: String?
  var dialect = DialectChoice.auto
  var api = APIChoice.auto
  var chat = ChatChoice.auto
  var samples = Samples.auto(most: 8)
  var maxSamples = 8
  var temperature = 0.9
  var topP = 1.0
  var repetitionPenalty = 1.0
  var maxTokens: Int?
  var addsBegin = AddsBegin.auto
  var recordsPerRequest = 50
  var seed: Int?
  var force: Force?
  var constrain = Constraining.auto
  var abortAtFault = AbortAtFault.auto
  /// How far a forced beginning goes; nil for what the spec's prompt is made for.
  var forceThrough: ForceThrough?
  var concurrency = 20
  var timeout = Duration.seconds(600)
  var retries = Retries()
  var apiKeyFile: String?
  var allowsInsecureKey = false
  var isStreamed = true
  var maxResponse = 64 << 20
  var stallTimeout = Duration.seconds(300)
  var headers: [String] = []
  var requestsPerMinute: Int?
  var tokensPerMinute: Int?
  var maxTotalTokens: Int?
  var price: Price?
  var maxCost: Double?
  var replay: String?
  var fromBatch: String?
  var isDryRun = false
  var fake: Fake?

  /// Whether the first answer may show that the server is to be asked in another way.
  var mayAskOtherwise: Bool { api == .auto || api == .chat && chat == .auto }
}

/// How much of the next record is written into the prompt.
enum Force: String, CaseIterable, Sendable {
  case none, first, each, value
}

/// Whether the form of the text is prescribed to the server.
enum Constraining: String, CaseIterable, Sendable {
  case auto, off
}

/// Whether a stream that is of no use any more is ended.
enum AbortAtFault: String, CaseIterable, Sendable {
  case auto, off
}

/// Whether the server's tokenizer begins each prompt with a token of its own.
enum AddsBegin: String, CaseIterable, Sendable {
  case auto, yes, no
}

/// How far a forced beginning goes.
enum ForceThrough: String, CaseIterable, Sendable {
  case colon, name
}

/// The command line of ts-complete.
let command = Command<Settings>(
  name: "ts-complete", summary: "ask a language model to continue each group of a stream",
  operands: .none,
  options: serverOptions + samplingOptions + forcingOptions + transportOptions
    + Settings.spendingOptions,
  check: { (settings, given, _) throws(UsageError) in
    try given.refuse(["stall-timeout"], beside: "no-stream")
    if case .auto = settings.samples {
    } else {
      try given.refuse(["max-samples"], beside: "samples")
    }
    try given.require(["price"], for: ["max-cost"])
    try given.refuse(
      ["dialect", "api", "chat", "dry-run", "replay", "from-batch", "rpm", "tpm"], beside: "fake")
    if settings.chat == .schema {
      try given.refuse(["force", "force-through"], beside: "chat schema")
    }
    if settings.api == .completions { try given.refuse(["chat"], beside: "api completions") }
    if settings.force == Force.none { try given.refuse(["force-through"], beside: "force") }
  })

private let serverOptions: [Option<Settings>] = [
  .text(
    "url", "URL", default: Settings().url, environment: "OPENAI_BASE_URL",
    help: "the server, with or without /v1"
  ) { (settings, text) throws(UsageError) in
    _ = try ServerAddress(text)
    settings.url = text
  },
  .text("model", "NAME", default: "the first that the server lists", help: "the model to ask") {
    $0.model = $1
  },
  .choice(
    "dialect", "NAME", of: DialectChoice.self, default: Settings().dialect,
    help: "what kind of server it is"
  ) { $0.dialect = $1 },
  .choice(
    "api", "NAME", of: APIChoice.self, default: Settings().api,
    help: "how it is asked: by completions, by chat, or as the server wants"
  ) { $0.api = $1 },
  .choice(
    "chat", "WAY", of: ChatChoice.self, default: Settings().chat,
    help: "what a chat answers: what continues its last message, or an object after a schema"
  ) { $0.chat = $1 },
  .file("api-key-file", help: "a file with the key; else $OPENAI_API_KEY") { $0.apiKeyFile = $1 },
  .flag(
    "insecure-key", help: "do not warn where the key goes over the network unencrypted"
  ) { $0.allowsInsecureKey = true },
  .text("header", "@FILE", help: "a file with header lines to send along") {
    (settings, text) throws(UsageError) in
    guard text.hasPrefix("@"), text != "@" else { throw UsageError("not @ and the name of a file") }
    settings.headers += try HeaderFile.lines(String(text.dropFirst()))
  },
]

private let samplingOptions: [Option<Settings>] = [
  .text(
    "samples", "N", default: "auto",
    help: "completions to ask for in each round: a number, reference, or auto, which is 1 and "
      + "more after rounds without progress"
  ) { (settings, text) throws(UsageError) in
    settings.samples = try Samples(text, most: settings.maxSamples)
  },
  .integer(
    "max-samples", "N", in: 1...128, default: Settings().maxSamples,
    help: "completions that auto may ask for"
  ) { settings, count in
    settings.maxSamples = count
    if case .auto = settings.samples { settings.samples = .auto(most: count) }
  },
  .number(
    "temperature", "T", in: 0...100, default: Settings().temperature,
    help: "how freely tokens are drawn; 0 takes the likeliest"
  ) { $0.temperature = $1 },
  .number(
    "top-p", "P", in: 0...1, default: Settings().topP,
    help: "draw from the likeliest tokens that have this probability together"
  ) { $0.topP = $1 },
  .number(
    "repetition-penalty", "X", in: 0...100, default: Settings().repetitionPenalty,
    help: "above 1, tokens that were used become less likely"
  ) { $0.repetitionPenalty = $1 },
  .text(
    "max-tokens", "N", default: "auto",
    help: "tokens that a completion may have; auto is what the records still due may need"
  ) { (settings, text) throws(UsageError) in
    if text == "auto" {
      settings.maxTokens = nil
      return
    }
    guard let count = Int(text), (1...(1 << 24)).contains(count) else {
      throw UsageError("not auto or an integer from 1 to \(1 << 24)")
    }
    settings.maxTokens = count
  },
  .choice(
    "add-bos", "WHEN", of: AddsBegin.self, default: Settings().addsBegin,
    help: "whether the server begins each prompt with a token of its own, which the spec's prompt "
      + "is then sent without; auto asks it not to where it can"
  ) { $0.addsBegin = $1 },
  .integer(
    "records-per-request", "N", in: 1...100_000, default: Settings().recordsPerRequest,
    help: "records that one completion is to hold at most"
  ) { $0.recordsPerRequest = $1 },
  .integer(
    "seed", "S", in: 0...Int.max, help: "make each request's seed from S, its group and its round"
  ) { $0.seed = $1 },
]

private let forcingOptions: [Option<Settings>] = [
  .choice(
    "force", "MODE", of: Force.self,
    help: "write what is known of the next record into the prompt: of the first, of each, or up "
      + "to each value (default each, where group and time stand first)"
  ) { $0.force = $1 },
  .choice(
    "force-through", "PLACE", of: ForceThrough.self,
    help: "how far to write: through the next column's name and colon, or to its opening quote "
      + "(default colon; name where the spec has a bos_token)"
  ) { $0.forceThrough = $1 },
  .choice(
    "constrain", "WHEN", of: Constraining.self, default: Settings().constrain,
    help: "prescribe the form of the text where the server can"
  ) { $0.constrain = $1 },
  .choice(
    "abort-at-fault", "WHEN", of: AbortAtFault.self, default: Settings().abortAtFault,
    help: "end a stream at the first record that does not hold, or at the last that is due"
  ) { $0.abortAtFault = $1 },
]

private let transportOptions: [Option<Settings>] = [
  .integer(
    "concurrency", "N", in: 1...16_384, default: Settings().concurrency,
    help: "requests under way at once"
  ) { $0.concurrency = $1 },
  .duration(
    "timeout", "TIME", from: .milliseconds(1), default: "10m",
    help: "the time that one request may take"
  ) { $0.timeout = $1 },
  .duration(
    "stall-timeout", "TIME", from: .milliseconds(1), default: "5m",
    help: "the time that a stream may go without a byte"
  ) { $0.stallTimeout = $1 },
  .integer(
    "retries", "N", in: 0...1_000, default: Retries().limit,
    help: "new tries after a failure that may pass"
  ) { $0.retries.limit = $1 },
  .duration(
    "retry-delay", "TIME", default: "500ms", help: "the longest wait before the first new try"
  ) { $0.retries.first = $1 },
  .duration(
    "retry-max-time", "TIME", default: "5m", help: "the time after which no new try is begun"
  ) { $0.retries.total = $1 },
  .integer(
    "max-response", "BYTES", in: 1...Count.range.upperBound, default: Settings().maxResponse,
    help: "the longest answer that is taken"
  ) { $0.maxResponse = $1 },
  .integer(
    "rpm", "N", in: 1...Count.range.upperBound, help: "requests to send in a minute at most"
  ) { $0.requestsPerMinute = $1 },
  .integer(
    "tpm", "N", in: 1...Count.range.upperBound,
    help: "tokens to ask for in a minute at most, prompts included"
  ) { $0.tokensPerMinute = $1 },
  .flag("no-stream", help: "ask for each answer in one piece") { $0.isStreamed = false },
]
