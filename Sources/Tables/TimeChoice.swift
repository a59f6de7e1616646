import TimeSeries

/// Why no column, or no format, can be taken for the time.
package enum TimeChoiceError: Error, Equatable, CustomStringConvertible {
  /// No column holds times.
  case noTimeColumn
  /// Several columns hold times, and nothing sets one apart.
  case severalColumns([String])
  /// Columns are parts of a time: these make one, and none of them is it.
  case parts([String])
  /// All records read in several formats, each as good as the other.
  case severalFormats(column: String, text: String, formats: [String])
  /// Numbers that would be seconds, and are something else by their size.
  case notSeconds(column: String, text: String, unit: TimeUnit)
  /// The first text of the column that was asked for has no shape of a time.
  case notTime(column: String, text: String)

  /// What is wrong, and which option settles it.
  package var description: String {
    switch self {
    case .noTimeColumn:
      "no column holds a time; give --time-column, or --interval for a table without times"
    case .severalColumns(let names):
      "columns \(names.map { "\"\($0)\"" }.joined(separator: " and ")) hold times;"
        + " give --time-column"
    case .parts(let names):
      "columns \(names.map { "\"\($0)\"" }.joined(separator: ", ")) are parts of a time; give"
        + " --time-from \(JoinedText.join(names).shellWord)"
    case .severalFormats(let column, let text, let formats):
      "time column \"\(column)\": \"\(text)\" and all other values read as"
        + " \(formats.joined(separator: " and as ")); give --time-format"
    case .notSeconds(let column, let text, let unit):
      "time column \"\(column)\": \"\(text)\" looks like \(unit.words);"
        + " --time-format elapsed_seconds takes it for seconds"
    case .notTime(let column, let text):
      "time column \"\(column)\": \"\(text)\" is no time of a known format; give --time-format"
    }
  }
}

/// The column taken for the time, read with one format.
package struct TimeChoice: Sendable {
  /// What is wrong with the column as a whole.
  package let column: TimeColumn
  /// Its times.
  package let track: TimeTrack
}

extension TableSurvey {
  /// Takes one of the columns for the time, and one format for it.
  package func chooseTime() throws(TimeChoiceError) -> TimeChoice {
    let column = try chooseTimeColumn()
    guard !column.tracks.isEmpty else {
      let text = String(decoding: column.unreadable.firstText, as: UTF8.self)
      throw .notTime(column: columns[column.column].name, text: text)
    }
    let track = try chooseTrack(of: column)
    let text = String(decoding: column.firstText, as: UTF8.self)
    if questions.timeFormat == nil, track.format.isElapsed {
      let large = String(decoding: column.unreadable.firstText, as: UTF8.self)
      if let unit = TimeUnit(large) {
        throw .notSeconds(column: columns[column.column].name, text: large, unit: unit)
      }
      if let unit = TimeUnit(track) {
        throw .notSeconds(column: columns[column.column].name, text: text, unit: unit)
      }
    }
    return TimeChoice(column: column, track: track)
  }

  private func chooseTimeColumn() throws(TimeChoiceError) -> TimeColumn {
    if questions.timeColumn != nil, let column = timeColumns.first { return column }
    let whole = timeColumns.filter(\.isWhole)
    guard !whole.isEmpty else {
      guard let column = timeColumns.first(where: { !$0.tracks.isEmpty }) else {
        throw .noTimeColumn
      }
      return column
    }
    let parts = timeParts
    let full = whole.filter { column in
      column.isFull && !(parts?.names.contains(columns[column.column].name) ?? false)
    }
    if let column = try best(of: full) { return column }
    let other = whole.filter { column in
      let name = columns[column.column].name
      return parts.map { !$0.names.contains(name) } ?? true
        || column.tracks.contains { $0.isRegular && $0.format.hasYears }
    }
    if let column = try best(of: other) { return column }
    if let column = full.first { return column }
    if let parts { throw .parts(parts.names) }
    return whole.first { isTimeName(columns[$0.column].name) } ?? whole[0]
  }

  /// The one of several columns whose times have one step, or else increase; nil where none has.
  private func best(of candidates: [TimeColumn]) throws(TimeChoiceError) -> TimeColumn? {
    for isGood in [\TimeTrack.isRegular, \TimeTrack.isIncreasing] {
      let good = candidates.filter { $0.tracks.contains { $0[keyPath: isGood] } }
      if good.count > 1 { throw .severalColumns(good.map { columns[$0.column].name }) }
      if let column = good.first { return column }
    }
    return nil
  }

  /// The columns that are parts of a time, and make one together; nil where there are none.
  ///
  /// A date is a part of a time only beside a time of day, and where it has none itself.
  private var timeParts: TimeParts? {
    let times = timeColumns.filter { column in
      column.tracks.contains { $0.format.text.contains("%d") && $0.format.text.contains("%H") }
    }.map(\.column)
    let names = columns.indices.filter {
      $0 != groupColumn && !columns[$0].isPassedOver && !times.contains($0)
    }.map { columns[$0].name }
    guard questions.timeColumn == nil, let parts = TimeParts(among: names) else { return nil }
    let isTime = timeColumns.contains { column in
      columns[column.column].name.lowercased() == "time"
        && column.tracks.contains { $0.format.isTimeOfDay }
    }
    return parts.hasTimeOfDay && !isTime
      ? TimeParts(among: names.filter { $0.lowercased() != "time" }) : parts
  }

  /// The format that reads the column best: dates before bare numbers, one step before several.
  private func chooseTrack(of column: TimeColumn) throws(TimeChoiceError) -> TimeTrack {
    var tracks: [TimeTrack] = []
    for track in column.tracks where !tracks.contains(where: { $0.hasSameTimes(as: track) }) {
      tracks.append(track)
    }
    tracks = tracks.withOneUnit
    for isGood in [\TimeTrack.isRegular, \TimeTrack.isIncreasing] {
      let good = tracks.filter { $0[keyPath: isGood] }
      if good.count == 1 { return good[0] }
      if good.count > 1 { tracks = good }
    }
    guard tracks.count > 1 else { return tracks[0] }
    throw .severalFormats(
      column: columns[column.column].name, text: String(decoding: column.firstText, as: UTF8.self),
      formats: tracks.map(\.format.text))
  }
}

extension TimeColumn {
  /// Whether the times have days.
  fileprivate var isFull: Bool { tracks.contains { $0.format.text.contains("%d") } }
}

extension TimestampFormat {
  /// Whether it is that of a year, or of a date.
  fileprivate var hasYears: Bool { text == "%Y" || text.contains("%d") }
}

extension TimeTrack {
  /// Whether both formats read the same times.
  fileprivate func hasSameTimes(as other: TimeTrack) -> Bool {
    clocks.count == other.clocks.count
      && zip(clocks, other.clocks).allSatisfy { $0?.first == $1?.first && $0?.last == $1?.last }
  }
}
