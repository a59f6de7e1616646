/// What takes the records of a table in as they are read: CSV rows after their header, or objects.
package protocol RecordSink: ~Copyable {
  /// Takes the header of a CSV table in.
  mutating func observe(header: Span<UInt8>, cells: [CSVCell]) throws(TableError)

  /// Takes a row of a CSV table in.
  mutating func observe(
    row: Range<Int>, of bytes: Span<UInt8>, cells: [CSVCell], line: Int
  ) throws(TableError)

  /// Takes a record of an NDJSON table in: one line, which must be an object.
  mutating func observe(record bytes: Span<UInt8>, line: Int) throws(TableError)
}

extension TableSurvey: RecordSink {}
