import TimeSeries

/// The pieces that a single series was split into at its gaps: nothing but its time tells where a
/// record belongs.
struct SeriesPieces {
  private let all: [(start: Timestamp, key: GroupKey)]

  /// The pieces by their starts; none where the series is whole.
  init(_ groups: SavedGroups?) {
    let found = groups?.startsOfPieces ?? []
    all = found.count > 1 ? found.sorted { $0.start < $1.start } : []
  }

  /// The piece that a record of that time is in, the last one that has begun; nil without pieces.
  func key(at time: Timestamp) -> GroupKey? {
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return all.isEmpty ? nil : all[max(low - 1, 0)].key
  }
}
