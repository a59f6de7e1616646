import FilterTool
import NDJSON
import TimeSeries

/// The snapshots of a run: which are still to come, and how one is written.
struct Snapshots {
  private struct Pending {
    let snapshot: Snapshot
    /// Where it ends in the spool; nil until its threshold is met.
    var cut: SpoolCut?
  }

  private let unit: Snapshot.Unit
  private let folder: String
  private let columns: [String]
  private let cut: RecordCut?
  private let sortsByTime: Bool
  private var pending: [Pending]

  /// Whether records must wait in the spool for one.
  let isWanted: Bool

  /// The snapshots of a run.
  init(_ settings: Settings, _ known: KnownSpec) {
    unit = settings.snapshotUnit
    folder = settings.snapshotFolder
    columns = known.columns
    cut = RecordCut(known.spec)
    sortsByTime = known.sortsByTime
    isWanted = !settings.snapshots.isEmpty
    let total = unit == .groups ? known.spec.groups : known.spec.expectedRecords
    pending = Snapshot.points(percentages: settings.snapshots, of: total ?? 0, unit: unit)
      .map { Pending(snapshot: $0) }
  }

  /// Takes note of a round, whose chunk begins at `chunk`; writes what has become due.
  mutating func roundEnded(
    accepted: Int, inChunk count: Int, at chunk: Int, groups: Groups, spool: inout Spool
  ) {
    while let index = pending.firstIndex(where: { $0.cut == nil }) {
      let threshold = pending[index].snapshot.threshold
      switch unit {
      case .records:
        guard accepted >= threshold else { return }
        let taken = threshold - (accepted - count)
        pending[index].cut = SpoolCut(chunk: chunk, count: taken)
      case .groups:
        guard groups.completed >= threshold else { return }
        pending[index].cut = SpoolCut(chunk: chunk, count: count)
      }
      write(index, groups: groups, spool: &spool)
    }
  }

  /// Tries again what could not be written when it was due.
  mutating func finish(groups: Groups, spool: inout Spool) {
    while let index = pending.firstIndex(where: { $0.cut != nil }) {
      let before = pending.count
      write(index, groups: groups, spool: &spool)
      if pending.count == before { pending.remove(at: index) }
    }
  }

  /// Writes a snapshot whole or not at all; what keeps it from being written is told.
  private mutating func write(_ index: Int, groups: Groups, spool: inout Spool) {
    let snapshot = pending[index].snapshot
    do {
      try write(snapshot, before: pending[index].cut, groups: groups, spool: &spool)
      pending.remove(at: index)
    } catch {
      warn(command.name, "snapshot \(snapshot.fileName) not written: \(error)")
    }
  }

  private func write(
    _ snapshot: Snapshot, before end: SpoolCut?, groups: Groups, spool: inout Spool
  ) throws {
    var file = try AtomicFile(path: "\(folder)/\(snapshot.fileName)")
    var output: RecordOutput? = try RecordOutput(
      descriptor: file.descriptor, name: snapshot.fileName, csvColumns: columns, cut)
    try writeGroups(of: groups, snapshot, before: end, from: &spool, to: &output)
    try output?.flush()
    try file.commit()
  }

  private func writeGroups(
    of groups: Groups, _ snapshot: Snapshot, before end: SpoolCut?, from spool: inout Spool,
    to output: inout RecordOutput?
  ) throws {
    for place in groups.sorted {
      let group = groups[place]
      switch unit {
      case .records: guard !group.isFailed else { continue }
      case .groups:
        guard group.isCompleted, group.completion < snapshot.threshold else { continue }
      }
      try spool.deliver(group.chain, to: &output, sortedByTime: sortsByTime, before: end)
    }
  }
}
