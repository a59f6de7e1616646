import Foundation
import TimeSeries

@testable import ts_collect

/// In which fields a run differs from what the reference made of the same completions.
struct ScenarioComparison {
  private(set) var differing: Set<String> = []
  private let isHistory: Bool

  /// Compares rounds, output, snapshots and status.
  init(_ scenario: RunScenario, _ run: ScenarioRun, _ settings: Settings) throws {
    self.init(roundsOf: scenario, run, countsMarkers: false)
    try compareOutput(scenario, run, settings)
  }

  /// Compares the rounds alone; `countsMarkers` where the run counted those of the second version.
  init(roundsOf scenario: RunScenario, _ run: ScenarioRun, countsMarkers: Bool) {
    isHistory = scenario.isHistory
    let rounds = scenario.expected["rounds"].elements
    if rounds.count != run.rounds.count { differing.insert("rounds") }
    for (told, found) in zip(rounds, run.rounds) {
      let active = told["active"].elements.map(\.text)
      if active != found.map({ scenario.groups[$0.group].text }) {
        differing.insert("active")
        break
      }
      // Each sample that was not kept left one marker in the second version's count.
      let markers = isHistory || countsMarkers ? 0 : (told["n"].integer ?? 5) - 1
      for (group, round) in zip(told["groups"].elements, found) {
        compare(group, round.decision, markers: markers)
      }
    }
  }

  private mutating func compare(_ told: RawJSON, _ found: RoundDecision, markers: Int) {
    let state = found.state
    if let kept = found.kept, kept > 0 || markers > 0 {
      check("kept_sample", told["kept_sample"].integer, kept)
    }
    check("valid", told["valid"].integer, found.records.count)
    check("invalid", told["invalid"].integer.map { $0 - markers }, found.keptCount.invalid)
    check(
      "last_timestamp_seconds", told["last_timestamp_seconds"].integer,
      state.lastTimestamp.map { Int($0.microseconds / 1_000_000) })
    check(
      "low_valid_fraction_count", told["low_valid_fraction_count"].integer,
      state.lowValidFractionCount)
    check("completed", told["completed"].boolean, state.completed)
    check("failed", told["failed"].boolean, state.failed)
    guard !isHistory else { return }
    check("no_progress_count", told["no_progress_count"].integer, state.noProgressCount)
    if state.totalValidRecords > 0 {
      check(
        "history", told["history"].string,
        String(decoding: state.currentPrefill, as: UTF8.self))
    }
  }

  /// Runs the tool on the stream and compares what it leaves.
  private mutating func compareOutput(
    _ scenario: RunScenario, _ run: ScenarioRun, _ settings: Settings
  ) throws {
    let scratch = try ScratchFolder()
    try scratch.write("stream.ndjson", String(decoding: run.stream, as: UTF8.self))
    let patience = settings.judge.patience
    let outcome = try shell(
      """
      ts-collect --strict --format csv --snapshots 25,50,75 --summary summary.json \
      --patience \(patience.rounds) \
      --invalid-fraction-threshold \(patience.invalidFractionThreshold)
      """, in: scratch, input: "stream.ndjson")
    if outcome.status > 1 { differing.insert("exit \(outcome.status) \(outcome.errText)") }
    check("csv", scenario.expected["csv"].string, outcome.outText)
    check("status", scenario.expected["status"].string, status(in: scratch))
    for snapshot in scenario.expected["snapshots"].elements where !snapshot["failed"].boolean {
      check(
        "snapshots", snapshot["csv"].string, scratch.read(snapshot["name"].string ?? ""))
    }
  }

  private func status(in scratch: ScratchFolder) -> String? {
    scratch.read("summary.json").flatMap { RawJSON($0)["status"].string }
  }

  private mutating func check<Value: Equatable>(_ field: String, _ told: Value?, _ found: Value?) {
    if told != found { differing.insert(field) }
  }
}
