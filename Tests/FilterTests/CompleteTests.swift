import Foundation
import StubServer
import Testing

private typealias Stream = CompleteStream

@Suite("ts-complete asks and answers", .waiting)
struct CompleteTests {
  @Test("a group's line comes back with what the model wrote, glued to what was forced")
  func gluesWhatWasForced() throws {
    let server = try StubServer(answers: [Stream.answer(["2.5}"])])
    let group = Stream.group("A", ",\"x\":[1, 2]")
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: [Stream.spec(), group])
    #expect(run.err == "")
    #expect(run.status == 0)
    #expect(run.text[0] == Stream.spec())
    #expect(run.text[1].hasPrefix(String(group.dropLast()) + ",\"completions\":["))
    #expect(run.groups[0].texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":2.5}\n"])
    #expect(run.groups[0].number("usage", "completion_tokens") == 3)
    #expect(run.groups[0].number("request", "attempts") == 1)
    let body = try #require(server.requests.first).json
    #expect(
      body["prompt"] as? String
        == "Go: {\"g\":\"A\",\"t\":\"00:01\",\"v\":1}\n{\"g\":\"A\",\"t\":\"00:02\",\"v\":")
    #expect(body["stop"] as? [String] == ["\n"])
    #expect(body["stream"] as? Bool == false)
  }

  /// Options, and the prompt's end and the text that come of them.
  struct ForceRow: Sendable {
    let words: String
    let prompt: String
    let text: String
    let stop: [String]?
  }

  static let forceRows = [
    ForceRow(
      words: "--force each", prompt: "{\"g\":\"A\",\"t\":\"00:02\",\"v\":",
      text: "{\"g\":\"A\",\"t\":\"00:02\",\"v\":T\n", stop: ["\n"]),
    ForceRow(
      words: "--force each --force-through name", prompt: "{\"g\":\"A\",\"t\":\"00:02\",\"",
      text: "{\"g\":\"A\",\"t\":\"00:02\",\"T\n", stop: ["\n"]),
    ForceRow(
      words: "--force first", prompt: "{\"g\":\"A\",\"t\":\"00:02\",\"v\":",
      text: "{\"g\":\"A\",\"t\":\"00:02\",\"v\":T", stop: nil),
    ForceRow(words: "--force none", prompt: "", text: "T", stop: nil),
  ]

  @Test("as much is forced as is asked for", arguments: forceRows)
  func forces(row: ForceRow) throws {
    let server = try StubServer(answers: [Stream.answer(["T"])])
    let run = try CompleteRun(
      server, "\(Stream.model) --no-stream \(row.words)",
      stream: [Stream.spec(), Stream.group("A")])
    let body = try #require(server.requests.first).json
    let prompt = "Go: {\"g\":\"A\",\"t\":\"00:01\",\"v\":1}\n" + row.prompt
    #expect(body["prompt"] as? String == prompt)
    #expect(body["stop"] as? [String] == row.stop)
    #expect(run.groups.first?.texts == [row.text])
  }

  @Test("a record that the prefill begins belongs to the text, whatever is forced")
  func gluesInitialPart() throws {
    let server = try StubServer(answers: [Stream.answer(["T"])])
    let begun = Stream.group("A").replacingOccurrences(
      of: "{\\\"g\\\":\\\"A\\\",\\\"t\\\":\\\"00:01\\\",\\\"v\\\":1}\\n",
      with: "{\\\"g\\\":\\\"A\\\",\\\"t\\\":\\\"00:00\\\",\\\""
    )
    .replacingOccurrences(of: "_seconds\":60", with: "_seconds\":null")
    let spec = Stream.spec().replacingOccurrences(of: "history", with: "prefix")
    for (force, added) in [("none", ""), ("each", "v\":")] {
      let run = try CompleteRun(
        server, "\(Stream.model) --no-stream --force \(force)", stream: [spec, begun])
      let text = "{\"g\":\"A\",\"t\":\"00:00\",\"\(added)T" + (force == "each" ? "\n" : "")
      #expect(run.groups.first?.texts == [text])
      let prompt = server.requests.last?.json["prompt"] as? String
      #expect(prompt == "Go: {\"g\":\"A\",\"t\":\"00:00\",\"\(added)")
    }
  }

  @Test("a text that was cut gets no line feed")
  func cutTextStaysCut() throws {
    let server = try StubServer(answers: [Stream.answer(["2"], finish: "length")])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts == ["{\"g\":\"A\",\"t\":\"00:02\",\"v\":2"])
  }

  @Test("what cannot be forced is said: as a notice by default, as an error when asked for")
  func saysWhatCannotBeForced() throws {
    let server = try StubServer(answers: [Stream.answer(["T"])])
    let spec = Stream.spec().replacingOccurrences(of: "\"fixed\"", with: "\"any\"")
    let stream = [spec, Stream.group("A")]
    let run = try CompleteRun(server, Stream.model + " --no-stream", stream: stream)
    #expect(
      run.err
        == "ts-complete: nothing is forced: the step is \"any\": the next time is not known\n")
    #expect(run.groups.first?.texts == ["T"])
    let asked = try CompleteRun(server, Stream.model + " --force first", stream: stream)
    #expect(
      asked.err == "ts-complete: --force first: not possible: the step is \"any\": "
        + "the next time is not known\n")
    #expect(asked.status == 65)
  }

  @Test("a stream of events gives the same line as one piece")
  func streamsAsWell() throws {
    let server = try StubServer { request in
      request.json["stream"] as? Bool == true
        ? .chunks(Stream.events(["2.", "", "5}"])) : Stream.answer(["2.5}"])
    }
    let stream = [Stream.spec(), Stream.group("A")]
    let whole = try CompleteRun(server, Stream.model + " --no-stream", stream: stream)
    let pieces = try CompleteRun(server, Stream.model, stream: stream)
    #expect(whole.groups.first?.texts == pieces.groups.first?.texts)
    #expect(pieces.groups.first?.number("usage", "prompt_tokens") == 7)
    #expect(
      whole.groups.first?.text("request", "id") == pieces.groups.first?.text("request", "id"))
  }

  @Test("samples come back by their index")
  func samples() throws {
    let server = try StubServer(answers: [Stream.answer(["1}", "2}", "3}"])])
    let run = try CompleteRun(
      server, Stream.model + " --no-stream --samples 3", stream: [Stream.spec(), Stream.group("A")])
    #expect(run.groups.first?.texts.map { String($0.suffix(3)) } == ["1}\n", "2}\n", "3}\n"])
    #expect(server.requests.first?.json["n"] as? Int == 3)
    #expect(run.groups.first?.number("request", "samples") == 3)
  }

  @Test("seeds follow from the seed, the group and the round, and nothing else")
  func seeds() throws {
    let server = try StubServer(answers: [Stream.answer(["T"])])
    func seeds(_ words: String, _ stream: [String]) throws -> [Int] {
      let run = try CompleteRun(
        server, "\(Stream.model) \(words)", stream: [Stream.spec()] + stream)
      return run.text.dropFirst().sorted().compactMap { text in
        run.groups.first { text.contains("\"id\":\"\($0.text("request", "id") ?? "")\"") }?
          .number("request", "seed")
      }
    }
    let groups = [Stream.group("A"), Stream.group("B"), Stream.group("B", round: 1)]
    let first = try seeds("--no-stream --seed 1", groups)
    #expect(try seeds("--no-stream --seed 1", groups) == first)
    #expect(try seeds("--no-stream --seed 2", groups) != first)
    #expect(Set(first).count == 3)
    #expect(first.allSatisfy { (0..<1 << 31).contains($0) })
    #expect(try seeds("--no-stream", [Stream.group("A")]) == [])
    #expect(server.requests.last?.json["seed"] == nil)
  }

  @Test("the model is asked for once, where it is not given")
  func asksForTheModel() throws {
    let server = try StubServer { request in
      request.method == "GET"
        ? .answer("{\"object\":\"list\",\"data\":[{\"id\":\"big\",\"owned_by\":\"vllm\"}]}")
        : Stream.answer(["T"])
    }
    let run = try CompleteRun(
      server, "--no-stream", stream: [Stream.spec(), Stream.group("A"), Stream.group("B")])
    #expect(run.status == 0)
    #expect(server.requests.map(\.path) == ["/v1/models", "/v1/completions", "/v1/completions"])
    #expect(server.requests.last?.json["model"] as? String == "big")
    #expect(server.requests.last?.json["repetition_penalty"] as? Double == 1)
  }

  @Test("the key comes from a file or the environment, and goes into a header only")
  func keys() throws {
    let server = try StubServer(answers: [Stream.answer(["T"])])
    let stream = [Stream.spec(), Stream.group("A")]
    let run = try CompleteRun(
      server, Stream.model + " --no-stream", stream: stream,
      environment: ["OPENAI_API_KEY": "sk-1"])
    #expect(server.requests.last?.headers["authorization"] == "Bearer sk-1")
    #expect(!run.text.joined().contains("sk-1"))
    let scratch = try ScratchFolder()
    let file = try scratch.write("key", "  sk-2\nmore\n")
    _ = try CompleteRun(
      server, Stream.model + " --no-stream --api-key-file '\(file)'", stream: stream,
      environment: ["OPENAI_API_KEY": "sk-1"])
    #expect(server.requests.last?.headers["authorization"] == "Bearer sk-2")
  }
}
