import NDJSON
import Tables
import TimeSeries

/// The saved files, as far as a run needs them.
struct SavedRun {
  let settings: JSONObject
  let metadata: JSONObject
  let schema: GivenSchema
  let groupColumn: String?
  let timeColumn: String
  let format: TimestampFormat
  let step: Step
  let start: Int64
  let stop: Int64

  init(config: [UInt8], metadata: [UInt8], schema: [UInt8]) throws(TableFaults) {
    let config = try Self.object(config, "safe-synthesizer-config.json")
    self.metadata = try Self.object(metadata, "metadata_v2.json")
    self.schema = try GivenSchema(schema)
    guard let settings = config.object("time_series") else {
      throw TableFaults("safe-synthesizer-config.json: no time_series settings")
    }
    self.settings = settings
    groupColumn = config.object("data")?.string("group_training_examples_by")
    let flexible = self.metadata.object("timeseries_metadata")?.object("flexible")
    let column = flexible?.string("index_column") ?? settings.string("timestamp_column")
    guard let column else { throw TableFaults("time_series: no timestamp_column") }
    timeColumn = column
    let name = flexible == nil ? settings.string("timestamp_format") : "elapsed_seconds"
    do throws(TimestampFormatError) {
      format = try TimestampFormat(name ?? "%Y-%m-%d %H:%M:%S")
    } catch {
      throw TableFaults("time_series: \(error)")
    }
    if let flexible {
      // Such a run counts records in place of time, up to the longest group.
      let most = Self.number(flexible.raw("max_records")) ?? 0
      (step, start, stop) = (.fixed(microseconds: 1_000_000), 0, max(most, 1_000_000) - 1_000_000)
      return
    }
    if let interval = Self.number(settings.raw("timestamp_interval_seconds")), interval > 0 {
      step = .fixed(microseconds: interval)
    } else {
      step = .increasing
    }
    let start = try Self.time("start_timestamp", settings, format)
    let stop = try Self.time("stop_timestamp", settings, format)
    self.start = start
    // A time of day before the start is the next day's.
    self.stop = format.isTimeOfDay && stop < start ? stop + Timestamp.microsecondsPerDay : stop
  }

  private static func object(_ text: [UInt8], _ name: String) throws(TableFaults) -> JSONObject {
    do throws(JSONError) {
      var scanner = JSONScanner(text.span)
      try scanner.validate()
      return try JSONObject(text)
    } catch {
      throw TableFaults("\(name): not a JSON object: \(error)")
    }
  }

  /// A number of seconds in microseconds.
  private static func number(_ json: [UInt8]?) -> Int64? {
    json.flatMap { DecimalSeconds.microseconds($0.span) }
  }

  /// A saved time: in the column's format, or as the reference prints any time it has read.
  private static func time(_ name: String, _ settings: JSONObject, _ format: TimestampFormat)
    throws(TableFaults) -> Int64
  {
    guard let json = settings.raw(name) else { throw TableFaults("time_series: no \(name)") }
    let text = json.textOfJSON
    if let time = format.parse(text.span) { return time.microseconds }
    for printed in ["", ".%f", "%z", ".%f%z"] {
      guard let other = try? TimestampFormat("%Y-%m-%d %H:%M:%S" + printed),
        let time = other.parse(text.span)?.microseconds
      else { continue }
      let day = Timestamp.microsecondsPerDay
      return format.isTimeOfDay ? (time % day + day) % day : time
    }
    throw TableFaults(
      "time_series: \(name) \"\(String(decoding: text, as: UTF8.self))\" is not \(format.text)")
  }

  /// How time moves, with the spelling of a sample where there is one.
  private func time(spelledAs sample: [UInt8]?) -> SeriesTime {
    var format = format
    if let sample { format.adoptSpelling(of: sample.span) }
    return SeriesTime(name: timeColumn, format: format, step: step)
  }

  // MARK: The spec

  func spec() throws(TableFaults) -> Spec {
    let leading = [groupColumn, timeColumn].compactMap(\.self)
    for name in leading where !schema.names.contains(name) {
      throw TableFaults("dataset_schema.json: no property \"\(name)\"")
    }
    let names = leading + schema.names.filter { !leading.contains($0) }
    var spec = Spec(
      schema: try schema.ordered(names), timeColumn: timeColumn, timeFormat: format.text,
      step: step)
    spec.groupColumn = groupColumn
    let templateText = metadata.object("prompt_config")?.string("template")
    let template = templateText.map { PromptTemplate($0) } ?? .instruct
    let instruction = metadata.string("instruction") ?? PromptTemplate.defaultInstruction
    guard let prompt = template?.prompt(instruction: instruction, columns: names) else {
      throw TableFaults("metadata_v2.json: the template does not hold {prefill} once")
    }
    spec.prompt = prompt
    let source =
      metadata.object("timeseries_metadata")?.elements("source_columns")
      ?? metadata.elements("timeseries_source_columns")
    if let source {
      let known = source.map { String(decoding: $0.textOfJSON, as: UTF8.self) }
        .filter { names.contains($0) }
      spec.columns = known + names.filter { !known.contains($0) }
    } else {
      spec.columns = schema.names
    }
    spec.mode = metadata["initial_prefill"] == nil ? .prefix : .history
    let time = time(spelledAs: samples.first)
    let isText = schema.isText(timeColumn)
    spec.startTimestamp = time.text(of: start).map { isText ? $0.quotedAsJSON : $0 }
    spec.stopTimestamp = time.text(of: stop).map { isText ? $0.quotedAsJSON : $0 }
    return spec
  }

  /// The saved seeds by group: none in a run that saved the groups' values alone.
  private var prefills: [(group: String, text: String)] {
    if let text = metadata.string("initial_prefill") { return [("0", text)] }
    guard let object = metadata.object("initial_prefill") else { return [] }
    return object.members.compactMap { name, _ in object.string(name).map { (name, $0) } }
  }

  /// The times of the saved seeds as they are written.
  private var samples: [[UInt8]] {
    prefills.compactMap { _, text in records(of: text).last.flatMap(timeText) }
  }

  /// The records of a saved seed, which has blank lines between them and a space in front.
  private func records(of prefill: String) -> [[UInt8]] {
    prefill.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "{").map { Array(line[$0...].utf8) }
    }
  }

  private func timeText(_ record: [UInt8]) -> [UInt8]? {
    (try? JSONObject(record))?.raw(timeColumn)?.textOfJSON
  }

  // MARK: The seeds

  func seeds(of spec: Spec) throws(TableFaults) -> [GroupState] {
    let time = time(spelledAs: samples.first)
    if spec.mode == .history {
      var states: [GroupState] = []
      for (group, text) in prefills {
        states.append(try history(records(of: text), group: group, time))
      }
      return states
    }
    guard let values = metadata.elements("timeseries_group_values"), !values.isEmpty else {
      throw TableFaults(
        "metadata_v2.json: neither timeseries_group_values nor initial_prefill: no group")
    }
    return values.map { prefix($0, spec, time) }
  }

  private func history(_ records: [[UInt8]], group: String, _ time: SeriesTime)
    throws(TableFaults) -> GroupState
  {
    var state = GroupState(
      groupID: id(Array(group.utf8).quotedAsJSON), prefill: records.flatMap { $0 + [0x0A] })
    var last: Int64?
    for record in records {
      guard let text = timeText(record), let next = format.parse(text.span)?.microseconds else {
        throw TableFaults("metadata_v2.json: initial_prefill of \"\(group)\" has no readable time")
      }
      last = next
      while format.isTimeOfDay, let before = last, before < start {
        last = before + Timestamp.microsecondsPerDay
      }
    }
    state.lastTimestamp = last.map { Timestamp(microseconds: $0) }
    if let last, last < stop {
      state.expectedRecords = time.steps(from: last, to: stop, first: start)
    }
    return state
  }

  private func prefix(_ value: [UInt8], _ spec: Spec, _ time: SeriesTime) -> GroupState {
    var prefill = JSONWriter()
    prefill.append(byte: UInt8(ascii: "{"))
    let id = id(value)
    if let groupColumn {
      prefill.name(groupColumn)
      prefill.raw(id.withEscapedSlashes)
    }
    prefill.name(timeColumn)
    prefill.raw((spec.startTimestamp ?? []).withEscapedSlashes)
    prefill.append(byte: UInt8(ascii: ","))
    var state = GroupState(groupID: id, prefill: prefill.bytes)
    state.expectedRecords = time.steps(from: start, to: stop, first: start).map { $0 + 1 }
    return state
  }

  /// A group's value in the type that the schema gives the column; null for a single series.
  private func id(_ value: [UInt8]) -> [UInt8] {
    guard let groupColumn else { return Array("null".utf8) }
    let text = value.textOfJSON
    let types = schema.types(groupColumn)
    if types.contains("string") { return text.quotedAsJSON }
    let kind = text.span.readCell(0..<text.count).kind
    switch kind {
    case .integer where types.contains("number"):
      return text + Array(".0".utf8)
    case .number where types == ["integer"]:
      return text.split(separator: UInt8(ascii: ".")).first.map { Array($0) } ?? text
    case .integer, .number, .boolean: return types.isEmpty ? value : text
    default: return text.quotedAsJSON
    }
  }
}

extension [UInt8] {
  /// The JSON with each slash escaped, as the reference's training text has it.
  fileprivate var withEscapedSlashes: [UInt8] {
    flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] }
  }
}
