import Foundation
import Testing

@testable import ts_complete

@Suite("ts-complete speaks with each server")
struct CompleteDialectTests {
  /// A dialect and the whole request that it gets.
  static let bodies: [(Dialect, String)] = [
    (
      .openai,
      """
      {"model":"m","prompt":"p\\n","n":2,"max_tokens":9,"temperature":0.7,"top_p":1,\
      "frequency_penalty":0,"presence_penalty":0,"seed":5,"stop":["\\n"],"stream":true,\
      "stream_options":{"include_usage":true}}
      """
    ),
    (
      .vllm,
      """
      {"model":"m","prompt":"p\\n","n":2,"max_tokens":9,"temperature":0.7,"top_p":1,"top_k":-1,\
      "min_p":0,"repetition_penalty":1.1,"frequency_penalty":0,"presence_penalty":0,"seed":5,\
      "stop":["\\n"],"stream":true,"stream_options":{"include_usage":true,\
      "continuous_usage_stats":true}}
      """
    ),
    (
      .llamacpp,
      """
      {"model":"m","prompt":"p\\n","n":2,"max_tokens":9,"temperature":0.7,"top_p":1,"top_k":0,\
      "min_p":0,"repeat_penalty":1.1,"frequency_penalty":0,"presence_penalty":0,"seed":5,\
      "stop":["\\n"],"stream":true,"stream_options":{"include_usage":true},\
      "timings_per_token":true}
      """
    ),
    (
      .ollama,
      """
      {"model":"m","prompt":"p\\n","raw":true,"stream":true,"options":{"num_predict":9,\
      "temperature":0.7,"top_p":1,"top_k":0,"min_p":0,"repeat_penalty":1.1,\
      "frequency_penalty":0,"presence_penalty":0,"seed":5,"stop":["\\n"]}}
      """
    ),
  ]

  @Test("every sampler that it knows is sent, and no other", arguments: bodies)
  func body(dialect: Dialect, json: String) {
    var request = RequestBody(model: "m", prompt: Array("p\\n".utf8))
    request.samples = 2
    request.maxTokens = 9
    request.sampling = Sampling(temperature: 0.7, repetitionPenalty: 1.1)
    request.seed = 5
    request.stop = ["\n"]
    request.isStreamed = true
    #expect(String(decoding: request.json(dialect), as: UTF8.self) == json)
  }

  @Test("sglang and nim are sent what vllm is")
  func vllmAlike() {
    let request = RequestBody(model: "m", prompt: [])
    #expect(request.json(.sglang) == request.json(.vllm))
    #expect(request.json(.nim) == request.json(.vllm))
  }

  @Test("the id is that of the content")
  func ids() {
    var request = RequestBody(model: "m", prompt: Array("p".utf8))
    let id = request.id
    request.maxTokens = 99
    request.isStreamed = true
    #expect(request.id == id)
    #expect(id == "bd233f57a3fb96bd")
    let changes: [(inout RequestBody) -> Void] = [
      { $0.model = "n" }, { $0.prompt = Array("q".utf8) }, { $0.samples = 2 }, { $0.seed = 1 },
      { $0.sampling.temperature = 0.1 }, { $0.stop = ["\n"] },
    ]
    var ids: Set = [id]
    for change in changes {
      var other = request
      change(&other)
      ids.insert(other.id)
    }
    #expect(ids.count == changes.count + 1)
  }

  static let owners: [(String, Dialect?)] = [
    ("vllm", .vllm), ("sglang", .sglang), ("llamacpp", .llamacpp), ("library", .ollama),
    ("nvidia", .nim), ("openai", nil), ("", nil),
  ]

  @Test("the list of models tells the dialect", arguments: owners)
  func owner(name: String, dialect: Dialect?) {
    let json = "{\"models\":[],\"data\":[{\"id\":\"a\",\"owned_by\":\"\(name)\"},{\"id\":\"b\"}]}"
    let list = ModelList(Array(json.utf8).span)
    #expect(list?.model == "a")
    #expect(list?.dialect == dialect)
  }

  @Test("no list of models is none", arguments: ["", "{}", "[]", "{\"data\":[]}", "<html>"])
  func noList(json: String) {
    #expect(ModelList(Array(json.utf8).span) == nil)
  }

  static let addresses: [(String, String?)] = [
    ("http://h:1", "http://h:1"), ("http://h:1/", "http://h:1"), ("http://h:1/v1", "http://h:1"),
    ("https://h/v1/", "https://h"), ("http://h/api/v1/completions", "http://h/api"),
    ("http://h/v1/models", "http://h"), ("h:1", nil), ("http://", nil), ("http://a:b@h", nil),
    ("http://h?x=1", nil), ("http://h/ v1", nil), ("file:///x", nil),
  ]

  @Test("an address is taken as people write it", arguments: addresses)
  func address(text: String, root: String?) {
    #expect((try? ServerAddress(text))?.root == root)
  }

  @Test("waits are drawn from a doubling range, no shorter than its half and than the server asks")
  func waits() {
    let retries = Retries(limit: 9, first: .seconds(1), longest: .seconds(5), total: .seconds(60))
    func wait(_ tries: Int, _ elapsed: Int = 0, after: Int = 0, random: Double = 1) -> Duration? {
      retries.wait(
        tries: tries, elapsed: .seconds(elapsed), retryAfter: .seconds(after), random: random)
    }
    #expect((1...5).map { wait($0) } == [1, 2, 4, 5, 5].map { .seconds($0) })
    #expect(wait(3, random: 0.5) == .seconds(3))
    #expect(wait(3, random: 0) == .seconds(2))
    #expect(wait(1, after: 40) == .seconds(40))
    #expect(wait(1, 30, after: 40) == nil)
    #expect(wait(10) == nil)
    #expect(wait(9) != nil)
  }

  @Test("one refusal of many requests halves the pace once, answers bring it back")
  func pace() {
    var pace = Pace(most: 8)
    let first = [pace.send(), pace.send()]
    for request in first { pace.slowDown(request: request) }
    #expect(pace.limit == 4)
    pace.slowDown(request: pace.send())
    #expect(pace.limit == 2)
    for _ in 0..<3 { pace.slowDown(request: pace.send()) }
    #expect(pace.limit == 1)
    for _ in 0..<100 { pace.speedUp() }
    #expect(pace.limit == 8)
  }
}
