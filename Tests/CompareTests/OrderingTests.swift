import Foundation
import Testing

@testable import ts_compare

/// On the example table: what is like the real series scores like it, and what is not does not.
///
/// Days in turn are training data, holdout and fresh real data, which stand for a perfect model.
@Suite struct OrderingTests {
  private struct Days {
    let header: String
    /// The records of each third of the days, as the cells of their rows.
    var thirds: [[[String]]] = [[], [], []]

    init() throws {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../examples/temperatures.csv")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      header = String(lines[0])
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",").map(String.init)
        let day = try #require(Int(cells[1].dropFirst(8).prefix(2)))
        thirds[day % 3].append(cells)
      }
    }

    func text(_ records: [[String]]) -> String {
      header + "\n" + records.map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// The training data with other values: each record's is made from its number and its value.
    func changed(_ value: (Int, String) -> String) -> String {
      text(thirds[0].enumerated().map { [$1[0], $1[1], value($0, $1[2])] })
    }

    func figures(of synthetic: String) throws -> [Figure] {
      try CompareTests.figures(
        ["--group-column", "station", "--interval", "1h"], real: text(thirds[0]),
        synthetic: synthetic, holdout: text(thirds[1]))
    }
  }

  private func value(_ figures: [Figure], _ title: String) throws -> Double {
    try #require(figures[title]?.value, "\(title)")
  }

  @Test func freshRealDataScoresNearItsCeiling() throws {
    let days = try Days()
    let fresh = try days.figures(of: days.text(days.thirds[2]))
    for title in ["fidelity", "part.values", "part.steps", "part.autocorrelation", "part.seasonal"]
    {
      let figure = try #require(fresh[title])
      let ceiling = try #require(figure.ceiling)
      #expect(try value(fresh, title) > ceiling - 0.1, "\(title): ceiling \(ceiling)")
    }
    #expect(try value(fresh, "fidelity") > 0.9)
    let ceiling = try #require(fresh["copies"]?.ceiling)
    #expect(try value(fresh, "copies") < ceiling + 0.05)
    #expect(try value(fresh, "privacy") > 0.85)
  }

  @Test func aShuffledCopyFailsOnAutocorrelation() throws {
    let days = try Days()
    let records = days.thirds[0]
    let order = records.indices.sorted { splitmix64(UInt64($0)) < splitmix64(UInt64($1)) }
    let shuffled = try days.figures(of: days.changed { index, _ in records[order[index]][2] })
    #expect(try value(shuffled, "ks.temperature") == 1)
    #expect(try value(shuffled, "part.autocorrelation") < 0.3)
    #expect(try value(shuffled, "part.steps") < 0.8)
    #expect(try value(shuffled, "fidelity") < 0.7)
  }

  @Test func anExactCopyRaisesTheCopyFigures() throws {
    let days = try Days()
    let copy = try days.figures(of: days.changed { $1 })
    #expect(try value(copy, "fidelity") == 1)
    #expect(try value(copy, "copies") == 1)
    #expect(try value(copy, "longest_copy") == 24)
    #expect(try value(copy, "dcr") == 0)
    #expect(try value(copy, "dcr_share") > 0.9)
    #expect(try value(copy, "privacy") == 0)
    let ceilings = ["copies", "longest_copy"].compactMap { copy[$0]?.ceiling }
    #expect(ceilings.count == 2 && ceilings[0] < 0.2 && ceilings[1] < 12)
  }

  @Test func aConstantFailsNearlyAll() throws {
    let days = try Days()
    let constant = try days.figures(of: days.changed { _, _ in "60.0" })
    for title in ["part.values", "part.steps", "part.autocorrelation", "part.seasonal"] {
      let ceiling = try #require(constant[title]?.ceiling)
      #expect(try value(constant, title) < ceiling / 2 + 0.1, "\(title): ceiling \(ceiling)")
    }
    #expect(try value(constant, "part.autocorrelation") == 0)
    #expect(try value(constant, "range_coverage.temperature") == 0)
    #expect(try value(constant, "fidelity") < 0.35)
  }
}
