import Testing

/// What lines say of their requests is added up, whatever they say.
@Suite(.waiting) struct CollectRequestTests {
  @Test func attemptsThatAddUpToMoreThanACountDoNotCrash() throws {
    let scratch = try ScratchFolder()
    let groups = (0..<1_100).map { number in
      """
      {"type":"group","group_id":"g\(number)","round":0,"current_prefill":"x\\n","error":\
      {"status":503,"type":"x","message":"m","retryable":true},"usage":\
      {"prompt_tokens":9007199254740992,"completion_tokens":7},"request":\
      {"id":"a","attempts":9007199254740992}}

      """
    }
    try scratch.write("in", CollectLines.spec + groups.joined())
    let outcome = try shell("ts-collect --summary s.json <in", in: scratch, limit: 60)
    #expect(outcome.status == 75, "\(outcome.errText)")
    let summary = RawJSON(scratch.read("s.json") ?? "")
    #expect(summary["num_requests"].integer == 1 << 53)
    #expect(summary["prompt_tokens"].integer == 1 << 53)
    #expect(summary["completion_tokens"].integer == 7_700)
  }
}
