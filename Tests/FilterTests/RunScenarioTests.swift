import Foundation
import Testing
import TimeSeries

@testable import ts_collect

/// The runs of the reference, round by round and to their end.
///
/// `scenarios/differences.tsv` lists where this package does otherwise on purpose: scenario, fields
/// that differ, and the deviation. No other field of any scenario may differ, and none that is
/// listed may agree.
@Suite(.waiting) struct RunScenarioTests {
  static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("scenarios")
  static let scenarios = Result { try RunScenario.all(in: own) }

  static let differences: [String: Set<String>] = {
    // A file that is missing leaves no difference, and the scenarios that have some fail.
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

  @Test func scenariosAreThere() throws {
    let scenarios = try Self.scenarios.get()
    #expect(scenarios.count { $0.name.hasPrefix("run/") } == 131)
    #expect(scenarios.count { $0.name.hasPrefix("run_v2/") } == 136)
    #expect(Set(Self.differences.keys).isSubset(of: scenarios.map(\.name)))
  }

  @Test(arguments: try scenarios.get())
  func aRunGoesAsTheReferenceHasIt(_ scenario: RunScenario) throws {
    let settings = settings(of: scenario)
    let run = try ScenarioRun(scenario, settings: settings)
    let found = try ScenarioComparison(scenario, run, settings).differing
    let listed = Self.differences[scenario.name] ?? []
    #expect(found == listed, "\(scenario.name)\t\(found.sorted().joined(separator: ","))")
  }

  /// With its markers counted and its overshoot kept, every round is that of the second version.
  @Test(arguments: try scenarios.get().filter { !$0.isHistory })
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
