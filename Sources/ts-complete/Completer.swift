import CurlMulti
import FilterTool
import NDJSON
import TimeSeries

/// Makes requests out of group lines, and lines out of their answers.
struct Completer: ~Copyable {
  private let settings: Settings
  private let connection: Connection
  private var output: LineWriter
  private var line = StreamLine()
  private var specLine: (text: [UInt8], number: Int)?
  private var prompting: Prompting?
  private var maker: RoundMaker?
  private let archives: [Archive]
  private var hasAnswer = false
  private var tokens = 0

  /// How many rounds are in work.
  private(set) var rounds = 0
  /// The status to end with.
  private(set) var status = ExitStatus.success

  init(
    _ settings: Settings, _ connection: Connection, _ output: consuming LineWriter
  ) throws(Halt) {
    var archives: [Archive] = []
    if let file = settings.replay { archives.append(try Archive(file, .stream)) }
    if let file = settings.fromBatch { archives.append(try Archive(file, .batch)) }
    self.archives = archives
    self.settings = settings
    self.connection = connection
    self.output = output
  }

  /// Takes a line of the stream; what needs no answer is written at once.
  mutating func take(_ bytes: Span<UInt8>, number: Int) throws(Halt) {
    do throws(StreamError) {
      try line.scan(bytes)
    } catch {
      return report(error, number)
    }
    if line.kind == .spec { try takeSpec(bytes, number) }
    if line.kind == .group, !line.hasEnded(bytes) {
      try takeGroup(bytes, number)
    } else if !settings.isDryRun {
      do throws(IOError) { try output.write(line: bytes) } catch { throw Halt(error) }
    }
  }

  /// Takes the end of a question; the last of a round has its line written.
  mutating func conclude(_ question: Question) throws(Halt) {
    let round = question.round
    round.attempts += question.tries
    if let failure = question.failure.map(connection.untold) {
      round.failure = failure
      if !hasAnswer, let halt = connection.refusal(failure) { throw halt }
    } else if round.chains.isEmpty {
      round.take(question.answer, first: question.first)
    } else if round.takeValue(question.answer, sample: question.first),
      let next = maker?.next(round.chains[question.first], of: round)
    {
      connection.queue?.add(next)
      round.open += 1
    }
    if question.failure == nil { learn(question.answer) }
    hasAnswer = true
    round.open -= 1
    if round.open == 0 { try write(round) }
  }

  /// Hands on the lines that are complete.
  mutating func flush() throws(Halt) {
    do throws(IOError) { try output.flush() } catch { throw Halt(error) }
  }

  private mutating func report(_ error: StreamError, _ number: Int) {
    warn(command.name, "<stdin>:\(number): \(error)")
    status = .dataError
  }

  private mutating func takeSpec(_ bytes: Span<UInt8>, _ number: Int) throws(Halt) {
    if let specLine {
      let earlier = specLine.text.span
      guard let error = StreamError.difference(of: line, bytes, from: earlier) else { return }
      throw Halt("<stdin>:\(number): \(error), as at <stdin>:\(specLine.number)", .dataError)
    }
    specLine = (bytes.copy(0..<bytes.count), number)
    let spec: Spec
    do throws(StreamError) {
      spec = try Spec(line, bytes)
    } catch {
      throw Halt("<stdin>:\(number): \(error)", .dataError)
    }
    prompting = try Prompting(spec, settings)
    if let notice = prompting?.notice { warn(command.name, notice) }
  }

  private mutating func takeGroup(_ bytes: Span<UInt8>, _ number: Int) throws(Halt) {
    guard let prompting else {
      throw Halt("<stdin>:\(number): a group line before the spec line", .dataError)
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
      maker = RoundMaker(settings: settings, server: try connection.open(), prompting: prompting)
    }
    guard let (round, questions) = maker?.round(line, bytes, group) else { return }
    if settings.isDryRun { return try writeRequest(round) }
    rounds += 1
    for archive in archives {
      if let saved = try archive.take(round.id) { return try answer(round, saved, archive.kind) }
    }
    if let limit = settings.maxTotalTokens, tokens >= limit { return try refuse(round, limit) }
    round.open = questions.count
    for question in questions { connection.queue?.add(question) }
  }

  /// Answers a round without asking: the tokens allowed are spent, which is said once.
  private mutating func refuse(_ round: Round, _ limit: Int) throws(Halt) {
    if status != .temporaryFailure {
      warn(command.name, "--max-total-tokens \(limit): \(tokens) are spent: no more is asked")
    }
    status = .temporaryFailure
    round.failure = RequestError(
      status: nil, type: "token_limit", message: "\(tokens) tokens spent, of \(limit) allowed")
    try write(round)
  }

  /// Writes a line whose answer was saved.
  private mutating func answer(
    _ round: Round, _ saved: [UInt8], _ kind: Archive.Kind
  ) throws(Halt) {
    guard kind == .stream else {
      round.take(batchResult: saved)
      return try write(round)
    }
    rounds -= 1
    round.write(saved: saved, into: &output.pending)
    do throws(IOError) { try output.endLine() } catch { throw Halt(error) }
  }

  private mutating func writeRequest(_ round: Round) throws(Halt) {
    guard round.chains.isEmpty else {
      throw Halt(
        "--dry-run: not with --force value, where each request needs the last answer", .usage)
    }
    round.writeBatchRequest(maker?.server.dialect ?? .openai, into: &output.pending)
    do throws(IOError) { try output.endLine() } catch { throw Halt(error) }
  }

  private mutating func learn(_ answer: Answer) {
    tokens += (answer.usage?.prompt ?? 0) + (answer.usage?.completion ?? 0)
    guard let usage = answer.usage, answer.completions.count == 1 else { return }
    maker?.budget.learn(bytes: answer.completions[0].text.count, tokens: usage.completion)
  }

  private mutating func write(_ round: Round) throws(Halt) {
    rounds -= 1
    if round.completions.isEmpty, round.failure?.type != "token_limit" {
      let reason = round.failure.map { "\($0.type): \($0.message)" } ?? "no answer"
      warn(command.name, "\(round.name): \(reason)")
      if status == .success { status = .faultFound }
    }
    let countsFirst = maker?.server.dialect.row.countsFirstSample ?? false
    round.write(
      milliseconds: Monotonic.milliseconds, countsFirstSample: countsFirst, into: &output.pending)
    do throws(IOError) { try output.endLine() } catch { throw Halt(error) }
  }
}
