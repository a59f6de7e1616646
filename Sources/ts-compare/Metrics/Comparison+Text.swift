import Tables

/// How often each of some texts, or of some pairs of texts, comes.
struct Frequencies {
  private(set) var counts: [UInt64: Int] = [:]
  private(set) var total = 0

  mutating func add(_ key: UInt64, _ times: Int = 1) {
    counts[key, default: 0] += times
    total += times
  }

  /// One less half the sum of the distances of all shares; nil where one has none.
  func similarity(to other: Frequencies) -> Double? {
    guard total > 0, other.total > 0 else { return nil }
    // In order, so that the sum is the same in every run.
    let keys = Set(counts.keys).union(other.counts.keys).sorted()
    var sum = 0.0
    for key in keys {
      let mine = Double(counts[key] ?? 0) / Double(total)
      let theirs = Double(other.counts[key] ?? 0) / Double(other.total)
      sum += (mine - theirs).magnitude
    }
    return 1 - sum / 2
  }
}

extension Comparison {
  /// How alike the texts of a column are, where they are choices: few, or each of them often.
  func textFigures(_ column: Int) -> [Figure] {
    let mine = frequencies(real, column)
    let distinct = mine.counts.count
    guard distinct > 0, distinct <= 1000, distinct <= 2 || 2 * distinct <= mine.total else {
      return []
    }
    let theirs = frequencies(other, column)
    let common = mine.counts.keys.count { theirs.counts[$0] != nil }
    let moves = [transitions(real, column), transitions(other, column)]
    return [
      Figure(
        .totalVariation, mine.similarity(to: theirs), column: name(column), reason: "no value",
        counts: (mine.total, theirs.total)),
      Figure(
        .categoryCoverage, share(common, of: distinct), column: name(column),
        counts: (distinct, theirs.counts.count)),
      Figure(
        .transitions, moves[0].similarity(to: moves[1]), column: name(column),
        reason: "no two neighbours with values", counts: (moves[0].total, moves[1].total)),
    ]
  }

  private func frequencies(_ table: Table, _ column: Int) -> Frequencies {
    var counts = Array(repeating: 0, count: vocabulary.texts[column].count)
    for text in table.texts[column] where text != RawTable.none { counts[Int(text)] &+= 1 }
    var frequencies = Frequencies()
    for (text, count) in counts.enumerated() where count > 0 {
      frequencies.add(UInt64(text), count)
    }
    return frequencies
  }

  /// How often each text follows each in a series.
  private func transitions(_ table: Table, _ column: Int) -> Frequencies {
    let texts = table.texts[column]
    var frequencies = Frequencies()
    var (latest, times): (UInt64, Int) = (0, 0)
    for series in table.series {
      for record in series.range.dropFirst() {
        let (first, second) = (texts[record - 1], texts[record])
        guard first != RawTable.none, second != RawTable.none else { continue }
        let key = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
        if key != latest, times > 0 {
          frequencies.add(latest, times)
          times = 0
        }
        latest = key
        times += 1
      }
    }
    if times > 0 { frequencies.add(latest, times) }
    return frequencies
  }
}
