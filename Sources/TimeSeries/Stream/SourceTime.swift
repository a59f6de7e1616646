import NDJSON

/// The time of records that are counted: a column beside the index, which never goes back.
public struct SourceTime: Equatable, Sendable {
  /// The column that holds it.
  public var column: String
  /// A strptime format, or `elapsed_seconds`.
  public var format: String
  /// How far one record is from the next, in microseconds; nil where that is left open.
  public var interval: Int64?

  /// A column that holds times of a format.
  public init(column: String, format: String, interval: Int64? = nil) {
    self.column = column
    self.format = format
    self.interval = interval
  }

  /// Reads the members of a scanned spec line; nil where it has none of them.
  init?(_ line: StreamLine, _ bytes: Span<UInt8>) throws(StreamError) {
    guard let column = try line.string(.sourceTimeColumn, of: bytes) else { return nil }
    guard let format = try line.string(.sourceTimeFormat, of: bytes) else {
      throw .missing(.sourceTimeFormat)
    }
    let interval = try line.timestamp(.sourceIntervalSeconds, of: bytes)
    if let interval, interval.microseconds <= 0 {
      throw .unexpected(.sourceIntervalSeconds, found: "0 or less", wanted: "a number above 0")
    }
    self.init(column: column, format: format, interval: interval?.microseconds)
  }

  /// Appends the members to a spec line that is open.
  func write(into writer: inout JSONWriter) {
    writer.member(.sourceTimeColumn, string: column)
    writer.member(.sourceTimeFormat, string: format)
    if let interval {
      writer.member(.sourceIntervalSeconds, seconds: Timestamp(microseconds: interval))
    }
  }
}

extension Spec {
  /// The columns that steer the run, and are no part of its output.
  public var controlColumns: [String] { [indexColumn, endColumn].compactMap(\.self) }
}
