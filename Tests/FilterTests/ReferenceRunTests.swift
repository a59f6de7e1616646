import Foundation
import Testing

/// The run folders that the reference's own code left, from the folder to the records.
///
/// A model that repeats the training rows stands in for ts-complete. `reference-run.py` works out
/// what the reference would send first and what would come out, and compares them byte for byte.
@Suite struct ReferenceRunTests {
  static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The folder of more runs that the environment names; the tools run elsewhere, so it is absolute.
  static let others = ProcessInfo.processInfo.environment["TS_REFERENCE_RUNS"].map {
    URL(filePath: $0).standardizedFileURL.path
  }

  /// The folders here, and those that the environment names.
  static let folders: [String] = {
    let roots = [own.appendingPathComponent("reference-runs").path] + [others].compactMap(\.self)
    return roots.flatMap { root in
      ["v1", "v2"].flatMap { version in
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(version)")
        return (names ?? []).sorted().map { "\(root)/\(version)/\($0)" }
      }
    }
  }()

  @Test func foldersAreThere() {
    #expect(Self.folders.count { $0.hasPrefix(Self.own.path) && $0.contains("/v1/") } == 5)
    #expect(Self.folders.count { $0.hasPrefix(Self.own.path) && $0.contains("/v2/") } == 7)
    if Self.others != nil { #expect(Self.folders.count > 12, "TS_REFERENCE_RUNS has no runs") }
  }

  @Test(arguments: folders) func promptsAndRowsAreThoseOfTheReference(_ folder: String) throws {
    let scratch = try ScratchFolder()
    let script = "python3 \(Self.own.path)/reference-run.py"
    try scratch.write(
      "run",
      """
      set -eu -o pipefail
      mkfifo loop
      ts-prefill --nss $1/run > seeds.ndjson
      ts-complete --dry-run --model m --dialect vllm $2 < seeds.ndjson > requests.ndjson
      ts-prefill --loop loop --nss $1/run | \(script) model $1 | ts-validate |
        tee judged.ndjson | ts-collect --loop loop --summary summary.json > records.ndjson
      ts-collect --format csv --summary summary.json < judged.ndjson > table.csv
      \(script) check $1 seeds.ndjson requests.ndjson records.ndjson table.csv
      """)
    // What follows the saved records of the first version is known, and forced unless told not to.
    let force = folder.contains("/v1/") ? "--force none" : ""
    let outcome = try shell("exec bash run '\(folder)' '\(force)'", in: scratch, limit: 120)
    #expect(outcome.errText == "")
    #expect(outcome.status == 0)
  }
}
