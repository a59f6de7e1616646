import Testing
import TimeSeries

@testable import ts_prefill

@Suite struct SeedPromptTemplateTests {
  @Test func theDefaultIsTheReferences() {
    let prompt = PromptTemplate.instruct.prompt(
      instruction: PromptTemplate.defaultInstruction, columns: ["g", "ts", "v"])
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
  }
}
