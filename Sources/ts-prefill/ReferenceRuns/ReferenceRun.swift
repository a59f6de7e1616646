import NDJSON
import Tables
import TimeSeries

/// A run of the reference, NVIDIA NeMo Safe Synthesizer, taken up from what its training saved.
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

  /// Reads the three files that a run folder holds.
  ///
  /// - Parameters:
  ///   - config: `safe-synthesizer-config.json`.
  ///   - metadata: `adapter/metadata_v2.json`.
  ///   - schema: `adapter/dataset_schema.json`.
  ///   - settings: How many records a prompt continues, and which groups take part.
  init(config: [UInt8], metadata: [UInt8], schema: [UInt8], _ settings: SeedSettings)
    throws(TableFaults)
  {
    if settings.selection.synthetic != nil {
      throw TableFaults("--synthetic-groups takes a table, no saved run")
    }
    let saved = try SavedRun(config: config, metadata: metadata, schema: schema)
    var spec = try saved.spec()
    spec.prefillContextSize = settings.window
    let seeds = try settings.selection.choose(saved.seeds(of: spec)) { state in
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
}
