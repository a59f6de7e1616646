import CurlMulti
import Libc
import NDJSON

/// One request to the model, through all its tries.
final class Question {
  /// The round that it serves.
  let round: Round
  /// The index of its first sample among those of the round.
  let first: Int
  /// How many samples it asks for.
  let samples: Int
  /// The most tokens of each.
  let maxTokens: Int
  /// How long its prompt is.
  let promptBytes: Int
  /// Whether a refusal said that more tokens are too many.
  let isShortened: Bool
  /// How it is asked.
  let api: API
  /// How often the round's prompt had been shortened.
  let cuts: Int
  /// The most tokens that it may cost, by what a token is likely to have of the prompt.
  var mostTokens: Int { promptBytes / 4 + samples * maxTokens }
  /// The request as JSON.
  let body: [UInt8]

  /// The tokens that count against `--tpm` for its last try; 0 where that failed.
  var charged = 0
  /// How many times it went out.
  var tries = 0
  /// Which request of all its last try was.
  var request = 0
  /// When it first went out, as `Monotonic.milliseconds`.
  var startMilliseconds = 0
  /// When its last try went out.
  var sentMilliseconds = 0
  /// When its first try ended; nil before.
  var firstEndMilliseconds: Int?
  /// Whether another request brought something while its last try was under way.
  var isOutlived = false
  /// When it may go out again.
  var dueMilliseconds = 0
  /// What has come of the answer.
  private(set) var answer: Answer
  /// Why it has no answer; nil while it may still get one.
  var failure: RequestError?

  /// What the answer may have before its text; nil where it is no continued message.
  private let echo: Echo?
  private var isEchoRemoved = false
  private var stream = StreamedAnswer()
  /// What looks at the records of the stream, before any has come.
  let freshWatch: ResponseWatch?
  private var watch: ResponseWatch?
  private var watched = 0
  private var isAborted = false

  init(
    round: Round, first: Int, request: RequestBody, dialect: Dialect,
    fields: LearnedFields = LearnedFields(), isShortened: Bool = false,
    watch: ResponseWatch? = nil
  ) {
    self.round = round
    self.first = first
    cuts = round.cuts
    self.isShortened = isShortened
    samples = request.samples
    maxTokens = request.maxTokens
    promptBytes = request.prompt.count + request.instruction.count
    api = request.api
    body = fields.applied(to: request.json(dialect))
    echo = api == .chat(.continue) ? Echo(request.prompt) : nil
    freshWatch = watch
    answer = Answer(samples: samples, api: api)
  }

  /// Forgets what came of the last try.
  func begin() {
    answer = Answer(samples: samples, api: api)
    stream = StreamedAnswer()
    isEchoRemoved = false
    failure = nil
    watch = freshWatch
    watched = 0
    isAborted = false
  }

  /// Takes the next bytes of a streamed answer; false when no more are wanted.
  func take(_ bytes: Span<UInt8>) -> Bool {
    do throws(RequestError) {
      try stream.take(bytes, into: &answer)
    } catch {
      failure = error
      return false
    }
    // Only what ends a line can show a fault.
    guard watch != nil, answer.takeLineFeed(), removeEcho(isWhole: false),
      let completion = answer.completions.first, completion.finishReason.isEmpty
    else { return true }
    let more = completion.text[watched...]
    watched = completion.text.count
    guard watch?.isEnough(more) == true else { return true }
    answer.edit { $0.finishReason = "aborted" }
    // A first record with a fault may show that the server is none of its dialect.
    if beginsAnew {
      failure = .newMessage
      return false
    }
    isAborted = true
    return false
  }

  /// Draws the conclusion of a transfer that has ended.
  func end(_ transfer: Transfer, wasStreamed: Bool) {
    if isAborted { return }
    if let error = failure {
      failure = error.naming(transfer.contentType, stream.head)
      return
    }
    if let error = RequestError(transfer) {
      failure = error
      return
    }
    do throws(RequestError) {
      if wasStreamed {
        try stream.end(into: &answer)
      } else {
        let body = transfer.body
        try answer.take(body.span)
      }
      if answer.completions.isEmpty {
        guard answer.isOfAPI || stream.isEvents else { throw RequestError.other }
        throw RequestError(
          status: transfer.status, type: RequestError.badAnswer,
          message: "the answer holds no choices")
      }
      _ = removeEcho(isWhole: true)
      if let lack = answer.lack { throw lack }
      if beginsAnew { throw RequestError.newMessage }
    } catch {
      failure = error.naming(transfer.contentType, wasStreamed ? stream.head : transfer.body)
    }
  }

  /// Takes off what a chat's answer repeats of the message that it continues; false where more of
  /// that may come.
  private func removeEcho(isWhole: Bool) -> Bool {
    guard let echo, !isEchoRemoved else { return true }
    var isRemoved = true
    answer.edit { isRemoved = echo.remove(from: &$0.text, isWhole: isWhole) && isRemoved }
    isEchoRemoved = isRemoved
    return isRemoved
  }

  /// Whether the answer is a new message where a record was to be continued.
  private var beginsAnew: Bool {
    guard let echo else { return false }
    return answer.completions.contains { echo.isNewMessage($0.text) }
  }
}
