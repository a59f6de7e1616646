/// The distinct texts of a column and how often each comes, as long as they are few.
package struct DistinctValues: Sendable {
  /// More distinct texts than this are no list of choices, and are no longer counted.
  package static let limit = 256

  /// Whether there were too many to go on.
  package private(set) var isExhausted = false

  private var table = KeyTable()
  private var counts: [Int] = []

  /// No text seen yet.
  package init() {}

  /// Counts the text at `range`.
  @inline(__always)
  package mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !isExhausted else { return }
    let (number, isNew) = table.insert(bytes, range)
    guard isNew else {
      counts[number] &+= 1
      return
    }
    counts.append(1)
    if counts.count > Self.limit { giveUp() }
  }

  /// Stops counting.
  @inline(__always)
  package mutating func giveUp() {
    if !isExhausted { forget() }
  }

  @inline(never)
  private mutating func forget() {
    isExhausted = true
    table = KeyTable()
    counts = []
  }

  /// The texts, in the order in which they came; none where there were too many.
  package var texts: [[UInt8]] { counts.indices.map { table[$0] } }

  /// The texts, sorted, where they are choices among `rows`; nil where they are not.
  ///
  /// Choices are at most √rows texts, of which at most ∛rows come once only, as the reference has
  /// it.
  package func choices(among rows: Int) -> [[UInt8]]? {
    let singles = counts.count { $0 == 1 }
    guard !isExhausted, !counts.isEmpty, counts.count * counts.count <= rows,
      singles * singles * singles <= rows
    else { return nil }
    return counts.indices.map { table[$0] }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
