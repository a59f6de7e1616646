import FilterTool
import NDJSON
import TimeSeries

extension Completer {
  /// Writes a line whose answer was saved.
  mutating func answer(_ round: Round, _ saved: [UInt8], _ kind: Archive.Kind) throws {
    guard kind == .stream else {
      round.take(batchResult: saved)
      return try write(round)
    }
    rounds -= 1
    try at("--replay: the file has changed") {
      try round.write(saved: saved, into: &output.pending)
    }
    try output.endLine()
  }

  /// Writes a line whose answer is made here.
  mutating func answer(_ round: Round, madeOf group: GroupState) throws {
    let count = maker?.prompting.records(of: round, group) ?? 1
    let text = standIn?.text(for: group, count: count) ?? []
    let bytes = round.request.prompt.count
    round.take(standInText: text, usage: Usage(prompt: bytes / 4, completion: text.count / 4))
    try write(round)
  }

  /// Prints the request of a round.
  mutating func writeRequest(_ round: Round) throws {
    guard round.chains.isEmpty else {
      throw Failure(
        "--dry-run: not with --force value, where each request needs the last answer", .usage)
    }
    round.writeBatchRequest(maker?.server.dialect ?? .openai, into: &output.pending)
    try output.endLine()
  }
}
