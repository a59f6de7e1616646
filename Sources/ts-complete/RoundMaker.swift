import NDJSON
import TimeSeries

/// Makes the requests of a group's round.
struct RoundMaker {
  let settings: Settings
  private(set) var server: Server
  let prompting: Prompting
  private let samplers: [UInt8]
  private let sampling: Sampling
  private let begin: PromptBegin
  var budget = TokenBudget()
  var limits: LearnedLimits
  var fields = LearnedFields()

  init(settings: Settings, server: Server, prompting: Prompting) {
    self.settings = settings
    self.server = server
    self.prompting = prompting
    sampling = Sampling(
      temperature: settings.temperature, topP: settings.topP,
      repetitionPenalty: settings.repetitionPenalty)
    var writer = JSONWriter()
    sampling.write(server.dialect.row, into: &writer)
    samplers = writer.bytes
    limits = LearnedLimits(context: server.context)
    begin = PromptBegin(prompting.rules.spec, settings.addsBegin, server.dialect.row)
  }

  /// Whether a member of a group line is one that its answer replaces.
  static func isReplaced(_ member: Member?) -> Bool {
    switch member {
    case .completions, .responses, .error, .usage, .request: true
    default: false
    }
  }

  /// The round of a scanned group line, and its first requests.
  func round(_ line: StreamLine, _ bytes: Span<UInt8>, _ group: GroupState) -> (Round, [Question]) {
    var row = server.dialect.row
    if fields.hasNoConstraint { row.constraint = nil }
    let plan = prompting.plan(group, server.api, row)
    var request = RequestBody(model: server.model, prompt: [])
    write(line, bytes, plan, into: &request)
    request.api = server.api
    request.isTokenized = server.api == .completions && begin.isTokenized
    if server.api == .chat(.continue) { request.instruction = prompting.messages.instruction }
    request.answer = plan.answer
    request.sampling = sampling
    request.samplers = samplers
    request.samples = settings.temperature == 0 ? 1 : settings.samples.count(group, prompting.rules)
    request.seed = settings.seed.map { Self.seed($0, group) }
    request.stop = plan.isOneLine ? ["\n"] : []
    request.constraint = plan.constraint
    request.maxTokens = maxTokens(group, plan)
    request.isStreamed = settings.isStreamed
    let round = Round(
      head: Self.head(line, bytes), request: request, glue: plan.glue,
      isOneLine: plan.isOneLine)
    if plan.isByValue, let rest = plan.rest {
      round.begin((0..<request.samples).map { ValueChain(sample: $0, rest: rest) })
      return (round, round.chains.compactMap { next($0, of: round) })
    }
    let watch =
      settings.isStreamed && settings.abortAtFault == .auto && request.samples == 1
      ? ResponseWatch(
        prompting.rules, group, glue: plan.glue,
        wanted: plan.constraint == nil && plan.answer == nil ? plan.records : nil) : nil
    return (round, questions(round, 0..<request.samples, watch: watch))
  }

  /// The round of a line once more, asked in another way; nil where that line is not kept.
  mutating func again(_ round: Round, by api: API) -> (Round, [Question])? {
    guard let text = round.line else { return nil }
    server.api = api
    var line = StreamLine()
    let bytes = text.span
    guard (try? line.scan(bytes)) != nil, let group = try? GroupState(line, bytes) else {
      return nil
    }
    round.isReplaced = true
    let begun = self.round(line, bytes, group)
    begun.0.line = text
    return begun
  }

  /// The round of a line that cannot be asked about.
  static func unanswerable(
    _ line: StreamLine, _ bytes: Span<UInt8>, _ reason: StreamError
  ) -> Round {
    var request = RequestBody(model: "", prompt: [])
    request.samples = 0
    let round = Round(
      head: head(line, bytes), request: request, glue: [], isOneLine: false)
    round.failure = RequestError(status: nil, type: "bad_line", message: "\(reason)")
    return round
  }

  /// The question for the value that is due in a chain; nil where the chain is done.
  func next(_ chain: ValueChain, of round: Round, maxTokens: Int? = nil) -> Question? {
    guard !chain.isDone else { return nil }
    var request = round.request
    request.samples = 1
    var writer = JSONWriter()
    writer.append(request.prompt)
    writer.appendEscaped(chain.text.span)
    request.prompt = writer.bytes
    request.maxTokens = tokens(request, atMost: maxTokens)
    request.stop = chain.stop
    request.seed = request.seed.map { seed in
      var hash = ContentHash()
      hash.add(seed)
      hash.add(chain.step)
      return Int(hash.value & 0x7FFF_FFFF)
    }
    return Question(
      round: round, first: chain.sample, request: request, dialect: server.dialect,
      fields: fields, isShortened: maxTokens != nil)
  }

  /// One request for all samples of a range, or as many as the server needs to be asked.
  func questions(
    _ round: Round, _ samples: Range<Int>, maxTokens: Int? = nil, watch: ResponseWatch?
  ) -> [Question] {
    let most = server.dialect.row.knowsSamples ? limits.samples ?? samples.count : 1
    return stride(from: samples.lowerBound, to: samples.upperBound, by: max(1, most)).map { first in
      var request = round.request
      request.samples = min(most, samples.upperBound - first)
      request.maxTokens = tokens(request, atMost: maxTokens)
      request.seed = request.seed.map { ($0 + first) & 0x7FFF_FFFF }
      return Question(
        round: round, first: first, request: request, dialect: server.dialect,
        fields: fields, isShortened: maxTokens != nil, watch: watch)
    }
  }

  /// The tokens to ask for.
  private func tokens(_ request: RequestBody, atMost most: Int?) -> Int {
    let tokens = limits.tokens(request.maxTokens, promptBytes: request.prompt.count)
    return min(tokens, most ?? tokens)
  }

  /// Writes the prompt, as long as the server takes it.
  private func write(
    _ line: StreamLine, _ bytes: Span<UInt8>, _ plan: RoundPlan, into request: inout RequestBody
  ) {
    guard let value = line[.currentPrefill] else { return }
    let prefill = bytes.extracting(value.contents)
    var start = 0
    if let answer = plan.answer {
      request.prompt = prompting.messages.question(
        prefill: prefill, answer, showsSchema: server.dialect.row.answerForm != .schema,
        start: &start)
    } else if server.api != .completions {
      request.prompt = prompting.messages.begun(prefill: prefill, more: plan.forced)
    } else {
      let whole = prompting.prompt(prefill: prefill, more: plan.forced, start: &start)
      request.prompt = begin.cut(whole)
      start = max(0, start - (whole.count - request.prompt.count))
    }
    request.records = start..<min(request.prompt.count, start + prefill.count)
    while !limits.takes(promptBytes: request.prompt.count), request.leaveOutRecords() {}
  }

  private func maxTokens(_ group: GroupState, _ plan: RoundPlan) -> Int {
    if let maxTokens = settings.maxTokens { return maxTokens }
    let most = prompting.rules.spec.maxTokens
    if let most, !plan.isOneLine, !plan.isByValue, plan.constraint == nil { return most }
    var (longest, length) = (0, 0)
    for byte in group.currentPrefill {
      length = byte == 0x0A ? 0 : length + 1
      longest = max(longest, length)
    }
    let tokens = budget.tokens(forBytes: max(longest + 1, 64) * plan.records)
    return min(tokens, most ?? tokens)
  }

  /// A seed of the group's and the round's own, below 2^31; far from that of any other.
  private static func seed(_ seed: Int, _ group: GroupState) -> Int {
    var hash = ContentHash()
    hash.add(seed)
    // However a stage has spelled the id.
    let id = GroupKey(group.groupID.span)?.json ?? group.groupID
    hash.add(id.span)
    hash.add(id.count)
    hash.add(group.round)
    return Int(hash.value & 0x7FFF_FFFF)
  }

  private static func head(_ line: StreamLine, _ bytes: Span<UInt8>) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserve(bytes.count)
    writer.beginObject()
    for entry in line.entries where !isReplaced(entry.member) {
      writer.raw(bytes.extracting(entry.start..<entry.value.range.upperBound))
    }
    return writer.bytes
  }
}
