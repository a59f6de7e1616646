package import FilterTool
package import Tables
package import TimeSeries

/// What a tool that reads a table is told of it by the options below.
package protocol TableSettings: Sendable {
  /// What is known of the table.
  var questions: TableSurvey.Questions { get set }
  /// The step between records; nil where it is to be found.
  var step: Step? { get set }
  /// How to read the table; nil where its content tells.
  var inputFormat: InputFormat? { get set }
}

extension TableSettings {
  /// An option that says how CSV is written, if one was given.
  package var optionOfCSV: String? {
    if !questions.nullTexts.isEmpty { return "--null" }
    return questions.seeksDelimiter ? nil : "--delimiter"
  }
}

extension Option where Settings: TableSettings {
  /// `--time-column`.
  package static var timeColumn: Self {
    .text(
      "time-column", "COLUMN",
      help: "the column that holds the time, if it is not to be found; - where none does"
    ) {
      $0.questions.hasNoTime = $1 == "-"
      $0.questions.timeColumn = $1 == "-" ? nil : $1
    }
  }

  /// `--time-from`.
  package static var timeFrom: Self {
    .text(
      "time-from", "NAME,...",
      help: "make the time of columns that are parts of it, such as year,month,day"
    ) { (settings, text) throws(UsageError) in
      guard let parts = TimeParts(JoinedText.split(text)) else {
        throw UsageError(
          "not the parts of a time, such as year,month,day,hour or year,quarter or date,time")
      }
      settings.questions.timeParts = parts
    }
  }

  /// `--time-format`.
  package static var timeFormat: Self {
    .text("time-format", "FORMAT", help: "its strptime format, or elapsed_seconds") {
      (settings, text) throws(UsageError) in
      do throws(TimestampFormatError) {
        settings.questions.timeFormat = try TimestampFormat(text)
      } catch {
        // The parser has named the format already.
        let prefix = "time format \(error.format.debugDescription): "
        throw UsageError(String(error.description.dropFirst(prefix.count)))
      }
    }
  }

  /// `--time-zone`.
  package static var timeZone: Self {
    .text("time-zone", "NAME", help: "the zone whose clocks show it, such as Europe/Berlin") {
      (settings, text) throws(UsageError) in
      settings.questions.timeZone = try Zone(ofSystem: text)
    }
  }

  /// `--interval`.
  package static var interval: Self {
    .text(
      "interval", "STEP",
      help: "the step between records: 900, 15m, 1h, 1mo, 1mo-end, 1bd, none or any"
    ) { (settings, text) throws(UsageError) in
      let step = Step(intervalText: text) { Duration(text: $0)?.wholeMicroseconds }
      guard let step else {
        throw UsageError("not a step such as 900, 15m, 1h, 1d, 1mo, 1y, 1mo-end, 1bd, none or any")
      }
      settings.step = step
    }
  }

  /// `--group-column`.
  package static var groupColumn: Self {
    .text(
      "group-column", "COLUMN,...",
      help: "the column that tells the series apart, or several that do together"
    ) {
      let keys = JoinedText.split($1)
      $0.questions.groupColumn = keys.count == 1 ? keys[0] : $1
    }
  }

  /// `--input-format`.
  package static var inputFormat: Self {
    .choice(
      "input-format", "FORMAT", of: InputFormat.self,
      help: "how to read the table, if not by its content"
    ) {
      $0.inputFormat = $1
    }
  }

  /// `--delimiter`.
  package static var delimiter: Self {
    .text(
      "delimiter", "CHARACTER",
      help: "what parts the cells of CSV, if it is not to be found; tab for TAB"
    ) { (settings, text) throws(UsageError) in
      settings.questions.seeksDelimiter = false
      settings.questions.delimiter = try cellDelimiter(text)
    }
  }

  /// `--null`.
  package static var null: Self {
    .text(
      "null", "TEXT", help: "the text of a CSV cell that is null, such as NA; may be given again"
    ) {
      $0.questions.nullTexts.append(Array($1.utf8))
    }
  }
}

private func cellDelimiter(_ text: String) throws(UsageError) -> UInt8 {
  if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
  guard let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\""),
    byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r")
  else { throw UsageError("not one ASCII character that can part cells") }
  return byte
}
