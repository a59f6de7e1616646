import FilterTool
import NDJSON
import TimeSeries

@testable import ts_complete

extension FuzzTarget {
  /// Command lines, of which the length of an input chooses one.
  private static let words = [
    [], ["--force", "none", "--dialect", "vllm", "--samples", "4"],
    ["--force", "each", "--dialect", "llamacpp"], ["--force", "value", "--samples", "2"],
    ["--force", "first", "--force-through", "name", "--dialect", "nim", "--seed", "7"],
    ["--dialect", "ollama", "--no-stream"], ["--samples", "reference", "--max-tokens", "7"],
  ]

  private func settings(_ input: [UInt8]) -> Settings {
    var settings = Settings()
    let words = Self.words[input.count % Self.words.count]
    _ = try? command.parse(words, into: &settings, environment: { _ in nil })
    return settings
  }

  /// Makes requests of the lines of a stream.
  func complete(_ input: [UInt8]) {
    forEachRound(of: input, settings(input)) { _, _, _ in }
  }

  /// Takes bytes as the answer to a request, in every way in which one can come.
  func answers(_ input: [UInt8]) {
    let settings = settings(input)
    var answer = Answer(samples: 2)
    _ = try? answer.take(input.span)
    let refusal = ErrorEnvelope.read(input.span, status: 400)
    _ = ErrorEnvelope.read(input.span, status: 503)
    _ = ModelList(input.span, wanted: "m")
    forEachRound(of: Self.stream, settings) { maker, round, question in
      question.begin()
      var rest = input.span.extracting(0..<input.count)
      var size = 1 + input.count % 7
      while rest.count > 0 {
        size = min(rest.count, size)
        if !question.take(rest.extracting(0..<size)) { break }
        rest = rest.extracting(size..<rest.count)
        size *= 3
      }
      var stream = StreamedAnswer()
      var answer = Answer(samples: question.samples)
      _ = try? stream.take(input.span, into: &answer)
      _ = try? stream.end(into: &answer)
      round.take(batchResult: input)
      take(answer, question, of: round)
      take(question.answer, question, of: round)
      _ = maker.again(question, after: refusal)
      maker.learn(question)
      var writer = JSONWriter()
      round.write(milliseconds: 1, countsFirstSample: false, price: nil, into: &writer)
    }
  }

  private func take(_ answer: Answer, _ question: Question, of round: Round) {
    if round.chains.isEmpty {
      round.take(answer, first: question.first)
    } else {
      _ = round.takeValue(answer, sample: question.first)
    }
  }

  private func forEachRound(
    of input: [UInt8], _ settings: Settings,
    _ body: (inout RoundMaker, Round, Question) -> Void
  ) {
    let dialect = settings.dialect.dialect ?? .openai
    guard let address = try? ServerAddress("http://127.0.0.1:1"),
      let server = try? Server(settings, address, dialect, model: "m", context: 2_048)
    else { return }
    var maker: RoundMaker?
    var line = StreamLine()
    for bytes in input.split(separator: 0x0A) where (try? line.scan(bytes.span)) != nil {
      if line.kind == .spec, let spec = try? Spec(line, bytes.span),
        let prompting = try? Prompting(spec, settings)
      {
        maker = RoundMaker(settings: settings, server: server, prompting: prompting)
      }
      guard line.kind == .group, let group = try? GroupState(line, bytes.span), !group.hasEnded,
        var asked = maker
      else { continue }
      let (round, questions) = asked.round(line, bytes.span, group)
      for question in questions { body(&asked, round, question) }
      maker = asked
    }
  }

  /// The stream whose requests are answered.
  private static let stream = Array(
    #"""
    {"type":"spec","version":1,"schema":{"type":"object","properties":{"g":{"type":"string"},"ts":{"type":"string"},"v":{"type":"number","minimum":0}},"required":["g","ts","v"]},"time_column":"ts","time_format":"%H:%M","step":"fixed","interval_seconds":3600,"start_timestamp":"20:00","stop_timestamp":"01:00","group_column":"g","mode":"history","prompt":"{prefill}"}
    {"type":"group","group_id":"A","round":1,"current_prefill":"{\"g\":\"A\",\"ts\":\"20:00\",\"v\":1}\n","last_timestamp_seconds":72000,"no_progress_count":2}
    """#.utf8)
}
