import Foundation
import Testing

@testable import ts_compare

/// The figures are those that independent programs computed.
@Suite struct VectorTests {
  /// The figures of each family.
  static let metrics: [String: Set<Metric>] = [
    "structure": [.timeValid, .order, .step, .complete, .unique, .groups, .lengths],
    "numeric": [
      .typed, .ks, .steps, .seriesMean, .seriesDeviation, .rangeCoverage, .inRange, .missing,
    ],
    "autocorrelation": [.autocorrelation, .autocorrelationPooled],
    "seasonal": [.seasonal],
    "categorical": [.totalVariation, .categoryCoverage, .transitions],
    "pairs": [.correlation, .crossCorrelation],
    "privacy": [.copies, .longestCopy, .nearestDistance, .nearestRatio, .nearestShare, .privacy],
  ]

  @Test(arguments: VectorCase.files) func figuresAreThoseOfTheVectors(_ file: String) throws {
    let cases = try VectorCase.cases(of: file)
    #expect(!cases.isEmpty)
    for one in cases {
      let found = try figures(
        one.words, real: one.real, synthetic: one.synthetic, holdout: one.holdout)
      let metrics = one.families.reduce(into: Set<Metric>()) {
        $0.formUnion(Self.metrics[$1] ?? [])
      }
      let titles = Set(one.expect.map(\.title))
      let others = found.filter { metrics.contains($0.metric) && !titles.contains($0.title) }
      #expect(others.map(\.title) == [], "\(file): \(one.name): lines that must not be there")
      for expected in one.expect {
        let place = "\(file): \(one.name): \(expected.title)"
        guard let figure = found[expected.title] else {
          Issue.record("\(place): no line")
          continue
        }
        var pairs = [(figure.value, expected.value)]
        if expected.hasCeiling { pairs.append((figure.ceiling, expected.ceiling)) }
        for (value, wanted) in pairs {
          let distance = distance(value, wanted)
          #expect(
            distance <= expected.tolerance, "\(place): \(value as Any), wanted \(wanted as Any)")
        }
        if expected.records != nil { #expect(figure.records == expected.records, "\(place)") }
        #expect(figure.value != nil || figure.reason != nil, "\(place): null without a reason")
      }
    }
  }

  /// How far two values are apart; infinite where one of them alone is null.
  private func distance(_ left: Double?, _ right: Double?) -> Double {
    guard let left, let right else { return (left == nil) == (right == nil) ? 0 : .infinity }
    return (left - right).magnitude
  }
}
