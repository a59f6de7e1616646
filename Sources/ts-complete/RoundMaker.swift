import NDJSON
import TimeSeries

/// Makes the requests of a group's round.
struct RoundMaker {
  let settings: Settings
  let server: Server
  let prompting: Prompting
  private let samplers: [UInt8]
  private let sampling: Sampling
  var budget = TokenBudget()

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
    let row = server.dialect.row
    let plan = prompting.plan(group, canConstrain: row.constraint != nil)
    var request = RequestBody(
      model: server.model, prompt: prompt(line, bytes, more: plan.forced))
    request.sampling = sampling
    request.samplers = samplers
    request.samples = settings.temperature == 0 ? 1 : settings.samples.count(group, prompting.rules)
    request.seed = settings.seed.map { Self.seed($0, group) }
    request.stop = plan.isOneLine ? ["\n"] : []
    request.constraint = plan.constraint
    request.maxTokens = maxTokens(group, plan)
    request.isStreamed = settings.isStreamed
    let round = Round(
      head: Self.head(line, bytes), name: Self.name(group), request: request, glue: plan.glue,
      isOneLine: plan.isOneLine)
    if plan.isByValue, let rest = plan.rest {
      round.chains = (0..<request.samples).map { ValueChain(sample: $0, rest: rest) }
      return (round, round.chains.compactMap { next($0, of: round) })
    }
    let watch =
      settings.isStreamed && settings.abortAtFault == .auto && request.samples == 1
      ? ResponseWatch(
        prompting.rules, group, glue: plan.glue,
        wanted: plan.constraint == nil ? plan.records : nil) : nil
    return (round, questions(round, watch))
  }

  /// The round of a line that cannot be asked about.
  static func unanswerable(
    _ line: StreamLine, _ bytes: Span<UInt8>, _ reason: StreamError
  ) -> Round {
    var request = RequestBody(model: "", prompt: [])
    request.samples = 0
    let round = Round(
      head: head(line, bytes), name: "a group", request: request, glue: [], isOneLine: false)
    round.failure = RequestError(status: nil, type: "bad_line", message: "\(reason)")
    return round
  }

  /// The question for the value that is due in a chain; nil where the chain is done.
  func next(_ chain: ValueChain, of round: Round) -> Question? {
    guard !chain.isDone else { return nil }
    var request = round.request
    request.samples = 1
    var writer = JSONWriter()
    writer.append(request.prompt)
    writer.appendEscaped(chain.text.span)
    request.prompt = writer.bytes
    request.stop = chain.stop
    request.seed = request.seed.map { seed in
      var hash = ContentHash()
      hash.add(seed)
      hash.add(chain.step)
      return Int(hash.value & 0x7FFF_FFFF)
    }
    return Question(
      round: round, first: chain.sample, samples: 1, body: request.json(server.dialect))
  }

  /// One request for all samples, or one for each where the server knows only one.
  private func questions(_ round: Round, _ watch: ResponseWatch?) -> [Question] {
    let request = round.request
    if request.samples == 1 || server.dialect.row.knowsSamples {
      let body = request.json(server.dialect)
      return [
        Question(round: round, first: 0, samples: request.samples, body: body, watch: watch)
      ]
    }
    return (0..<request.samples).map { index in
      var one = request
      one.samples = 1
      one.seed = request.seed.map { ($0 + index) & 0x7FFF_FFFF }
      return Question(round: round, first: index, samples: 1, body: one.json(server.dialect))
    }
  }

  private func prompt(_ line: StreamLine, _ bytes: Span<UInt8>, more: [UInt8]) -> [UInt8] {
    guard let value = line[.currentPrefill] else { return [] }
    return prompting.prompt(prefill: bytes.extracting(value.contents), more: more)
  }

  private func maxTokens(_ group: GroupState, _ plan: RoundPlan) -> Int {
    if let maxTokens = settings.maxTokens { return maxTokens }
    var (longest, length) = (0, 0)
    for byte in group.currentPrefill {
      length = byte == 0x0A ? 0 : length + 1
      longest = max(longest, length)
    }
    return budget.tokens(forBytes: max(longest + 1, 64) * plan.records)
  }

  /// A seed of the group's and the round's own, below 2^31; far from that of any other.
  private static func seed(_ seed: Int, _ group: GroupState) -> Int {
    var hash = ContentHash()
    hash.add(seed)
    hash.add(group.groupID.span)
    hash.add(group.groupID.count)
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

  private static func name(_ group: GroupState) -> String {
    "group \(String(decoding: group.groupID, as: UTF8.self)) round \(group.round)"
  }
}
