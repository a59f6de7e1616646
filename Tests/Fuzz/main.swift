// fuzz-validate: a million hostile lines for the validator, the same for the same seed.
//
// usage: fuzz-validate [LINES [SEED]]
//
// Each line is made from a conformance vector: its completion's text, or the whole line, with bytes
// changed, cut, doubled or replaced by noise. The validator must give an error or a line that is
// JSON again, and its memory must stay flat; a crash or a hang needs no telling.
import Foundation
import NDJSON
import TimeSeries

/// A small generator of random numbers, for it must be the same everywhere (xorshift64*).
struct Chance {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 2_685_821_657_736_338_717) >> 33) % bound
  }
}

/// One vector: its spec as a line, and what its group's line is made of.
struct Seed {
  let spec: [UInt8]
  let head: [UInt8]
  let text: [UInt8]

  init?(_ vector: Data) throws {
    guard let vector = try JSONSerialization.jsonObject(with: vector) as? [String: Any],
      let given = vector["spec"] as? [String: Any], let text = vector["text"] as? String
    else { return nil }
    var spec = given
    spec["type"] = "spec"
    spec["step"] = given["interval_seconds"] is NSNull ? "any" : "fixed"
    var group: [String: Any] = ["type": "group", "current_prefill": ""]
    group["group_id"] = vector["group_id"] ?? NSNull()
    group["last_timestamp_seconds"] = vector["last_timestamp_seconds"] ?? NSNull()
    self.spec = [UInt8](try JSONSerialization.data(withJSONObject: spec, options: .sortedKeys))
    head = [UInt8](try JSONSerialization.data(withJSONObject: group, options: .sortedKeys))
      .dropLast()
    self.text = Array(text.utf8)
  }

  /// The group's line with a completion of the given text.
  func line(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.append(head)
    writer.append(",\"completions\":[{\"index\":0,\"text\":")
    writer.append(byte: 0x22)
    writer.appendEscaped(text.span)
    writer.append("\"}]}")
    return writer.bytes
  }
}

extension Chance {
  /// A line that is mostly wrong: in its completion, as a whole, or nothing but noise.
  mutating func hostileLine(_ seed: Seed) -> [UInt8] {
    switch below(8) {
    case 0: mutated(seed.line(seed.text))
    case 1: (0..<below(200)).map { _ in UInt8(below(256)) }
    default: seed.line(mutated(seed.text))
    }
  }

  /// Any byte, most often one that can be read.
  mutating func noise() -> UInt8 {
    UInt8(below(16) == 0 ? below(256) : 0x20 + below(95))
  }

  /// The bytes with up to eight things done to them.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(8) where !bytes.isEmpty {
      let place = below(bytes.count)
      let end = min(bytes.count, place + 1 + below(12))
      switch below(7) {
      case 0: bytes[place] = noise()
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
      case 3: bytes.removeLast(bytes.count - place)
      case 4: bytes.insert(Array(#"{}[]":,\u0ed9.eE+-\n"#.utf8)[below(20)], at: place)
      case 5:
        bytes.replaceSubrange(place..<end, with: (0..<below(9)).map { _ in noise() })
      default: bytes.swapAt(place, below(bytes.count))
      }
    }
    return bytes
  }
}

/// A validator that has read a spec.
func newValidator(_ spec: [UInt8]) throws(StreamError) -> StreamValidator {
  var validator = StreamValidator()
  var output = JSONWriter()
  try validator.process(spec.span, into: &output)
  return validator
}

/// The resident memory of this process, in KiB.
func residentMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
  return line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) } ?? 0
}

/// Gives the lines to validators, one for each spec; returns how many were answered and refused.
func fuzz(_ seeds: [Seed], lines: Int, chance: inout Chance) throws -> (answered: Int, refused: Int)
{
  var validators: [[UInt8]: StreamValidator] = [:]
  var (answered, refused) = (0, 0)
  var output = JSONWriter()
  var check = StreamLine()
  for _ in 0..<lines {
    let seed = seeds[chance.below(seeds.count)]
    var validator = try validators[seed.spec] ?? newValidator(seed.spec)
    output.removeAll()
    let line = chance.hostileLine(seed)
    do throws(StreamError) {
      try validator.process(line.span, into: &output)
      answered += 1
    } catch {
      refused += 1
      output.removeAll()
    }
    validators[seed.spec] = validator
    guard !output.bytes.isEmpty else { continue }
    let answer = output.bytes
    do throws(StreamError) {
      try check.scan(answer.span)
    } catch {
      throw Wrong(line: line, answer: answer, reason: error.description)
    }
  }
  return (answered, refused)
}

/// An answer that is no line of the stream.
struct Wrong: Error, CustomStringConvertible {
  let line: [UInt8]
  let answer: [UInt8]
  let reason: String
  var description: String {
    "\(reason)\nline: \(String(decoding: line, as: UTF8.self))\nanswer: "
      + String(decoding: answer, as: UTF8.self)
  }
}

let words = CommandLine.arguments
let lines = words.count > 1 ? Int(words[1]) ?? 1_000_000 : 1_000_000
let number = words.count > 2 ? UInt64(words[2]) ?? 1 : 1
let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("TimeSeriesTests/vectors")
var seeds: [Seed] = []
let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "ndjson" {
  for line in try Data(contentsOf: file).split(separator: 0x0A) {
    // Foundation refuses the vectors that hold half a surrogate pair.
    guard let seed = try? Seed(Data(line)) else { continue }
    // A spec that is refused by itself is a case of its own, not one for a million lines.
    if (try? newValidator(seed.spec)) != nil { seeds.append(seed) }
  }
}
var chance = Chance(state: number &* 0x9E37_79B9_7F4A_7C15 | 1)
_ = try fuzz(seeds, lines: lines / 10, chance: &chance)
let before = residentMemory()
let result = try fuzz(seeds, lines: lines - lines / 10, chance: &chance)
let growth = residentMemory() - before
print("\(lines) lines, \(result.answered) answered, \(result.refused) refused, +\(growth) KiB")
guard result.answered > 0, result.refused > 0, growth < 16 << 10 else {
  print("fuzz-validate: memory grew or nothing was judged")
  exit(1)
}
