import Foundation
import Testing
import TimeSeries

@testable import ts_collect

/// The runs of the reference, round by round and to their end.
///
/// `scenarios/differences.tsv` lists where this package does otherwise on purpose: scenario, fields
/// that differ, and the deviation. No other field of any scenario may differ, and none that is
/// listed may agree.
@Suite struct RunScenarioTests {
  static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("scenarios")
  static let shared = Built.package.deletingLastPathComponent()
    .appendingPathComponent("shared/vectors")

  /// All where they are at hand, else the third that is kept here.
  static let scenarios: [RunScenario] = {
    let all = RunScenario.all(in: shared)
    if all.isEmpty { skipped("../shared/vectors is not here: a third of the scenarios is run") }
    return all.isEmpty ? RunScenario.all(in: own) : all
  }()

  static let differences: [String: Set<String>] = {
    let text =
      (try? String(contentsOf: own.appendingPathComponent("differences.tsv"), encoding: .utf8))
      ?? ""
    var found: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let cells = line.split(separator: "\t")
      found[String(cells[0])] = Set(cells[1].split(separator: ",").map(String.init))
    }
    return found
  }()

  @Test func scenariosAreThere() {
    #expect(RunScenario.all(in: Self.own).count > 80)
  }

  @Test(arguments: scenarios.filter { !$0.isFlexible })
  func aRunGoesAsTheReferenceHasIt(_ scenario: RunScenario) throws {
    let settings = settings(of: scenario)
    let run = try ScenarioRun(scenario, settings: settings)
    let found = try ScenarioComparison(scenario, run, settings).differing
    let listed = Self.differences[scenario.name] ?? []
    #expect(found == listed, "\(scenario.name)\t\(found.sorted().joined(separator: ","))")
  }

  /// With its markers counted and its overshoot kept, every round is that of the second version.
  @Test(arguments: scenarios.filter { !$0.isHistory && !$0.isFlexible })
  func theReferencesOwnRulesGiveItsRounds(_ scenario: RunScenario) throws {
    var settings = settings(of: scenario)
    settings.judge.keepsOvershoot = true
    let run = try ScenarioRun(scenario, settings: settings, countsMarkers: true)
    let found = ScenarioComparison(roundsOf: scenario, run, countsMarkers: true).differing
    #expect(found == Self.unlike[scenario.name] ?? [])
  }

  /// Rounds that differ all the same: what ended the reference's run is an invalid record here.
  static let unlike: [String: Set<String>] = ["run_v2/fail__crash_on_5000_digits": ["rounds"]]

  private func settings(of scenario: RunScenario) -> Settings {
    var settings = Settings()
    let config = scenario.config
    settings.judge.patience.rounds = config["patience"].integer ?? 3
    settings.judge.patience.invalidFractionThreshold =
      config["invalid_fraction_threshold"].double ?? 0.8
    return settings
  }
}
