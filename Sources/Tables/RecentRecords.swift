import NDJSON

/// The text of the records around the first one that is out of order.
///
/// In a table without a group column they show which column would tell the groups apart.
struct RecentRecords: Sendable {
  /// How many records are kept before the one that is out of order, and after it.
  static let reach = 256

  private var ring: [[UInt8]] = []
  private var next = 0
  private var after = 0

  /// Takes a record in, unless enough are kept already.
  @inline(__always)
  mutating func add(_ bytes: Span<UInt8>, _ record: Range<Int>, isOutOfOrder: Bool) {
    if isOutOfOrder {
      if after == Self.reach { return }
      after &+= 1
    }
    if ring.count < 2 * Self.reach {
      ring.append(bytes.copy(record))
      return
    }
    ring[next].removeAll(keepingCapacity: true)
    unsafe bytes.extracting(record).withUnsafeBufferPointer {
      unsafe ring[next].append(contentsOf: $0)
    }
    next = (next &+ 1) % (2 * Self.reach)
  }

  /// The records in their order.
  var records: [[UInt8]] { Array(ring[next...] + ring[..<next]) }
}
