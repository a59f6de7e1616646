import Foundation

/// Stages joined by pipes, run by bash with `pipefail`; the first one's input is a file.
///
/// Each stage leaves its process number in `NAME.pid` and its messages in `NAME.err`.
struct Pipeline: Sendable {
  /// A stage's name and its command, in shell words.
  struct Stage: Sendable {
    var name: String
    var command: String
  }

  var stages: [Stage]

  /// What a run left.
  struct Result: Sendable {
    var out: String
    /// The status of each stage.
    var statuses: [String: Int32]
    /// The messages of each stage.
    var messages: [String: String]
    /// The status of the whole, as `pipefail` has it.
    var status: Int32
    var seconds: Double

    /// All messages in the order of the stages.
    var allMessages: String { messages.sorted { $0.key < $1.key }.map(\.value).joined() }
  }

  /// Keeps ts-collect's summary off stderr.
  static let quiet = "--summary summary.json"

  /// The four stages on the loop `loop`, with a model stage of the test's own.
  static func closed(
    prefill: String, model: String = "model.py", collect: String = quiet, loop: String = "loop"
  ) -> Pipeline {
    Pipeline(stages: [
      Stage(name: "prefill", command: "ts-prefill --loop \(loop) \(prefill)"),
      Stage(name: "model", command: model),
      Stage(name: "validate", command: "ts-validate"),
      Stage(name: "collect", command: "ts-collect --loop \(loop) \(collect)"),
    ])
  }

  /// The same pipeline with another stage behind the named one.
  func inserting(_ stage: Stage, after name: String) -> Pipeline {
    var result = self
    if let index = stages.firstIndex(where: { $0.name == name }) {
      result.stages.insert(stage, at: index + 1)
    }
    return result
  }

  /// The same pipeline with another command for a stage.
  func replacing(_ name: String, by command: String) -> Pipeline {
    var result = self
    for index in stages.indices where stages[index].name == name {
      result.stages[index].command = command
    }
    return result
  }

  /// The shell's text for it.
  var text: String {
    let words = stages.map { stage in
      "( echo $BASHPID > \(stage.name).pid; exec \(stage.command) 2> \(stage.name).err )"
    }
    return words.joined(separator: " | ")
  }

  /// Runs it once, making the FIFO `loop` first where there is no file of that name.
  func run(
    in scratch: ScratchFolder, input: String = "/dev/null", limit: Int = 300,
    environment: [String: String] = [:]
  ) throws -> Result {
    let script = """
      set -o pipefail
      [ -e loop ] || mkfifo loop
      \(text)
      whole=$? each="${PIPESTATUS[*]}"
      date +%s.%N > ended
      echo "$each" > statuses
      exit $whole
      """
    let outcome = try shell(
      script, in: scratch, shell: "bash", input: input, environment: environment, limit: limit)
    let statuses = (scratch.read("statuses") ?? "").split(whereSeparator: \.isWhitespace)
    var result = Result(
      out: outcome.outText, statuses: [:], messages: [:], status: outcome.status,
      seconds: outcome.seconds)
    for (index, stage) in stages.enumerated() {
      if index < statuses.count { result.statuses[stage.name] = Int32(statuses[index]) }
      let messages = scratch.read("\(stage.name).err") ?? ""
      try Diagnostics.expectDocumented(messages)
      result.messages[stage.name] = messages
    }
    return result
  }
}

/// Hourly records of several groups: what the loop is tried with.
struct Stations: Sendable {
  var groups: Int
  /// The real records of each group, which are its seeds.
  var records = 3
  /// The records to generate for each group.
  var wanted = 10
  /// The length of a text column, to make lines long.
  var padding = 8

  /// Writes `train.csv`.
  func write(to scratch: ScratchFolder) throws {
    var text = "station,ts,temp,note\n"
    let note = String(repeating: "n", count: padding)
    for group in 0..<groups {
      for hour in 0..<records {
        text += "\(name(group)),\(timestamp(hour)),\(group % 40).\(hour),\(note)\n"
      }
    }
    try scratch.write("train.csv", text)
  }

  /// The arguments of ts-prefill that ask for them.
  var arguments: String {
    "--time-column ts --time-format '%Y-%m-%d %H:%M:%S' --interval 3600 "
      + "--stop '\(timestamp(records + wanted - 1))' --group-column station train.csv"
  }

  func name(_ group: Int) -> String { "s\(1000 + group)" }

  func timestamp(_ hour: Int) -> String {
    let (day, hour) = hour.quotientAndRemainder(dividingBy: 24)
    return "2020-01-\(day < 9 ? "0" : "")\(day + 1) \(hour < 10 ? "0" : "")\(hour):00:00"
  }

  /// What a whole run gives, as `station ts` of each record, sorted.
  var expected: [String] {
    (0..<groups).flatMap { group in
      (records..<records + wanted).map { "\(name(group)) \(timestamp($0))" }
    }
  }

  /// The same of a run's output; within a group in the order of the output.
  static func keys(_ output: String) -> [String] {
    output.split(separator: "\n").enumerated().map { index, line in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let group = object?["station"] as? String ?? "?"
      let time = object?["ts"] as? String ?? "?"
      return (group, index, "\(group) \(time)")
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }
}
