import Foundation
import Glibc

/// What a process left: both outputs, its status, and how long it took.
struct Outcome: Sendable {
  var out: Data
  var err: Data
  /// As the shell has it: 128 + N for signal N; 124 where the time limit ended it.
  var status: Int32
  var seconds: Double

  var outText: String { String(decoding: out, as: UTF8.self) }
  var errText: String { String(decoding: err, as: UTF8.self) }
}

/// A folder of a test's own, gone with the object.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ts-filters-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  @discardableResult func write(_ name: String, _ text: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// Reads a file; nil where there is none.
  func read(_ name: String) -> String? {
    guard let data = try? Data(contentsOf: url.appendingPathComponent(name)) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Where the package and the tools built for this test run are.
enum Built {
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// The folder of the test program itself.
  static let tools = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
}

/// A process could not be started.
struct SpawnFailure: Error { let program: String, code: Int32 }

/// Runs shell text in a folder, with the built tools and `examples` first in PATH.
///
/// The standard input is a file (nothing unless given): into a pipe, a tool that ends early would
/// end the test run with SIGPIPE. Both outputs go to files, so that no reader is needed. After
/// `limit` seconds timeout(1) ends the whole process group; the status is then 124. A message of a
/// tool that no manual page lists fails the test that saw it.
func shell(
  _ text: String, in folder: ScratchFolder, shell: String = "sh", input: String = "/dev/null",
  environment: [String: String] = [:], limit: Int = 300
) throws -> Outcome {
  let names = (out: "out.\(UUID().uuidString)", err: "err.\(UUID().uuidString)")
  let files = (
    out: folder.url.appendingPathComponent(names.out),
    err: folder.url.appendingPathComponent(names.err)
  )
  defer {
    try? FileManager.default.removeItem(at: files.out)
    try? FileManager.default.removeItem(at: files.err)
  }
  let start = ContinuousClock.now
  let status = try spawn(
    ["env", "-C", folder.url.path, "timeout", "-k", "1", "\(limit)", shell, "-c", text],
    input: URL(fileURLWithPath: input, relativeTo: folder.url).path,
    out: files.out.path, err: files.err.path, environment: toolEnvironment(environment))
  let elapsed = (ContinuousClock.now - start).components
  let outcome = Outcome(
    out: try Data(contentsOf: files.out), err: try Data(contentsOf: files.err), status: status,
    seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
  try Diagnostics.expectDocumented(outcome.errText)
  return outcome
}

/// The environment of a tool under test: nothing of the user's that would change what it does.
private func toolEnvironment(_ extra: [String: String]) -> [String] {
  let own = ProcessInfo.processInfo.environment
  var result = [
    "PATH": "\(Built.tools.path):\(Built.package.path)/examples:\(own["PATH"] ?? "/usr/bin:/bin")",
    "HOME": own["HOME"] ?? "/", "LC_ALL": "C.UTF-8", "TZ": "America/New_York",
  ]
  result.merge(extra) { $1 }
  return result.map { "\($0)=\($1)" }
}

/// Starts a program, waits for it, and returns its status as the shell would.
private func spawn(
  _ words: [String], input: String, out: String, err: String,
  environment: [String]
) throws -> Int32 {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  let create = O_WRONLY | O_CREAT | O_TRUNC
  posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, out, create, 0o644)
  posix_spawn_file_actions_addopen(&actions, 2, err, create, 0o644)
  var attributes = defaultSignals()
  defer { posix_spawnattr_destroy(&attributes) }
  let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
  let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
  defer { for pointer in arguments + variables { free(pointer) } }
  var process: pid_t = 0
  let code = posix_spawnp(&process, words[0], &actions, &attributes, arguments, variables)
  guard code == 0 else { throw SpawnFailure(program: words[0], code: code) }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0 {
    guard errno == EINTR else { throw SpawnFailure(program: words[0], code: errno) }
  }
  return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
}

/// No signal blocked or ignored, whatever the test run itself has set.
private func defaultSignals() -> posix_spawnattr_t {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT] { sigaddset(&signals, signal) }
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
  return attributes
}
