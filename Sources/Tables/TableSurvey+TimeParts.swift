import TimeSeries

extension TableSurvey {
  /// Passes over the columns that are no part of the records once the time is known, and says which
  /// only repeat parts of it; nil where none does.
  package mutating func passOver(besides time: TimeChoice?) -> TableFault? {
    if let wanted = questions.columns {
      for column in columns.indices
      where column != groupColumn && column != time?.column.column
        && !wanted.contains(columns[column].name)
      {
        columns[column].isPassedOver = true
      }
    }
    return time.flatMap { passOverParts(of: $0) }
  }

  /// Passes over the columns that only repeat parts of the time, and says so; nil where none does.
  ///
  /// They are known by their names, a year or a month among them, by the range of their numbers,
  /// and by their values in the records that were kept, wherever the clock is that they are read
  /// from.
  private mutating func passOverParts(of time: TimeChoice) -> TableFault? {
    guard time.track.format.text.contains("%d") else { return nil }
    let names = columns.map(\.name)
    let parts = columns.indices.filter { column in
      column != time.column.column && column != groupColumn && !columns[column].isPassedOver
        && TimeParts.isPart(
          names[column], from: columns[column].minimum?.value ?? 1,
          to: columns[column].maximum?.value ?? 1)
        && !(questions.columns?.contains(names[column]) ?? false)
    }
    guard parts.contains(where: { TimeParts.isYearOrMonth(names[$0]) }) else { return nil }
    var isSeen = false
    for record in groups.indices.prefix(20).flatMap(records) + recent.records {
      isSeen = true
      let values = values(of: record)
      guard values.count == columns.count, let text = values[time.column.column],
        let moment = time.track.format.parse(text.span)
      else { return nil }
      let own = parts.map { (names[$0], String(decoding: values[$0] ?? [], as: UTF8.self)) }
      if !TimeParts.areParts(own, of: moment) { return nil }
    }
    guard isSeen else { return nil }
    for column in parts { columns[column].isPassedOver = true }
    let words = parts.map { "\"\(names[$0])\"" }.joined(separator: ", ")
    return TableFault(
      line: 1,
      parts.count == 1
        ? "column \(words) is a part of the time: left out, unless --columns names it"
        : "columns \(words) are parts of the time: left out, unless --columns names them")
  }
}

extension TimeParts {
  /// Whether texts of columns with these names are what a clock somewhere shows at a time.
  fileprivate static func areParts(
    _ values: [(name: String, text: String)], of time: Timestamp
  ) -> Bool {
    (-14...14).contains { hours in
      let offset = Int64(hours) * 3_600_000_000
      guard let date = time.date(offset: offset) else { return false }
      let day = Timestamp.microsecondsPerDay
      let second = Int(((time.microseconds + offset) % day + day) % day / 1_000_000)
      return values.allSatisfy { name, text in
        isPart(name, text, of: date, second: second)
      }
    }
  }
}
