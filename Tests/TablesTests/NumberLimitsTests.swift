import Tables
import Testing

@Suite struct NumberLimitsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let least: String
    let greatest: String
    var share = 0.25
    var trend = NumberLimits.Trend.none
    let limits: [String?]
    var testDescription: String { name }
  }

  static let table = [
    Row(
      name: "one and a half spreads beyond", least: "100", greatest: "110",
      limits: ["85", "125"]),
    Row(
      name: "outwards to two digits of the slack", least: "313.2", greatest: "357.9",
      limits: ["246", "425"]),
    Row(name: "small numbers", least: "-0.0031", greatest: "0.0189", limits: ["-0.037", "0.052"]),
    Row(name: "not below zero", least: "3", greatest: "80", limits: ["0", "200"]),
    Row(name: "from zero up", least: "0", greatest: "80", limits: ["0", "200"]),
    Row(name: "not above zero", least: "-80", greatest: "-0.5", limits: ["-200", "0"]),
    Row(name: "far from zero, both sides", least: "-80", greatest: "20", limits: ["-230", "170"]),
    Row(name: "a constant", least: "2013", greatest: "2013", limits: ["0", "5100"]),
    Row(name: "a negative constant", least: "-4", greatest: "-4", limits: ["-10", "0"]),
    Row(name: "nothing but zero", least: "0", greatest: "0", limits: [nil, nil]),
    Row(
      name: "growth by the fourth root of the ratio", least: "1", greatest: "81",
      limits: ["0", "250"]),
    Row(
      name: "growth has an end", least: "1", greatest: "1000000", limits: ["0", "5000000"]),
    Row(
      name: "as far as the data once more", least: "100", greatest: "110", share: 1,
      limits: ["70", "140"]),
    Row(
      name: "ten times as far", least: "100", greatest: "110", share: 10,
      limits: ["0", "320"]),
    Row(
      name: "up, and hardly down again", least: "100", greatest: "110", trend: .up,
      limits: ["95", "125"]),
    Row(
      name: "down, and hardly up again", least: "100", greatest: "110", trend: .down,
      limits: ["85", "115"]),
    Row(
      name: "up, ten times as far", least: "100", greatest: "110", share: 10, trend: .up,
      limits: ["90", "320"]),
    Row(
      name: "exact beyond 2^53", least: "9007199254740993", greatest: "9007199254740995",
      limits: ["9007199254740990", "9007199254740998"]),
    Row(
      name: "large identifiers", least: "1800000000000000000", greatest: "1800000000000001000",
      limits: ["1799999999999998500", "1800000000000002500"]),
    Row(
      name: "beyond all whole numbers", least: "0.5", greatest: "1e300", limits: ["0", "50e299"]),
    Row(
      name: "more than a double holds", least: "-1e308", greatest: "1e308", limits: [nil, nil]),
    Row(name: "tiny", least: "-3e-300", greatest: "3e-300", limits: ["-120e-301", "120e-301"]),
  ]

  @Test(arguments: table)
  func numbersHaveSlack(_ row: Row) {
    let isWhole = [row.least, row.greatest].allSatisfy { Int($0) != nil }
    let limits = NumberLimits(
      around: Array(row.least.utf8), Array(row.greatest.utf8), isWhole: isWhole,
      trend: row.trend, share: row.share)
    #expect(
      [limits.minimum, limits.maximum].map { $0.map { String(decoding: $0, as: UTF8.self) } }
        == row.limits)
  }
}
