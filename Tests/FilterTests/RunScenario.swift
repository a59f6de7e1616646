import Foundation
import NDJSON
import Testing
import TimeSeries

@testable import ts_collect

/// A run of the reference: scripted completions, and what it made of them.
struct RunScenario: Sendable, CustomTestStringConvertible {
  /// `run/NAME` or `run_v2/NAME`.
  let name: String
  let config: RawJSON
  let expected: RawJSON
  let groups: [RawJSON]
  let mostRounds: Int
  private let prefills: RawJSON
  private let completions: RawJSON

  init(name: String, json: RawJSON) {
    self.name = name
    config = json["config"]
    expected = json["expect"]
    groups = json["groups"].elements
    mostRounds = json["max_rounds"].integer ?? 60
    prefills = json["prefills"]
    completions = json["completions"]
  }

  var testDescription: String { name }

  /// Whether the groups start from real records; else from the beginning of one.
  var isHistory: Bool { !prefills.isNull }

  /// The scenarios in `FOLDER/run` and `FOLDER/run_v2`.
  static func all(in folder: URL) throws -> [RunScenario] {
    try ["run", "run_v2"].flatMap { (kind: String) -> [RunScenario] in
      let files = try FileManager.default.contentsOfDirectory(
        at: folder.appendingPathComponent(kind), includingPropertiesForKeys: nil)
      return try files.sorted { $0.path < $1.path }.map { file in
        let name = file.deletingPathExtension().lastPathComponent
        return RunScenario(
          name: "\(kind)/\(name)", json: RawJSON(Array(try Data(contentsOf: file))))
      }
    }
  }

  /// The spec line that ts-prefill would write.
  var specLine: [UInt8] {
    let interval = config["interval_seconds"]
    var spec = Spec(
      schema: config["schema"].bytes, timeColumn: config["time_column"].string ?? "",
      timeFormat: config["time_format"].string ?? "",
      step: interval.integer.map { .fixed(microseconds: Int64($0) * 1_000_000) } ?? .any)
    spec.startTimestamp = config["start_timestamp"].bytes
    spec.stopTimestamp = config["stop_timestamp"].bytes
    spec.groupColumn = groupColumn
    spec.mode = isHistory ? .history : .prefix
    spec.groups = groups.count
    // As the reference counts it, seeds included, so that snapshots can be compared.
    let each = expected["expected_records_per_group"].integer ?? 0
    // The reference goes below none where the stop is before the start; no spec does.
    spec.expectedRecords = max(0, each) * groups.count
    if !config["flexible"].isNull { addSequence(to: &spec) }
    var writer = JSONWriter()
    spec.write(into: &writer)
    return writer.bytes
  }

  /// Series whose end the model decides: their records are counted, and the last one is marked.
  private func addSequence(to spec: inout Spec) {
    let flexible = config["flexible"]
    let source = config["source_columns"].elements.compactMap(\.string)
    let columns = config["schema"]["properties"].members.map(\.name)
    spec.indexColumn = spec.timeColumn
    spec.endColumn = columns.first { !source.contains($0) && $0 != spec.timeColumn }
    spec.columns = source
    guard let column = flexible["source_timestamp_column"].string else { return }
    let interval = flexible["source_interval_seconds"].integer
    spec.sourceTime = SourceTime(
      column: column, format: flexible["source_timestamp_format"].string ?? "",
      interval: interval.map { Int64($0) * 1_000_000 })
  }

  /// The column of the group; nil where the reference made one up.
  var groupColumn: String? {
    let column = config["group_column"].string
    return column == "__nss_sequence_id" ? nil : column
  }

  /// A group before its first round.
  func firstState(of group: RawJSON, _ known: KnownSpec) -> GroupState {
    let id = groupID(group)
    guard isHistory else {
      var text = "{"
      for column in [groupColumn, config["time_column"].string] {
        guard let column else { continue }
        let value = column == groupColumn ? id : config["start_timestamp"]
        text += "\"\(column)\":\(value.text),"
      }
      return GroupState(groupID: id.bytes, prefill: Array((text + "\"").utf8))
    }
    let prefill = Array((prefills[group.string ?? group.text].string ?? "").utf8)
    var state = GroupState(groupID: id.bytes, prefill: prefill)
    state.lastTimestamp = known.lastTime(in: prefill.span)
    return state
  }

  /// The id in the type that the schema gives it: the first version lost it.
  private func groupID(_ group: RawJSON) -> RawJSON {
    guard let groupColumn else { return RawJSON("null") }
    let type = config["schema"]["properties"][groupColumn]["type"].string ?? ""
    guard ["integer", "number"].contains(type), let text = group.string else { return group }
    return RawJSON(text)
  }

  /// The texts of a round, as ts-complete passes them on: glued to what the prompt ends with.
  func completions(of group: RawJSON, attempt: Int, samples: Int, after prefill: [UInt8])
    -> [UInt8]
  {
    let attempts = completions[group.string ?? group.text].elements
    let texts = attempt < attempts.count ? attempts[attempt].elements : []
    let begun =
      prefill.lastIndex(of: UInt8(ascii: "\n")).map { prefill[($0 + 1)...] } ?? prefill[...]
    var writer = JSONWriter()
    writer.beginArray()
    for index in 0..<samples {
      let text = index < texts.count ? texts[index].bytes : Array("\"\"".utf8)
      writer.beginObject()
      writer.name("index")
      writer.integer(index)
      writer.name("text")
      writer.append(byte: UInt8(ascii: "\""))
      writer.appendEscaped(begun.span)
      writer.append(text.span.extracting(1..<text.count))
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }
}

extension KnownSpec {
  /// The time of the last record of a seed.
  func lastTime(in prefill: Span<UInt8>) -> Timestamp? {
    var start = 0
    var time: Timestamp?
    while start < prefill.count {
      let end = prefill.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? prefill.count
      if let record = prefill.record(in: start..<end) {
        time = rules.time(of: prefill.extracting(record), after: nil)
      }
      start = end + 1
    }
    return time
  }
}
