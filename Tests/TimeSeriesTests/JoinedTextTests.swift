import Testing
import TimeSeries

@Suite struct JoinedTextTests {
  @Test(
    "texts come back as they were joined",
    arguments: [
      (["a", "b"], "a,b"), (["a,b", "c"], #"a\,b,c"#), (["a", "b,c"], #"a,b\,c"#),
      ([#"a\"#, "b"], #"a\\,b"#), ([#"\,"#, ""], #"\\\,,"#), (["", ""], ","), (["é\n"], "é\n"),
    ])
  func roundTrip(texts: [String], joined: String) {
    #expect(JoinedText.join(texts) == joined)
    #expect(JoinedText.split(joined) == texts)
  }

  @Test func aBackslashBeforeAnythingElseStays() {
    #expect(JoinedText.split(#"CORP\user,x\"#) == [#"CORP\user"#, #"x\"#])
  }
}
