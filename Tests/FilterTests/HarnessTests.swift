import Foundation
import Testing

/// What runs the other tests is itself held to what it promises.
@Suite(.waiting) struct HarnessTests {
  @Test func bothOutputsAndTheStatusAreKept() throws {
    let scratch = try ScratchFolder()
    try scratch.write("given", "in\n")
    let outcome = try shell("cat; echo bad >&2; exit 65", in: scratch, input: "given")
    #expect(outcome.outText == "in\n")
    #expect(outcome.errText == "bad\n")
    #expect(outcome.status == 65)
  }

  @Test func aSignalIsToldAsTheShellTellsIt() throws {
    #expect(try shell("kill -TERM $$", in: ScratchFolder()).status == 143)
  }

  @Test func aRunPastItsLimitIsEndedWithItsChildren() throws {
    let outcome = try shell("sleep 60 | cat", in: ScratchFolder(), limit: 1)
    #expect(outcome.status == 124)
    #expect(outcome.seconds < 10)
  }

  @Test func aPageIsReadAsItsReaderSeesIt() throws {
    let page = ManualPage(
      text: """
        .Op Fl -active Ar N
        .It Fl h , Fl -help
        .It Fl -active Ar N
        .Bd -literal -offset indent
        $ printf 'a\\en' |
        > cat
        a
        $ true
        .Ed
        .Bd -literal
        no command here
        .Ed
        """)
    #expect(page.options(".Op") == ["--active N"])
    #expect(page.options(".It") == ["-h, --help", "--active N"])
    #expect(
      page.examples == [
        ManualPage.Example(command: "printf 'a\\n' |\ncat", output: "a\n"),
        ManualPage.Example(command: "true", output: ""),
      ])
    #expect(page.commandLines == 2)
  }
}
