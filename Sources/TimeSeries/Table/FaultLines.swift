internal import NDJSON

/// Where a fault stands: its first few lines, how often it comes, and the first value.
public struct FaultLines: Sendable {
  /// How many lines are kept.
  public static let kept = 3

  /// The first few lines.
  public private(set) var lines: [Int] = []
  /// How often the fault comes.
  public private(set) var count = 0
  /// The text of the first one.
  public private(set) var firstText: [UInt8] = []

  /// No fault.
  public init() {}

  /// Notes a fault at a line.
  public mutating func add(_ line: Int) {
    count += 1
    if lines.count < Self.kept { lines.append(line) }
  }

  /// Notes a fault at a line, and the text that is at fault.
  public mutating func add(_ line: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    if count == 0 { firstText = bytes.copy(range) }
    add(line)
  }

  /// Takes in the same fault as it was found elsewhere.
  public mutating func merge(_ other: FaultLines) {
    lines = Array((lines + other.lines).sorted().prefix(Self.kept))
    count += other.count
  }

  /// ` (14 in all, lines 3, 9, 12, ...)` where there is more than the first one; else nothing.
  public var others: String {
    guard count > 1 else { return "" }
    let shown = lines.map(String.init).joined(separator: ", ")
    return " (\(count) in all, lines \(shown)\(count > lines.count ? ", ..." : ""))"
  }
}
