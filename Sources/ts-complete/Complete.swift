import CurlMulti
import FilterTool
import Libc
import NDJSON

/// Answers every line of the standard input, many at once, each as soon as it can be.
func complete(_ settings: Settings, _: [String]) throws -> ExitStatus {
  let loop = try EventLoop(connections: settings.concurrency)
  let connection = try Connection(settings, loop)
  var input = LineReader(descriptor: STDIN_FILENO, name: "<stdin>")
  var completer = try Completer(
    settings, connection,
    LineWriter(
      descriptor: STDOUT_FILENO, name: "<stdout>", interruption: Interrupts.descriptor))
  do {
    try work(loop, connection, &input, &completer)
  } catch {
    // A refusal that came in the same turn says nothing new.
    while let question = connection.queue?.nextAnswered() {
      if question.failure == nil { try completer.conclude(question) }
    }
    if Failure(error).signal == nil { try completer.writeStop() }
    try completer.flush()
    throw error
  }
  try completer.flush()
  if let truncation = input.truncation { throw truncation }
  return completer.status
}

/// Moves lines, requests and answers until the input has ended and every line is answered.
private func work(
  _ loop: EventLoop, _ connection: Connection, _ input: inout LineReader,
  _ completer: inout Completer
) throws {
  var inputEnded = false
  while true {
    try takeLines(&input, &completer, connection)
    if inputEnded, completer.rounds == 0, connection.hasRoom { return }
    try completer.flush()
    try connection.step(wantsInput: !inputEnded && connection.hasRoom)
    try concludeAnswered(connection, &completer)
    guard loop.hasInput else { continue }
    inputEnded = try input.fillAvailable() == .end
  }
}

/// Writes the lines of the rounds whose last answer has come.
private func concludeAnswered(
  _ connection: Connection, _ completer: inout Completer
) throws {
  while let question = connection.queue?.nextAnswered() { try completer.conclude(question) }
}

/// Takes the lines that are there, as long as their requests could go out.
private func takeLines(
  _ input: inout LineReader, _ completer: inout Completer, _ connection: Connection
) throws {
  while connection.hasRoom, let line = try input.nextBuffered() {
    try completer.take(line.bytes, number: line.number)
  }
}
