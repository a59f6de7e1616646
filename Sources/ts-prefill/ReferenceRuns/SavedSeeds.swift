import NDJSON
import Tables
import TimeSeries

/// The groups that the training saved: their first records in one version, their values in the
/// next.
struct SavedSeeds {
  private let series: SavedSeries
  /// The saved records by group; empty in a run that saved the groups' values alone.
  private let prefills: [(group: String, text: String)]

  init(_ series: SavedSeries) throws(TableFaults) {
    self.series = series
    let metadata = series.metadata
    if let text = metadata.string("initial_prefill") {
      prefills = [("0", text)]
    } else {
      let object = metadata.object("initial_prefill")
      prefills = (object?.members ?? []).compactMap { name, _ in
        object?.string(name).map { (name, $0) }
      }
    }
    guard prefills.isEmpty, metadata.elements("timeseries_group_values")?.isEmpty ?? true else {
      return
    }
    throw TableFaults(
      "metadata_v2.json: neither timeseries_group_values nor initial_prefill: no group")
  }

  /// A time as the saved records spell it; nil where none were saved.
  var sampleTime: [UInt8]? {
    prefills.firstNonNil { _, text in Self.records(of: text).last.flatMap(timeText) }
  }

  /// The line that each group starts with.
  func states(of spec: Spec) throws(TableFaults) -> [GroupState] {
    let time = series.time(spelledAs: sampleTime)
    if spec.mode == .prefix {
      return (series.metadata.elements("timeseries_group_values") ?? [])
        .map { prefix($0, spec, time) }
    }
    var states: [GroupState] = []
    for (group, text) in prefills { states.append(try history(text, group: group, time)) }
    return states
  }

  // MARK: Saved records

  /// The records of a saved seed, which has blank lines between them and a space in front.
  private static func records(of prefill: String) -> [[UInt8]] {
    prefill.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "{").map { Array(line[$0...].utf8) }
    }
  }

  private func timeText(_ record: [UInt8]) -> [UInt8]? {
    (try? JSONObject(record))?.raw(series.timeColumn)?.textOfJSON
  }

  /// A group that starts from its saved records, sent as they were: space, blank lines and all.
  private func history(_ text: String, group: String, _ time: SeriesTime)
    throws(TableFaults) -> GroupState
  {
    let records = Self.records(of: text)
    var state = GroupState(groupID: id(group, records), prefill: Array(text.utf8))
    var last: Int64?
    for record in records {
      guard let text = timeText(record),
        let next = series.format.parse(text.span)?.microseconds
      else {
        throw TableFaults("metadata_v2.json: initial_prefill of \"\(group)\" has no readable time")
      }
      last = next
      while series.format.isTimeOfDay, let before = last, before < series.start {
        last = before + Timestamp.microsecondsPerDay
      }
    }
    state.lastTimestamp = last.map { Timestamp(microseconds: $0) }
    if let last, last < series.stop {
      state.expectedRecords = time.steps(from: last, to: series.stop, first: series.start)
    }
    return state
  }

  /// A group's value as its records have it, since as the name of a JSON member it lost its type.
  private func id(_ group: String, _ records: [[UInt8]]) -> [UInt8] {
    let own = series.groupColumn.flatMap { column in
      records.firstNonNil { (try? JSONObject($0))?.raw(column) }
    }
    return own ?? id(Array(group.utf8).quotedAsJSON)
  }

  // MARK: Saved values

  /// A group that starts from the beginning of its first record, through the quote of the next
  /// name.
  private func prefix(_ value: [UInt8], _ spec: Spec, _ time: SeriesTime) -> GroupState {
    var prefill = JSONWriter()
    prefill.append(byte: UInt8(ascii: "{"))
    let id = id(value)
    if let groupColumn = series.groupColumn {
      prefill.name(groupColumn)
      prefill.raw(id)
    }
    prefill.name(series.timeColumn)
    prefill.raw(spec.startTimestamp ?? [])
    prefill.append(",\"")
    var state = GroupState(groupID: id, prefill: prefill.bytes.withEscapedSlashes)
    let (start, stop) = (series.start, series.stop)
    state.expectedRecords = time.steps(from: start, to: stop, first: start).map { $0 + 1 }
    return state
  }

  /// A group's value in the type that the schema gives the column; null for a single series.
  private func id(_ value: [UInt8]) -> [UInt8] {
    guard let groupColumn = series.groupColumn else { return Array("null".utf8) }
    let text = value.textOfJSON
    let types = series.schema.types(groupColumn)
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

extension Sequence {
  /// The first value that is not nil of all that the elements give.
  fileprivate func firstNonNil<Value>(_ value: (Element) -> Value?) -> Value? {
    for element in self { if let found = value(element) { return found } }
    return nil
  }
}

extension [UInt8] {
  /// The JSON with each slash escaped, as the reference's training text has it.
  fileprivate var withEscapedSlashes: [UInt8] {
    flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] }
  }
}
