import Tables

extension Comparison {
  /// How alike the texts of a column are, where they are choices: few, or each of them often.
  func textFigures(_ column: Int) -> [[Figure]] {
    let mine = frequencies(real, column)
    guard isOfChoices(mine) else { return others.map { _ in [] } }
    let moves = transitions(real, column)
    return others.map { table in
      let theirs = frequencies(table, column)
      let theirMoves = transitions(table, column)
      let common = mine.counts.keys.count { theirs.counts[$0] != nil }
      return [
        Figure(
          .totalVariation, mine.similarity(to: theirs), column: name(column), reason: "no value",
          counts: (mine.total, theirs.total)),
        Figure(
          .categoryCoverage, share(common, of: mine.counts.count), column: name(column),
          counts: (mine.counts.count, theirs.counts.count)),
        Figure(
          .transitions, moves.similarity(to: theirMoves), column: name(column),
          reason: "no two neighbours with values", counts: (moves.total, theirMoves.total)),
      ]
    }
  }

  private func isOfChoices(_ texts: Frequencies) -> Bool {
    let distinct = texts.counts.count
    return distinct > 0 && distinct <= 1000 && (distinct <= 2 || 2 * distinct <= texts.total)
  }

  /// The columns of text that have no figures of values, as they are no choices, or none at all.
  func notes() -> [String] {
    roles.textual.compactMap { column in
      let texts = frequencies(real, column)
      if isOfChoices(texts) { return nil }
      let words = texts.total == 0 ? "no value" : "\(texts.counts.count) different texts"
      return "column \"\(name(column))\" has \(words): no figure but missing"
    }
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
