/// What a table has copied from REAL, and how near it comes.
struct PrivacyFigures {
  /// The most windows that are asked for, and that are looked in.
  private static let (queries, references) = (1000, 10_000)

  private let comparison: Comparison
  private let synthetic: Table
  private let holdout: Table?
  /// How many records a window has whose nearest neighbour is looked for.
  private let records: Int
  private let real: Windows
  private let other: Windows
  private let kept: Windows?

  init(_ comparison: Comparison, records: Int) {
    self.comparison = comparison
    synthetic = comparison.others[0]
    holdout = comparison.others.dropFirst().first
    self.records = records
    let windows = { Windows($0, comparison.roles, comparison.rule) }
    real = windows(comparison.real)
    other = windows(synthetic)
    kept = holdout.map(windows)
  }

  /// The figures in their order; none without a column of values.
  func figures() -> [Figure] {
    guard !comparison.roles.columns.isEmpty else { return [] }
    var copies = copyFigures()
    let near = nearFigures()
    copies += near.figures
    guard holdout != nil else { return copies }
    return copies + [privacyFigure(copies[0], near.ratio, near.share)]
  }

  private func copyFigures() -> [Figure] {
    let search = Copies(real: real)
    let length = search.distinctLength()
    func share(_ windows: Windows) -> Double? {
      guard let length else { return nil }
      return ts_compare.share(search.count(of: windows, length), of: windows.count(length))
    }
    var copies = Figure(
      .copies, share(other),
      reason: length == nil
        ? "REAL has no length at which its windows differ" : "no window of so many records",
      counts: length.map { (real.count($0), other.count($0)) } ?? (0, 0))
    copies.records = length
    func longest(_ windows: Windows, _ share: Double?) -> Double {
      Double(search.longest(in: windows, absent: share == 0 ? length : nil))
    }
    var longestCopy = Figure(.longestCopy, longest(other, copies.value))
    if let kept {
      copies.limit(to: share(kept))
      longestCopy.limit(to: longest(kept, copies.ceiling))
    }
    return [copies, longestCopy]
  }

  /// The figures of the nearest neighbours, of a sample of the windows.
  private func nearFigures() -> (figures: [Figure], ratio: Figure, share: Figure?) {
    let (table, reference) = (synthetic, comparison.real)
    let measure = WindowDistance(comparison.roles, real: reference, records: records)
    let size = min(
      real.count(records), kept?.count(records) ?? Int.max, Self.references)
    let references = WindowBlock(sample(real, size), of: reference, records: records)
    let queries = sample(other, Self.queries)
    let found = Nearest(queries, of: table, in: references, measure)
    let counts = (references.starts.count, queries.count)
    let reason =
      references.starts.isEmpty
      ? "no window of \(records) records in REAL\(kept == nil ? "" : " or the holdout")"
      : "no window of \(records) records"
    var distance = Figure(.nearestDistance, found?.median, reason: reason, counts: counts)
    var ratio = Figure(
      .nearestRatio, found?.ratio, reason: found == nil ? reason : "no second window in REAL",
      counts: counts)
    (distance.records, ratio.records) = (records, records)
    guard let holdout, let kept else { return ([distance, ratio], ratio, nil) }
    let own = Nearest(sample(kept, Self.queries), of: holdout, in: references, measure)
    distance.limit(to: own?.median)
    ratio.limit(to: own?.ratio)
    let others = WindowBlock(sample(kept, size), of: holdout, records: records)
    let away = Nearest(queries, of: table, in: others, measure)
    var nearer: Double?
    if let found, let away { nearer = found.share(against: away) }
    var share = Figure(.nearestShare, nearer, reason: reason, counts: counts)
    share.records = records
    share.limit(to: 0.5)
    if isOfAnotherTime(holdout) {
      share.note = "the holdout is of another time than REAL: left out of privacy"
    }
    return ([distance, ratio, share], ratio, share)
  }

  private func sample(_ windows: Windows, _ most: Int) -> [Int] {
    let sample = Sample(of: windows.count(records), most: most, seed: comparison.seed)
    return windows.starts(records, numbers: sample.indices)
  }

  /// The smallest of what the copies, the shares and the ratios say.
  private func privacyFigure(_ copies: Figure, _ ratio: Figure, _ share: Figure?) -> Figure {
    var parts: [Double] = []
    if let share, let value = share.value, share.note == nil {
      parts.append(min(1, 2 * (1 - value)))
    }
    if let value = copies.value, let ceiling = copies.ceiling {
      parts.append(ceiling < 1 ? 1 - max(0, value - ceiling) / (1 - ceiling) : 1)
    }
    if let value = ratio.value, let ceiling = ratio.ceiling, ceiling != 0 {
      parts.append(min(1, value / ceiling))
    }
    return Figure(.privacy, parts.min(), reason: "none of its parts has a value")
  }

  /// Whether the holdout lies before or after REAL in every group that both have.
  private func isOfAnotherTime(_ holdout: Table) -> Bool {
    var spans: [Int: ClosedRange<Int64>] = [:]
    for series in holdout.series { spans[series.group] = holdout.span(of: series) }
    let pairs = comparison.real.series.compactMap { series in
      spans[series.group].map { (comparison.real.span(of: series), $0) }
    }
    return !pairs.isEmpty && pairs.allSatisfy { !$0.overlaps($1) }
  }
}
