import Foundation
import Testing

/// Many short runs of tools in one shell: none may end by a signal or take long.
final class ToolRuns {
  private let folder: ScratchFolder
  private var script = """
    check() {
      [ $1 -lt 124 ] || { echo "status $1: $2"; tail -1 err; }
      [ $((SECONDS - since)) -le 8 ] || echo "$((SECONDS - since)) seconds: $2"
      since=$SECONDS
    }
    since=$SECONDS

    """
  private var files: [String: String] = [:]

  /// No run yet; `table.csv` is there.
  init() throws {
    folder = try ScratchFolder()
    try folder.write("table.csv", "t,v\n0,1.5\n60,2.5\n120,1.5\n180,2.5\n240,1.5\n")
  }

  /// Writes a file, once for each content, and gives its name.
  func file(_ text: String) throws -> String {
    if let known = files[text] { return known }
    let name = "file.\(files.count)"
    try folder.write(name, text)
    files[text] = name
    return name
  }

  /// Adds a run; what it leaves in the folder is there for the next one.
  func add(_ label: String, _ command: String, output: String = "/dev/null") {
    let words = "\(label): \(command)".replacing("'", with: "")
    script += "\(command) >\(output) 2>err; check $? '\(words)'\n"
  }

  /// Does all runs, and fails the test for each that ended with a status from 124 on.
  func expectNoCrash() throws {
    try folder.write("script", script)
    let outcome = try shell("exec bash script", in: folder, limit: 120)
    #expect(outcome.status < 124)
    #expect(outcome.outText == "")
  }
}
