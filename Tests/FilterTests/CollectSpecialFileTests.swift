import Glibc
import Testing

/// A summary is written in the place of what is no file, by users who may not write beside it.
@Suite(.waiting) struct CollectSpecialFileTests {
  /// What makes a run one of a user who may not write to /dev.
  private static let asUser =
    getuid() == 0 ? "setpriv --reuid=65534 --clear-groups env PATH=\"$PATH\" " : ""

  /// Whether that user reaches the tools.
  private static let isPossible =
    (try? shell(asUser + "ts-collect --version", in: ScratchFolder()))?.status == 0

  @Test(.enabled(if: isPossible, "another user cannot run the tools here"))
  func aUserWritesToADevice() throws {
    let outcome = try shell(
      Self.asUser + """
        sh -c '
          ts-collect --summary /dev/null </dev/null; echo $?
          { ts-collect --summary /dev/stderr </dev/null 2>&1 >&3; echo $? >&3; } 3>&1 | cat
          ts-collect --summary /dev/beside </dev/null 2>&1; echo $?
        '
        """, in: try ScratchFolder())
    let lines = outcome.outText.split(separator: "\n")
    try #require(lines.count == 5, "\(outcome.outText)\(outcome.errText)")
    #expect(lines[0] == "0")
    #expect(Set(lines[1...2].map { $0.first }) == ["{", "0"])
    #expect(lines[3] == "ts-collect: /dev/beside: cannot create: Permission denied")
    #expect(lines[4] == "73")
  }
}
