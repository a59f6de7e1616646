import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Where records go: JSON lines byte for byte, or the rows of a CSV table.
struct RecordOutput: ~Copyable {
  /// Where the bytes go.
  private var writer: LineWriter
  /// How many records have gone.
  private(set) var count = 0
  private var csv: CSVRecordWriter?

  /// An output of JSON lines, or of CSV with these columns, whose header goes first.
  init(descriptor: Int32, name: String, csvColumns: [String]?) throws {
    writer = LineWriter(
      descriptor: descriptor, name: name, interruption: Interrupts.descriptor)
    csv = csvColumns.map { CSVRecordWriter(columns: $0) }
    csv?.appendHeader()
    try moveRows()
  }

  /// Writes one record.
  mutating func write(_ record: Span<UInt8>) throws {
    count += 1
    guard csv != nil else { return try writeLine(record) }
    do throws(JSONError) {
      try csv?.append(record: record)
    } catch {
      throw Failure("an accepted record is not JSON: \(error)", .dataError)
    }
    try moveRows()
  }

  /// Writes what has been gathered.
  mutating func flush() throws {
    try writer.flush()
  }

  private mutating func writeLine(_ record: Span<UInt8>) throws {
    try writer.write(line: record)
  }

  private mutating func moveRows() throws {
    guard let rows = csv?.rows.bytes, !rows.isEmpty else { return }
    writer.pending.append(rows)
    csv?.removeAll()
    if writer.pendingCount >= 1 << 18 { try flush() }
  }
}
