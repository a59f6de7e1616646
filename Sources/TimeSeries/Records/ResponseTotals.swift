/// What a stream's responses came to, for a summary.
public struct ResponseTotals: Sendable {
  /// Records that hold.
  public var valid = 0
  /// Records that do not.
  public internal(set) var invalid = 0
  /// Bytes of text that belong to no record.
  public internal(set) var ignoredBytes = 0
  /// How often each category came, with the first message of each.
  public private(set) var faults: [FaultCategory: (count: Int, example: String)] = [:]

  /// Makes totals of nothing.
  public init() {}

  /// Counts an invalid record.
  public mutating func count(_ fault: Fault) {
    invalid += 1
    faults[fault.category, default: (0, fault.message)].count += 1
  }
}
