import Foundation
import Glibc
import Testing

/// `make fuzz` runs these with FUZZ_SECONDS, for so long in all; else the corpus is tried once.
@Suite(.serialized) struct FuzzTests {
  static let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap { Double($0) }

  @Test(arguments: FuzzTarget.allCases)
  func theCorpusIsBorne(_ target: FuzzTarget) throws {
    let inputs = try target.inputs()
    #expect(inputs.count > 2)
    let current = try CurrentInput(target)
    for (name, bytes) in inputs {
      try current.hold(bytes)
      #expect(throws: Never.self, "\(name)") { try target.run(bytes, file: current.path) }
    }
    current.remove()
  }

  /// A crash leaves the file of the input, which `make fuzz` puts into the corpus.
  @Test(.enabled(if: seconds != nil), arguments: FuzzTarget.allCases)
  func noInputCrashesATool(_ target: FuzzTarget) throws {
    let seed = UInt64.random(in: 1...1_000_000)
    var mutator = Mutator(seeds: try target.inputs().map(\.bytes), seed: seed)
    let current = try CurrentInput(target)
    let end =
      ContinuousClock.now + .seconds((Self.seconds ?? 0) / Double(FuzzTarget.allCases.count))
    var count = 0
    var memory = 0
    while ContinuousClock.now < end {
      // A hang is ended by SIGALRM, and is found like a crash.
      alarm(60)
      for _ in 0..<100 {
        let input = mutator.next()
        try current.hold(input)
        try target.run(input, file: current.path)
      }
      count += 100
      if count == 1_000 { memory = residentMemory() }
    }
    alarm(0)
    current.remove()
    print("\(target.rawValue): \(count) inputs, seed \(seed)")
    #expect(count > 0)
    #expect(memory == 0 || residentMemory() - memory < 256 << 10, "memory grew")
  }
}

/// The file of the input that is being tried: it is there after a crash.
final class CurrentInput {
  let path: String
  private let descriptor: Int32

  init(_ target: FuzzTarget) throws {
    let folder =
      ProcessInfo.processInfo.environment["FUZZ_FOLDER"] ?? NSTemporaryDirectory()
    path = "\(folder)/fuzz-\(target.rawValue).\(getpid())"
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw POSIXError(.EIO) }
  }

  func hold(_ input: [UInt8]) throws {
    guard pwrite(descriptor, input, input.count, 0) == input.count,
      ftruncate(descriptor, off_t(input.count)) == 0
    else { throw POSIXError(.EIO) }
  }

  func remove() { unlink(path) }

  deinit { close(descriptor) }
}

/// The resident memory of this process, in KiB.
private func residentMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
  return line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) } ?? 0
}
