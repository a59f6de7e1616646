import NDJSON
import TimeSeries

/// Makes the requests of a group's round.
struct RoundMaker {
  let settings: Settings
  let server: Server
  let prompting: Prompting
  var budget = TokenBudget()

  /// The members of a group line that its answer replaces.
  static let replaced: Set<Member> = [.completions, .responses, .error, .usage, .request]

  /// The round of a scanned group line, and its requests.
  func round(_ line: StreamLine, _ bytes: Span<UInt8>, _ group: GroupState) -> (Round, [Question]) {
    let forced = prompting.forced(group)
    let begun = group.currentPrefill.split(separator: 0x0A, omittingEmptySubsequences: false).last
    let isOneLine = prompting.force == .each && forced != nil
    var request = RequestBody(
      model: server.model, prompt: prompt(line, bytes, forced: forced ?? []))
    request.sampling = sampling
    request.samples = settings.temperature == 0 ? 1 : settings.samples
    request.seed = seed(group)
    request.stop = isOneLine ? ["\n"] : []
    request.maxTokens = maxTokens(group, isForced: forced != nil)
    request.isStreamed = settings.isStreamed
    let round = Round(
      head: Self.head(line, bytes), name: Self.name(group), id: request.id, seed: request.seed,
      samples: request.samples, glue: Array(begun ?? []) + (forced ?? []), isOneLine: isOneLine)
    return (round, questions(request, round))
  }

  /// The round of a line that cannot be asked about.
  static func unanswerable(
    _ line: StreamLine, _ bytes: Span<UInt8>, _ reason: StreamError
  ) -> Round {
    let round = Round(
      head: head(line, bytes), name: "a group", id: ContentHash().hexadecimal, seed: nil,
      samples: 0, glue: [], isOneLine: false)
    round.failure = RequestError(status: nil, type: "bad_line", message: "\(reason)")
    return round
  }

  private var sampling: Sampling {
    Sampling(
      temperature: settings.temperature, topP: settings.topP,
      repetitionPenalty: settings.repetitionPenalty)
  }

  /// One request for all samples, or one for each where the server knows only one.
  private func questions(_ request: RequestBody, _ round: Round) -> [Question] {
    if request.samples == 1 || server.dialect.row.knowsSamples {
      return [
        Question(
          round: round, first: 0, samples: request.samples, body: request.json(server.dialect))
      ]
    }
    return (0..<request.samples).map { index in
      var one = request
      one.samples = 1
      one.seed = request.seed.map { ($0 + index) & 0x7FFF_FFFF }
      return Question(round: round, first: index, samples: 1, body: one.json(server.dialect))
    }
  }

  private func prompt(_ line: StreamLine, _ bytes: Span<UInt8>, forced: [UInt8]) -> [UInt8] {
    guard let value = line[.currentPrefill] else { return [] }
    return prompting.prompt(prefill: bytes.extracting(value.contents), forced: forced)
  }

  private func maxTokens(_ group: GroupState, isForced: Bool) -> Int {
    if let maxTokens = settings.maxTokens { return maxTokens }
    let longest = group.currentPrefill.split(separator: 0x0A).map(\.count).max() ?? 0
    let bytes = max(longest + 1, 64)
    return budget.tokens(forBytes: bytes * prompting.records(group, isForced: isForced))
  }

  /// A seed of the group's and the round's own, below 2^31; far from that of any other.
  private func seed(_ group: GroupState) -> Int? {
    guard let seed = settings.seed else { return nil }
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
    line.copyMembers(of: bytes, except: replaced, into: &writer)
    return writer.bytes
  }

  private static func name(_ group: GroupState) -> String {
    "group \(String(decoding: group.groupID, as: UTF8.self)) round \(group.round)"
  }
}
