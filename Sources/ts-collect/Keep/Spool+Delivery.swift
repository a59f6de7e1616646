import FilterTool
import NDJSON
import TimeSeries

/// The place in the spool before which a snapshot takes records.
struct SpoolCut {
  /// Where the last chunk begins of which some records are taken.
  let chunk: Int
  /// How many records of that chunk are taken.
  let count: Int
}

extension Spool {
  /// Writes the records of a group, in order of acceptance or of time.
  ///
  /// Only the second needs memory for the whole group; where each record must be later than the one
  /// before it, the two orders are the same.
  mutating func deliver(
    _ chain: Chain, to output: inout RecordOutput?, sortedByTime: Bool, before cut: SpoolCut? = nil
  ) throws {
    guard chain.first >= 0 else { return }
    var offset = chain.first
    var unsorted: [(time: Timestamp, record: [UInt8])] = []
    while true {
      if let cut, offset > cut.chunk { break }
      let chunk = try self.chunk(at: offset)
      let wanted = cut?.chunk == offset ? cut?.count ?? 0 : chunk.header.count
      if sortedByTime {
        var index = 0
        let times = chunk.times
        try chunk.forEachRecord(upTo: wanted) { record in
          unsorted.append((times[index], record.copy(0..<record.count)))
          index += 1
        }
      } else {
        try chunk.forEachRecord(upTo: wanted) { record in
          try output?.write(record)
        }
      }
      if chunk.header.next == 0 { break }
      offset = chunk.header.next
    }
    // Swift's sort keeps the order of equals, as the reference's does.
    unsorted.sort { $0.time < $1.time }
    for entry in unsorted { try output?.write(entry.record.span) }
  }
}

extension Chunk {
  /// Calls `body` with the first `count` records, in order.
  func forEachRecord(
    upTo count: Int, _ body: (Span<UInt8>) throws -> Void
  ) throws {
    let bytes = text.span
    var start = 0
    for _ in 0..<count {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) else { return }
      try body(bytes.extracting(start..<end))
      start = end + 1
    }
  }
}
