import TimeSeries

extension TableSurvey {
  /// Takes a column for one that may hold the time where its name or its first text says so.
  ///
  /// A number is a time only where the name says so.
  mutating func guessTimeColumn(_ column: Int, text: String) {
    if let format = questions.timeFormat, format.unit == nil {
      guard format.parse(Array(text.utf8).span) != nil else { return }
      timeColumns.append(TimeColumn(column: column, format: format))
      return
    }
    let formats = TimestampShape(text).formats
    guard !formats.isEmpty else { return }
    let isNumber = formats.contains { NumberUnit(formatName: $0) != nil }
    guard !isNumber || isTimeName(columns[column].name) else { return }
    if let format = questions.timeFormat {
      timeColumns.append(TimeColumn(column: column, format: format))
    } else {
      timeColumns.append(TimeColumn(column: column, zone: questions.timeZone))
    }
  }
}

/// Whether a column of this name is likely to hold the time.
func isTimeName(_ name: String) -> Bool {
  let name = name.lowercased()
  if timeNames.contains(name) { return true }
  let words = name.split { !$0.isLetter }.map(String.init)
  return words.contains { $0.hasSuffix("time") || $0.hasSuffix("date") || $0 == "timestamp" }
    || words.last == "at" || words.last == "ts" || words.first == "elapsed"
    || words.first == "epoch" || words.first == "unix"
}

private let timeNames: Set<String> = [
  "time", "timestamp", "ts", "t", "date", "datetime", "day", "month", "year", "quarter", "hour",
  "when", "elapsed", "elapsed_seconds", "seconds", "epoch", "period", "ds",
]
