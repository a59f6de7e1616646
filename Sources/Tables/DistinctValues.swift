/// The distinct texts of a column and how often each comes, as long as they are few.
package struct DistinctValues: Sendable {
  /// More distinct texts than this are no list of choices, and are no longer counted.
  package static let limit = 256
  /// Fewer texts than this do not show that no new one is to be expected: after so many of which none
  /// was new, the next one is with a chance of 2 %.
  package static let least = 48

  /// Whether there were too many to go on.
  package private(set) var isExhausted = false

  private var table = KeyTable()
  private var counts: [Int] = []
  /// How many texts were counted, and how many of them when the latest new one came.
  private var total = 0
  private var latestNew = 0

  /// No text seen yet.
  package init() {}

  /// Counts the text at `range`.
  @inline(__always)
  package mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !isExhausted else { return }
    total &+= 1
    let (number, isNew) = table.insert(bytes, range)
    guard isNew else {
      counts[number] &+= 1
      return
    }
    counts.append(1)
    latestNew = total
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
  /// Choices are at most √rows texts, as the reference has it, and show that no new one is to be
  /// expected: none came first in the second half, and at most a row in a hundred has a text that
  /// comes once only, as that is the chance that the next row has a new one.
  package func choices(among rows: Int) -> [[UInt8]]? {
    let singles = counts.count { $0 == 1 }
    guard !isExhausted, total >= Self.least, counts.count * counts.count <= rows,
      singles * 100 <= rows, latestNew * 2 <= total
    else { return nil }
    return counts.indices.map { table[$0] }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
