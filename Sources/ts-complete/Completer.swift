import CurlMulti
import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Makes requests out of group lines, and lines out of their answers.
struct Completer: ~Copyable {
  private let settings: Settings
  private let connection: Connection
  var output: LineWriter
  private var line = StreamLine()
  private var isStream = false
  private var specLine: (text: [UInt8], number: Int)?
  private var prompting: Prompting?
  private(set) var maker: RoundMaker?
  var standIn: StandIn?
  private let archives: [Archive]
  private var hasAnswer = false
  private var spending: Spending
  private var end = EndOfAsking()
  private var isEndTold = false
  /// The groups whose prompts are known to be shortened.
  private var shortened: Set<String> = []

  /// How many rounds are in work.
  var rounds = 0
  /// The status to end with.
  private(set) var status = ExitStatus.success

  init(
    _ settings: Settings, _ connection: Connection, _ output: consuming LineWriter
  ) throws {
    var archives: [Archive] = []
    if let file = settings.replay { archives.append(try Archive(file, .stream)) }
    if let file = settings.fromBatch { archives.append(try Archive(file, .batch)) }
    self.archives = archives
    spending = Spending(
      mostTokens: settings.maxTotalTokens, mostCost: settings.maxCost, price: settings.price)
    self.settings = settings
    self.connection = connection
    self.output = output
  }

  /// Takes a line of the stream; what needs no answer is written at once.
  mutating func take(_ bytes: Span<UInt8>, number: Int) throws {
    do throws(StreamError) {
      try line.scan(bytes)
    } catch {
      guard isStream else { throw Self.noStream(number, error) }
      return report(error, number)
    }
    isStream = true
    if line.kind == .spec { try takeSpec(bytes, number) }
    if line.kind == .group, !line.hasEnded(bytes) {
      try takeGroup(bytes, number)
    } else if !settings.isDryRun {
      try output.write(line: bytes)
    }
  }

  /// Takes the end of a question; the last of a round has its line written.
  mutating func conclude(_ question: Question) throws {
    let round = question.round
    if round.isReplaced { return }
    // What an earlier answer did not show is the model's doing, which validation judges.
    let isSure = hasAnswer && question.api == maker?.server.api
    if isSure, question.failure == .newMessage || question.failure == .noRecords {
      question.failure = nil
    }
    round.attempts += question.tries
    if let failure = question.failure.map(connection.untold) {
      if !isSure, try askOtherwise(question, after: failure) { return }
      try take(failure, of: question)
    } else {
      hasAnswer = true
      learn(question)
      if round.chains.isEmpty {
        round.take(question.answer, first: question.first)
      } else if round.takeValue(question.answer, sample: question.first) {
        ask(maker?.next(round.chains[question.first], of: round).map { [$0] } ?? [], of: round)
      }
    }
    round.open -= 1
    if round.open == 0 { try write(round) }
  }

  /// Asks for a question's round in another way, where its failure shows that the server wants it.
  private mutating func askOtherwise(
    _ question: Question, after failure: RequestError
  ) throws -> Bool {
    guard question.round.line != nil,
      let api = try connection.reconsider(failure, asked: question.api),
      let (round, questions) = maker?.again(question.round, by: api)
    else { return false }
    ask(questions, of: round)
    if round.open == 0 { try write(round) }
    return true
  }

  /// Takes a question's failure: what asked for too much is asked for in other parts.
  private mutating func take(_ failure: RequestError, of question: Question) throws {
    let round = question.round
    let again = maker?.again(question, after: failure) ?? RoundMaker.Again()
    if let notice = again.notice {
      warn(command.name, "\(connection.name): \(notice) (\(failure.reason))")
    }
    if !again.questions.isEmpty { return ask(again.questions, of: round) }
    round.failure = failure
    if !hasAnswer, let halt = connection.refusal(failure) { throw halt }
    hasAnswer = true
    guard end.take(failure, isOutlived: question.isOutlived) else { return }
    warn(
      command.name,
      "\(connection.name): no more is asked, and groups are left unfinished: \(failure.reason)")
    isEndTold = true
    for withdrawn in connection.queue?.withdraw() ?? [] {
      withdrawn.failure = failure
      try conclude(withdrawn)
    }
  }

  /// Sends questions of a round, unless no more is to be asked.
  private mutating func ask(_ questions: [Question], of round: Round) {
    guard let error = end.error else {
      for question in questions { connection.queue?.add(question) }
      return round.open += questions.count
    }
    round.failure = error
    guard !isEndTold, let notice = spending.notice else { return }
    warn(command.name, notice)
    isEndTold = true
  }

  /// Tells the later stages that the run ends here, and that this stage says why.
  mutating func writeStop() throws {
    // Without a spec there is no stream that could end.
    if specLine == nil { return }
    output.pending.beginObject()
    output.pending.member(.type, string: "stop")
    output.pending.member(.status, string: RunStatus.incomplete.rawValue)
    output.pending.endObject()
    try output.endLine()
  }

  /// Hands on the lines that are complete.
  mutating func flush() throws {
    try output.flush()
  }

  /// The end of a run whose first line is none of a stream.
  private static func noStream(_ number: Int, _ error: StreamError) -> Failure {
    Failure("<stdin>:\(number): \(error): no stream; wanted the output of ts-prefill", .dataError)
  }

  private mutating func report(_ error: StreamError, _ number: Int) {
    warn(command.name, "<stdin>:\(number): \(error)")
    status = .dataError
  }

  private mutating func takeSpec(_ bytes: Span<UInt8>, _ number: Int) throws {
    if let specLine {
      let earlier = specLine.text.span
      guard let error = StreamError.difference(of: line, bytes, from: earlier) else { return }
      throw Failure("<stdin>:\(number): \(error), as at <stdin>:\(specLine.number)", .dataError)
    }
    specLine = (bytes.copy(0..<bytes.count), number)
    let spec: Spec
    do throws(StreamError) {
      spec = try Spec(line, bytes)
    } catch {
      throw Failure("<stdin>:\(number): \(error)", .dataError)
    }
    prompting = try Prompting(spec, settings)
  }

  private mutating func takeGroup(_ bytes: Span<UInt8>, _ number: Int) throws {
    guard let prompting else {
      throw Failure("<stdin>:\(number): a group line before the spec line", .dataError)
    }
    let group: GroupState
    do throws(StreamError) {
      group = try GroupState(line, bytes)
    } catch {
      report(error, number)
      rounds += 1
      return try write(RoundMaker.unanswerable(line, bytes, error))
    }
    if maker == nil {
      let server = try connection.open()
      if let fake = settings.fake { standIn = try StandIn(fake, prompting.rules) }
      maker = RoundMaker(settings: settings, server: server, prompting: prompting)
      if let notice = prompting.notice, server.api != .chat(.schema) { warn(command.name, notice) }
    }
    guard let (round, questions) = maker?.round(line, bytes, group) else { return }
    if !hasAnswer, settings.mayAskOtherwise { round.line = bytes.copy(0..<bytes.count) }
    if settings.isDryRun { return try writeRequest(round) }
    rounds += 1
    if standIn != nil { return try answer(round, madeOf: group) }
    for archive in archives {
      if let saved = try archive.take(round.id) { return try answer(round, saved, archive.kind) }
    }
    if !questions.isEmpty { ask(questions, of: round) }
    if round.open == 0 { try write(round) }
  }

  private mutating func learn(_ question: Question) {
    end.takeAnswer()
    maker?.learn(question)
    if let cost = maker?.cost(question) {
      spending.add(cost.usage, isEstimated: cost.isEstimated)
      connection.queue?.correct(question, tokens: cost.usage.total)
    }
    if end.error == nil, let limit = spending.limit { end.spend(limit) }
  }

  /// Says why a round has no completion, unless that was said for all.
  private mutating func tell(_ failure: RequestError, of round: Round) {
    if status != .dataError, failure.isRetryable {
      status = .temporaryFailure
    } else if status == .success {
      status = .faultFound
    }
    if isEndTold, failure.isRetryable { return }
    warn(command.name, "\(round.name): \(failure.type): \(failure.message)")
  }

  /// Says once of each group that its prompts are shortened.
  private mutating func tellShortened(_ round: Round) {
    guard round.cuts > 0, shortened.insert(round.groupName).inserted else { return }
    warn(
      command.name, "\(round.name): the prompt is without its first records, to fit the context")
  }

  mutating func write(_ round: Round) throws {
    rounds -= 1
    tellShortened(round)
    if round.completions.isEmpty { tell(round.failure ?? .noAnswer, of: round) }
    let countsFirst = maker?.server.dialect.row.countsFirstSample ?? false
    round.write(
      milliseconds: Monotonic.milliseconds, countsFirstSample: countsFirst, price: settings.price,
      into: &output.pending)
    try output.endLine()
  }
}
