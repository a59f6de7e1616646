import NDJSON
import Tables
import TimeSeries

/// What the saved files say of all series of a run alike.
struct SavedSeries {
  let metadata: JSONObject
  let schema: GivenSchema
  let groupColumn: String?
  let timeColumn: String
  let format: TimestampFormat
  let step: Step
  let start: Int64
  let stop: Int64
  /// What there is to know of series whose end the model decides; nil for others.
  private let flexible: JSONObject?
  private let config: JSONObject

  /// The group column of a data set without groups, which no record has.
  private static let noGroupColumn = "__nss_sequence_id"

  init(config: JSONObject, metadata: JSONObject, schema: [UInt8]) throws(TableFaults) {
    self.config = config
    self.metadata = metadata
    self.schema = try GivenSchema(schema)
    guard let settings = config.object("time_series") else {
      throw TableFaults("safe-synthesizer-config.json: no time_series settings")
    }
    let group = config.object("data")?.string("group_training_examples_by")
    groupColumn = group == Self.noGroupColumn ? nil : group
    flexible = metadata.object("timeseries_metadata")?.object("flexible")
    let column = flexible?.string("index_column") ?? settings.string("timestamp_column")
    guard let column else { throw TableFaults("time_series: no timestamp_column") }
    timeColumn = column
    for name in [groupColumn, column].compactMap(\.self) where !self.schema.names.contains(name) {
      throw TableFaults("dataset_schema.json: no property \"\(name)\"")
    }
    let name = flexible == nil ? settings.string("timestamp_format") : "elapsed_seconds"
    do throws(TimestampFormatError) {
      format = try TimestampFormat(name ?? "%Y-%m-%d %H:%M:%S")
    } catch {
      throw TableFaults("time_series: \(error)")
    }
    let most = Self.number(metadata.raw("max_records_per_group"))
    if let flexible {
      // Records are counted in place of time, up to the longest group.
      guard let longest = Self.number(flexible.raw("max_records")), longest >= 1_000_000 else {
        throw TableFaults("metadata_v2.json: flexible: no max_records of 1 or more")
      }
      (step, start) = (.fixed(microseconds: 1_000_000), 0)
      stop = max(min(longest, most ?? longest), 1_000_000) - 1_000_000
      return
    }
    let interval = Self.number(settings.raw("timestamp_interval_seconds"))
    step = interval.flatMap { $0 > 0 ? .fixed(microseconds: $0) : nil } ?? .increasing
    start = try Self.time("start_timestamp", settings, format)
    stop = Self.stop(
      try Self.time("stop_timestamp", settings, format), after: start, format, step, most: most)
  }

  /// A number, or a number of seconds, in millionths.
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

  /// The last time of a group, which has no more records than `most`, counted in millionths.
  private static func stop(
    _ stop: Int64, after start: Int64, _ format: TimestampFormat, _ step: Step, most: Int64?
  ) -> Int64 {
    // A time of day before the start is the next day's.
    let stop = format.isTimeOfDay && stop < start ? stop + Timestamp.microsecondsPerDay : stop
    guard let most, most >= 1_000_000, case .fixed(let interval) = step else { return stop }
    let (span, isTooLong) = (most / 1_000_000 - 1).multipliedReportingOverflow(by: interval)
    return isTooLong ? stop : min(stop, start + span)
  }

  /// How time moves, with the spelling of a sample where there is one.
  func time(spelledAs sample: [UInt8]?) -> SeriesTime {
    var format = format
    if let sample { format.adoptSpelling(of: sample.span) }
    return SeriesTime(name: timeColumn, format: format, step: step)
  }

  // MARK: The spec

  /// The spec, but for what the groups tell; times are spelled as the sample is.
  func spec(_ sample: [UInt8]?) throws(TableFaults) -> Spec {
    let leading = [groupColumn, timeColumn].compactMap(\.self)
    let names = leading + schema.names.filter { !leading.contains($0) }
    var spec = Spec(
      schema: try schema.ordered(names), timeColumn: timeColumn, timeFormat: format.text,
      step: step)
    spec.groupColumn = groupColumn
    spec.mode = metadata["initial_prefill"] == nil ? .prefix : .history
    try SavedPrompt(metadata, spec.mode).add(to: &spec, columns: schema.names)
    let source =
      metadata.object("timeseries_metadata")?.elements("source_columns")
      ?? metadata.elements("timeseries_source_columns")
    let known = (source ?? []).map { String(decoding: $0.textOfJSON, as: UTF8.self) }
    let order = known.filter { names.contains($0) }
    spec.columns = order + schema.names.filter { !order.contains($0) }
    let time = time(spelledAs: sample)
    let isText = schema.isText(timeColumn)
    spec.startTimestamp = time.text(of: start).map { isText ? $0.quotedAsJSON : $0 }
    spec.stopTimestamp = time.text(of: stop).map { isText ? $0.quotedAsJSON : $0 }
    addSequence(to: &spec)
    addTokens(to: &spec)
    return spec
  }

  /// Series whose end the model decides: the columns that count and end them, and their own time.
  private func addSequence(to spec: inout Spec) {
    guard let flexible else { return }
    spec.indexColumn = timeColumn
    spec.endColumn = flexible.string("marker_column")
    let controls = spec.controlColumns
    spec.columns = spec.columns?.filter { !controls.contains($0) }
    guard let column = flexible.string("source_timestamp_column"),
      let format = flexible.string("source_timestamp_format")
    else { return }
    spec.sourceTime = SourceTime(
      column: column, format: format,
      interval: Self.number(flexible.raw("source_interval_seconds")))
  }

  /// How long a completion may be: as the longest example of the training, and somewhat longer.
  private func addTokens(to spec: inout Spec) {
    guard let longest = Self.number(metadata.raw("max_tokens_per_example")) else { return }
    let factor = Self.number(config.object("generation")?.raw("max_tokens_multiplier"))
    let tokens = Double(longest) / 1e6 * (factor.map { Double($0) / 1e6 } ?? 1.2)
    if tokens >= 1, tokens <= Double(1 << 24) { spec.maxTokens = Int(tokens) }
  }
}
