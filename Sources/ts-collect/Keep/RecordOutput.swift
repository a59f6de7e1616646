import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Where records go: JSON lines byte for byte but for what is cut, or the rows of a CSV table.
struct RecordOutput: ~Copyable {
  /// Where the bytes go.
  private var writer: LineWriter
  /// How many records have gone.
  private(set) var count = 0
  private var csv: CSVRecordWriter?
  private var cut: RecordCut?

  /// An output of JSON lines, or of CSV with these columns, whose header goes first.
  ///
  /// - Parameter cut: What is done to a record before it goes; nil where it goes as it is.
  init(descriptor: Int32, name: String, csvColumns: [String]?, _ cut: RecordCut?) throws {
    self.cut = cut
    writer = LineWriter(
      descriptor: descriptor, name: name, interruption: Interrupts.descriptor)
    csv = csvColumns.map { CSVRecordWriter(columns: $0) }
    csv?.appendHeader()
    try moveRows()
  }

  /// Writes one record.
  mutating func write(_ record: Span<UInt8>) throws {
    count += 1
    do throws(JSONError) {
      try cut?.cut(record)
      if let rest = cut?.rest {
        try csv?.append(record: rest.span)
      } else {
        try csv?.append(record: record)
      }
    } catch {
      throw Failure("an accepted record is not JSON: \(error)", .dataError)
    }
    if csv != nil { return try moveRows() }
    guard let rest = cut?.rest else { return try writer.write(line: record) }
    try writer.write(line: rest.span)
  }

  /// Writes what has been gathered.
  mutating func flush() throws {
    try writer.flush()
  }

  private mutating func moveRows() throws {
    guard let rows = csv?.rows.bytes, !rows.isEmpty else { return }
    writer.pending.append(rows)
    csv?.removeAll()
    if writer.pendingCount >= 1 << 18 { try flush() }
  }
}
