import NDJSON
import TimeSeries

extension RoundMaker {
  /// What is asked in place of a question, and what is to be said of it once.
  struct Again {
    var questions: [Question] = []
    var notice: String?
  }

  /// What to ask in place of a question that was refused because it asked for too much, or in a way
  /// that the server does not know; nothing where it was not.
  mutating func again(_ question: Question, after failure: RequestError) -> Again {
    let (samples, tokens) = (question.samples, question.maxTokens)
    switch fields.learn(failure, of: question.body, samples: samples) {
    case .learned(let what)?: return Again(questions: remade(question), notice: what)
    case .known?: return Again(questions: remade(question))
    case nil: break
    }
    if let fewer = limits.learn(failure, samples: samples, maxTokens: tokens) {
      return Again(questions: remade(question, maxTokens: fewer < tokens ? fewer : nil))
    }
    guard failure.isAboutPrompt else { return Again() }
    // Another question of the round has made it shorter already.
    if question.cuts < question.round.cuts { return Again(questions: remade(question)) }
    guard question.round.leaveOutRecords() else { return Again() }
    let isFirst = limits.refusePrompt(bytes: question.promptBytes)
    return Again(
      questions: remade(question),
      notice: isFirst ? "prompts are shortened to fit, by their first records" : nil)
  }

  private func remade(_ question: Question, maxTokens: Int? = nil) -> [Question] {
    let round = question.round
    guard round.chains.isEmpty else {
      return next(round.chains[question.first], of: round, maxTokens: maxTokens).map { [$0] } ?? []
    }
    let places = question.first..<question.first + question.samples
    return questions(round, places, maxTokens: maxTokens, watch: question.freshWatch)
  }

  /// Learns from an answer what texts cost, and what the server allows.
  mutating func learn(_ question: Question) {
    let answer = question.answer
    if question.isShortened {
      limits.keep(
        maxTokens: question.maxTokens, promptBytes: question.promptBytes,
        promptTokens: answer.usage?.prompt)
    }
    guard let usage = answer.usage, answer.completions.count == 1 else { return }
    budget.learn(bytes: answer.completions[0].text.count, tokens: usage.completion)
  }

  /// What an answer cost, and whether that is estimated, because the server does not count it all.
  func cost(_ question: Question) -> (usage: Usage, isEstimated: Bool) {
    let answer = question.answer
    let told = answer.usage ?? Usage()
    let isPart = server.dialect.row.countsFirstSample && answer.completions.count > 1
    if told.total > 0, !isPart { return (told, false) }
    let texts = answer.completions.reduce(0) { $0 + $1.text.count }
    let all = max(told.total, budget.estimate(bytes: question.promptBytes + texts))
    var usage = told
    if usage.prompt == 0 { usage.prompt = min(all, budget.estimate(bytes: question.promptBytes)) }
    usage.completion = max(0, all - usage.prompt)
    return (usage, true)
  }
}
