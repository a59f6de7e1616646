import CurlMulti
import FilterTool
import Libc

/// Sends requests, many at once, tries again what may still succeed, and hands back the rest.
final class RequestQueue {
  /// An easy handle and the question that it carries.
  private final class Slot {
    let transfer: Transfer
    let endpoint: Endpoint
    var question: Question?
    init(_ endpoint: Endpoint) throws(CurlError) {
      transfer = try Transfer(endpoint)
      self.endpoint = endpoint
    }
  }

  private let loop: EventLoop
  private var multi: MultiHandle { loop.multi }
  private var endpoint: Endpoint
  private var retries: Retries
  /// Called with each failure after which a request is tried again.
  private let onRetry: (RequestError) -> Void
  /// How long a stream may go without a byte; nil where answers come in one piece.
  private let stallMilliseconds: Int?
  private var nextStallCheck = 0
  /// When the last request was answered.
  private var answeredMilliseconds = Int.min
  private var pace: Pace
  private var allowance: Allowance
  private var ready: [Question] = []
  private var nextReady = 0
  private var waiting: [Question] = []
  private var answered: [Question] = []
  private var idle: [Slot] = []
  /// All handles, by the number of their transfer.
  private var slots: [Slot] = []

  init(
    _ loop: EventLoop, endpoint: Endpoint, concurrency: Int, allowance: Allowance, retries: Retries,
    stallMilliseconds: Int?, onRetry: @escaping (RequestError) -> Void
  ) {
    self.loop = loop
    self.endpoint = endpoint
    self.retries = retries
    self.allowance = allowance
    self.onRetry = onRetry
    self.stallMilliseconds = stallMilliseconds
    pace = Pace(most: concurrency)
  }

  /// How many questions could go out at once beside those that are there.
  var room: Int { pace.limit - multi.count - (ready.count - nextReady) }

  /// How many questions wait for another try.
  var waitingCount: Int { waiting.count }

  /// Takes a question, to be sent when there is room.
  func add(_ question: Question) { ready.append(question) }

  /// Sends what goes out from now on to another address.
  func redirect(to endpoint: Endpoint) {
    self.endpoint = endpoint
    idle.removeAll()
  }

  /// Sends what may go out, waits until something moves, and ends what has ended or stalled.
  ///
  /// Nothing is put into `answered` between here and the wait, which may be without end.
  func step(wantsInput: Bool) throws {
    try start()
    defer { conclude() }
    try loop.turn(milliseconds: millisecondsLeft, wantsInput: wantsInput)
  }

  /// The next question that has its answer, or none for good.
  func nextAnswered() -> Question? { answered.popLast() }

  /// Learns what a question cost in tokens.
  func correct(_ question: Question, tokens: Int) {
    allowance.correct(tokens: tokens - question.charged)
  }

  /// Tries nothing again from now on, and gives back what is not under way.
  func withdraw() -> [Question] {
    retries.limit = 0
    let withdrawn = ready[nextReady...] + waiting
    (ready, nextReady, waiting) = ([], 0, [])
    return Array(withdrawn)
  }

  /// The milliseconds until something is due that no descriptor tells of; nil for never.
  private var millisecondsLeft: Int? {
    var due = waiting.map(\.dueMilliseconds).min()
    if stallMilliseconds != nil, multi.count > 0 {
      due = min(due ?? nextStallCheck, nextStallCheck)
    }
    let now = Monotonic.milliseconds
    if nextReady < ready.count {
      let wait = allowance.wait(now: now)
      if wait > 0 { due = min(due ?? now + wait, now + wait) }
    }
    return due.map { max(0, $0 - now) }
  }

  /// Sends what may go out.
  private func start() throws(CurlError) {
    if !waiting.isEmpty { takeBackDue() }
    while multi.count < pace.limit, nextReady < ready.count,
      allowance.wait(now: Monotonic.milliseconds) == 0
    {
      try send(ready[nextReady])
      nextReady += 1
    }
    if nextReady == ready.count || nextReady > 1_024 {
      ready.removeFirst(nextReady)
      nextReady = 0
    }
  }

  /// Ends the streams that have brought no byte for too long; looks four times in that time.
  private func endStalled(_ limit: Int) {
    let now = Monotonic.milliseconds
    guard now >= nextStallCheck else { return }
    nextStallCheck = now + max(10, limit / 4)
    let stalled = multi.running.filter { now - $0.lastByteMilliseconds >= limit }
    for transfer in stalled {
      let error = CurlError(
        kind: .stall, operation: "transfer", message: "no byte came for \(limit) ms")
      multi.abort(transfer, error: error)
      let slot = slots[transfer.number]
      if let question = slot.question { conclude(question, of: slot) }
    }
  }

  /// Draws the conclusion of each transfer that has ended, or that has stalled.
  private func conclude() {
    while let transfer = multi.nextFinished() {
      let slot = slots[transfer.number]
      if let question = slot.question { conclude(question, of: slot) }
    }
    if let stallMilliseconds, multi.count > 0 { endStalled(stallMilliseconds) }
  }

  private func conclude(_ question: Question, of slot: Slot) {
    question.end(slot.transfer, wasStreamed: stallMilliseconds != nil)
    if question.failure != nil {
      allowance.correct(tokens: -question.charged)
      question.charged = 0
    }
    var retryAfter = slot.transfer.retryAfterSeconds
    if let wait = RateHeaders(slot.transfer.rateHeaders).waitMilliseconds {
      allowance.close(milliseconds: wait, now: Monotonic.milliseconds)
      if slot.transfer.status == 429 { retryAfter = max(retryAfter, (wait + 999) / 1_000) }
    }
    slot.question = nil
    if slot.endpoint.url == endpoint.url { idle.append(slot) }
    if isOver(question, retryAfterSeconds: retryAfter) {
      answered.append(question)
    }
  }

  private func takeBackDue() {
    let now = Monotonic.milliseconds
    for question in waiting where question.dueMilliseconds <= now { ready.append(question) }
    waiting.removeAll { $0.dueMilliseconds <= now }
  }

  private func send(_ question: Question) throws(CurlError) {
    let slot: Slot
    if let free = idle.popLast() { slot = free } else { slot = try makeSlot() }
    slot.question = question
    question.begin()
    question.sentMilliseconds = Monotonic.milliseconds
    if question.tries == 0 {
      question.startMilliseconds = question.sentMilliseconds
      question.round.begin(milliseconds: question.startMilliseconds)
    }
    question.tries += 1
    question.request = pace.send()
    question.charged = question.mostTokens
    allowance.send(tokens: question.charged)
    let body = question.body
    try slot.transfer.post(body.span)
    try multi.add(slot.transfer)
  }

  private func makeSlot() throws(CurlError) -> Slot {
    let slot = try Slot(endpoint)
    if stallMilliseconds != nil {
      slot.transfer.consume = { [unowned slot] bytes in slot.question?.take(bytes) ?? false }
    }
    slot.transfer.number = slots.count
    slots.append(slot)
    return slot
  }

  /// Whether a request was answered since a time, or one under way has brought a part of its
  /// answer.
  private func hasAnswers(since start: Int) -> Bool {
    answeredMilliseconds > start
      || multi.running.contains {
        (200...299).contains($0.status) && $0.lastByteMilliseconds > start
      }
  }

  /// Whether there is no further try; else the question waits for its time.
  private func isOver(_ question: Question, retryAfterSeconds: Int) -> Bool {
    guard let failure = question.failure else {
      pace.speedUp()
      answeredMilliseconds = Monotonic.milliseconds
      return true
    }
    let now = Monotonic.milliseconds
    let firstEnd = question.firstEndMilliseconds ?? now
    question.firstEndMilliseconds = firstEnd
    question.isOutlived = hasAnswers(since: question.sentMilliseconds)
    if failure.asksForLess { pace.slowDown(request: question.request) }
    guard failure.isTemporary,
      let wait = retries.wait(
        tries: question.tries, elapsed: .milliseconds(now - firstEnd),
        retryAfter: .seconds(retryAfterSeconds))
    else { return true }
    onRetry(failure)
    question.dueMilliseconds = now + Int(wait.wholeMicroseconds / 1_000)
    waiting.append(question)
    return false
  }
}
