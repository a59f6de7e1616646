import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete is ready for what comes late, twice or changed", .waiting)
struct CompleteLateTests {
  @Test("a group whose refusal comes when no more is asked has its line written")
  func refusedAfterTheLimit() throws {
    let written = Gate(1)
    let server = try StubServer { request in
      guard request.path == "/v1/completions" else {
        if request.path == "/written" { written.arrive() }
        return ChatAnswer.answer(["2}"])
      }
      // The other group's chat has been answered, which has cost all that is allowed.
      if request.body.contains("B\\\"") {
        written.waitForAll()
      }
      return ChatAnswer.refusal(404, "This is a chat model")
    }
    let scratch = try ScratchFolder()
    try scratch.write(
      "in", [Stream.spec(), Stream.group("A"), Stream.group("B")].map { $0 + "\n" }.joined())
    let port = server.url.split(separator: ":").last ?? ""
    let outcome = try shell(
      """
      ts-complete \(Stream.model) --no-stream --retries 0 --max-total-tokens 1 | {
        read -r spec; read -r first
        exec 3<>/dev/tcp/127.0.0.1/\(port)
        printf 'GET /written HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' >&3
        echo "$first"; cat
      }; exit ${PIPESTATUS[0]}
      """, in: scratch, shell: "bash", input: "in", environment: ["OPENAI_BASE_URL": server.url],
      limit: 30)
    let lines = outcome.outText.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.last?.contains("\"type\":\"token_limit\"") == true)
    #expect(outcome.status == 75)
  }

  @Test("a refusal that only teaches is no first answer")
  func teachesFirst() throws {
    let server = try StubServer { request in
      if request.path != "/v1/completions" { return ChatAnswer.answer(["2}"]) }
      return request.json["top_p"] == nil
        ? ChatAnswer.refusal(404, "This is a chat model")
        : ChatAnswer.refusal(400, "Unrecognized field: 'top_p'")
    }
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream --retries 0",
      stream: [Stream.spec(), Stream.group("A")])
    #expect(run.status == 0)
    #expect(
      run.err == "ts-complete: \(server.url): top_p is not sent any more (HTTP 400: Unrecognized "
        + "field: 'top_p')\nts-complete: \(server.url): serves this model in chats only (HTTP "
        + "404: This is a chat model): asked by chat (continue)\n")
  }

  @Test("what --tpm gives back for an answer that seems none is not given back twice")
  func tokensPerMinute() throws {
    let server = try StubServer { request in
      .answer(
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\""
          + (request.number == 1 ? "Hm." : "2}") + "\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}")
    }
    let begin = ContinuousClock.now
    let run = try CompleteRun(
      server,
      "--model m --dialect vllm --api chat --no-stream --concurrency 1 --tpm 1200 --max-tokens 16",
      stream: [Stream.spec()] + ["A", "B", "C"].map { Stream.group($0) })
    #expect(run.status == 0)
    // Half a second for the ten tokens of each of the first two; a clock may only make it longer.
    #expect(ContinuousClock.now - begin >= .milliseconds(990))
  }

  @Test(
    "a saved stream that changes while it is read is an error",
    arguments: [
      (": > saved", 74, "saved: cannot read: Input/output error"),
      ("tr : ' ' < saved > new && cat new > saved", 65, "--replay: the file has changed"),
    ])
  func changed(change: String, status: Int32, message: String) throws {
    let server = try StubServer(answers: [Stream.answer(["2}"])])
    let saved = try CompleteRun(
      server, "\(Stream.model) --no-stream", stream: [Stream.spec(), Stream.group("A")])
    let scratch = try ScratchFolder()
    try scratch.write("saved", saved.text.map { $0 + "\n" }.joined())
    try scratch.write("spec", Stream.spec() + "\n")
    try scratch.write("group", Stream.group("A") + "\n")
    // The spec comes out once the saved stream was read through.
    let outcome = try shell(
      """
      mkfifo out
      { cat spec; read -r line < out; \(change); cat group; } |
        { ts-complete \(Stream.model) --no-stream --replay saved; echo $? > status; } |
        { read -r line; echo > out; cat; }
      exit "$(cat status)"
      """, in: scratch, limit: 30)
    #expect(outcome.errText.contains(message), "\(outcome.errText)")
    #expect(outcome.status == status)
    #expect(!outcome.outText.contains("completions"))
  }
}
