import FilterTool
import Libc
import NDJSON
import Tables
import TimeSeries

/// A run of the reference, NVIDIA NeMo Safe Synthesizer, taken up from what its training saved: the
/// one entry to this folder.
///
/// The version of April 2026 saved each group's first records (`initial_prefill`): history mode.
/// Release 0.1.16 saves the groups' values alone (`timeseries_group_values`): prefix mode.
struct ReferenceRun: SeedSource, Sendable {
  /// The spec.
  let spec: Spec
  private let states: [GroupState]

  /// How many groups there are.
  var groupCount: Int { states.count }

  /// The line that a group starts with.
  func seed(_ number: Int) -> GroupState { states[number] }

  /// Takes up the run whose folder this is.
  init(folder: String, _ settings: SeedSettings) throws {
    let adapter = folder + "/train/adapter/"
    let configs = ["/safe-synthesizer-config.json", "/train/safe-synthesizer-config.json"]
    let config = configs.map { folder + $0 }.first { access($0, R_OK) == 0 }
    let files = [
      try readFile(config ?? folder + configs[1]), try readFile(adapter + "metadata_v2.json"),
      try readFile(adapter + "dataset_schema.json"),
    ]
    do throws(TableFaults) {
      try self.init(config: files[0], metadata: files[1], schema: files[2], settings)
    } catch {
      throw Failure(folder, error.faults)
    }
  }

  /// Reads the three files that a run folder holds.
  ///
  /// - Parameters:
  ///   - config: `safe-synthesizer-config.json`.
  ///   - metadata: `adapter/metadata_v2.json`.
  ///   - schema: `adapter/dataset_schema.json`.
  ///   - settings: How many records a prompt continues, and which groups take part.
  private init(config: [UInt8], metadata: [UInt8], schema: [UInt8], _ settings: SeedSettings)
    throws(TableFaults)
  {
    let series = try SavedSeries(
      config: try JSONObject(saved: config, "safe-synthesizer-config.json"),
      metadata: try JSONObject(saved: metadata, "metadata_v2.json"), schema: schema)
    let groups = try SavedSeeds(series)
    var spec = try series.spec(groups.sampleTime)
    spec.prefillContextSize = settings.window
    let seeds = try settings.selection.choose(try groups.states(of: spec)) { state in
      let text = state.groupID.textOfJSON
      return (String(decoding: text, as: UTF8.self), text)
    }
    var digest = TableDigest()
    for file in [config, metadata, schema] { digest.add(file: file) }
    digest.add(settings.selection)
    spec.digest = digest.hexadecimal
    spec.groups = seeds.count
    spec.expectedRecords = seeds.map(\.expectedRecords).total
    self.spec = spec
    states = seeds
  }

  /// Refuses what a run says itself, and what only a table has.
  static func check(_ given: GivenOptions, _ operands: [String]) throws(UsageError) {
    guard given.contains("nss") else { return }
    if let file = operands.first {
      throw UsageError("\(quoted(file)): cannot be given with --nss, which takes no table")
    }
    try given.refuse(saidByRun, beside: "nss", because: "which takes what the run was trained with")
    try given.refuse(saidOfTable, beside: "nss", because: "which takes no table")
  }

  private static let saidByRun = [
    "time-column", "time-format", "interval", "start", "stop", "group-column", "mode", "spelling",
    "schema", "range", "template", "instruction", "end-column", "index-column",
  ]
  private static let saidOfTable = [
    "extend", "from-end", "on-gap", "on-off-step", "synthetic-groups", "min-records", "columns",
    "drop",
    "input-format", "delimiter", "null",
    "explain",
  ]
}

extension JSONObject {
  /// One of the saved files.
  fileprivate init(saved text: [UInt8], _ name: String) throws(TableFaults) {
    do throws(JSONError) {
      var scanner = JSONScanner(text.span)
      try scanner.validate()
      self = try JSONObject(text)
    } catch {
      throw TableFaults("\(name): not a JSON object: \(error)")
    }
  }
}
