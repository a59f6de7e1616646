import NDJSON

/// Where a fault stands: its first few lines, how often it comes, and the first value.
package struct FaultLines: Sendable {
  /// How many lines are kept.
  package static let kept = 3

  /// The first few lines.
  package private(set) var lines: [Int] = []
  /// How often the fault comes.
  package private(set) var count = 0
  /// The text of the first one.
  package private(set) var firstText: [UInt8] = []

  /// No fault.
  package init() {}

  /// Notes a fault at a line.
  package mutating func add(_ line: Int) {
    count += 1
    if lines.count < Self.kept { lines.append(line) }
  }

  /// Notes a fault at a line, and the text that is at fault.
  package mutating func add(_ line: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) {
    if count == 0 { firstText = bytes.copy(range) }
    add(line)
  }

  /// Takes in the same fault as it was found elsewhere.
  package mutating func merge(_ other: FaultLines) {
    lines = Array((lines + other.lines).sorted().prefix(Self.kept))
    count += other.count
  }

  /// ` (14 in all, lines 3, 9, 12, ...)` where there is more than the first one; else nothing.
  package var others: String {
    guard count > 1 else { return "" }
    let shown = lines.map(String.init).joined(separator: ", ")
    return " (\(count) in all, lines \(shown)\(count > lines.count ? ", ..." : ""))"
  }
}
