import NDJSON
import TimeSeries

extension Round {
  /// Writes the line with the answer that a saved stream has for it.
  func write(saved bytes: [UInt8], into writer: inout JSONWriter) throws(StreamError) {
    var line = StreamLine()
    let bytes = bytes.span
    try line.scan(bytes)
    writer.append(head)
    for entry in line.entries where RoundMaker.isReplaced(entry.member) {
      writer.raw(bytes.extracting(entry.start..<entry.value.range.upperBound))
    }
    writer.endObject()
  }

  /// Takes the result that a batch has for it.
  func take(batchResult bytes: [UInt8]) {
    let bytes = bytes.span
    do throws(RequestError) {
      var answer = Answer(samples: request.samples, api: request.api)
      if let result = bytes.member("result"), result.kind == .object {
        let body = try MessageResult.answer(bytes.extracting(result.range))
        try answer.take(body.span)
      } else {
        let (status, body) = try Self.response(bytes)
        guard (200...299).contains(status) else {
          throw ErrorEnvelope.read(bytes.extracting(body), status: status)
        }
        try answer.take(bytes.extracting(body))
      }
      if request.api == .chat(.continue) {
        let echo = Echo(request.prompt)
        answer.edit { _ = echo.remove(from: &$0.text, isWhole: true) }
      }
      if let lack = answer.lack { throw lack }
      take(answer, first: 0)
    } catch {
      failure = error
    }
  }

  /// The status and the place of the body of a result.
  ///
  /// `vllm run-batch` has a response without a body where a request failed, and the reason beside it.
  private static func response(_ bytes: Span<UInt8>) throws(RequestError) -> (Int, Range<Int>) {
    let failure: JSONValue?
    var status: Int?
    do throws(JSONError) {
      if let response = try bytes.checkedMember("response"), response.kind == .object {
        let inner = bytes.extracting(response.range)
        let start = response.range.lowerBound
        status = try inner.checkedMember("status_code").map { inner.count(of: $0) ?? 0 }
        if let body = try inner.checkedMember("body"), body.kind != .null {
          return (status ?? 200, start + body.range.lowerBound..<start + body.range.upperBound)
        }
      }
      failure = try bytes.checkedMember("error")
    } catch {
      throw RequestError(
        status: nil, type: "bad_answer", message: "the result is not JSON: \(error)")
    }
    guard let failure, failure.kind == .object || failure.kind == .string else {
      throw RequestError(status: nil, type: "bad_answer", message: "the result has no response")
    }
    throw ErrorEnvelope.read(member: bytes.extracting(failure.range), status: status ?? 500)
  }

  /// Writes the request as a line of the server's batches.
  func writeBatchRequest(_ dialect: Dialect, into writer: inout JSONWriter) {
    let row = dialect.row
    let path = request.api == .completions ? row.completions ?? row.chats : row.chats
    var request = request
    request.isStreamed = false
    writer.beginObject()
    writer.name("custom_id")
    writer.string(id)
    if row.batchForm == .messages {
      writer.name("params")
      request.writeMessageParameters(into: &writer)
      return writer.endObject()
    }
    writer.name("method")
    writer.string("POST")
    writer.name("url")
    writer.string(path)
    writer.name("body")
    writer.raw(request.json(dialect))
    writer.endObject()
  }
}
