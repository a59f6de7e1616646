import Testing
import TimeSeries

@testable import ts_prefill

@Suite struct SeedPromptTemplateTests {
  @Test func eachTemplateHasItsOwnWords() {
    let columns = ["g", "ts", "v"]
    #expect(SeedSettings().template == .plain)
    #expect(PromptTemplate.plain.prompt(instruction: nil, columns: columns) == "{prefill}")
    #expect(
      PromptTemplate.instruct.prompt(instruction: nil, columns: columns)
        == "Continue this time series. Each line is one JSON object with the keys g, ts, v.\n\n"
        + "{prefill}")
    #expect(
      PromptTemplate.instruct.prompt(instruction: "Go.", columns: ["v"])
        == "Go. Each line is one JSON object with the keys v.\n\n{prefill}")
    let prompt = PromptTemplate.reference.prompt(instruction: nil, columns: columns)
    #expect(
      prompt
        == "[INST] Generate a JSONL dataset with the following columns: "
        + " \"g\":<unk>,\"ts\":<unk>,\"v\":<unk> [/INST]{prefill}")
  }

  @Test func onlyTheTemplateIsFilledIn() {
    let template = PromptTemplate("{a} {instruction}{schema} {{prefill}}")
    #expect(
      template?.prompt(instruction: "{schema}{x}", columns: ["{instruction}"])
        == "{a} {schema}{x}\"{instruction}\":<unk> {{prefill}}")
  }

  @Test(arguments: ["", "no part", "{prefill}{prefill}", "{ prefill }"])
  func aTemplateHoldsThePrefillOnce(_ text: String) {
    #expect(PromptTemplate(text) == nil)
  }

  @Test func aPromptWithTwoPrefillsIsNone() {
    #expect(PromptTemplate.plain.prompt(instruction: "", columns: ["{prefill}"]) == "{prefill}")
    #expect(PromptTemplate.instruct.prompt(instruction: "{prefill}", columns: []) == nil)
    #expect(PromptTemplate.instruct.prompt(instruction: nil, columns: ["{prefill}"]) == nil)
  }
}
