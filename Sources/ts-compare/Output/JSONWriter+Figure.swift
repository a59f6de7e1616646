import NDJSON

extension JSONWriter {
  /// Appends a figure as a line of NDJSON.
  mutating func line(_ figure: Figure) {
    beginObject()
    name("metric")
    string(figure.metric.rawValue)
    if figure.subject.columns.count == 1 {
      name("column")
      string(figure.subject.columns[0])
    } else if !figure.subject.columns.isEmpty {
      name("columns")
      beginArray()
      for column in figure.subject.columns { string(column) }
      endArray()
    }
    member("phase", figure.subject.phase?.rawValue)
    member("part", figure.subject.part?.rawValue)
    if figure.metric.isOfWindows {
      name("records")
      if let records = figure.records { integer(records) } else { null() }
    }
    name("value")
    rounded(figure.value)
    if figure.hasCeiling {
      name("ceiling")
      rounded(figure.ceiling)
    }
    if let real = figure.real {
      name("real")
      rounded(real)
    }
    member("reason", figure.reason)
    if let counts = figure.counts {
      member("n_real", counts.real)
      member("n_synthetic", counts.other)
    }
    if let skipped = figure.skipped { member("skipped", skipped) }
    if let worst = figure.worst {
      member("worst_group", worst.group)
      name("worst_value")
      rounded(worst.value)
    }
    member("note", figure.note)
    endObject()
    append(byte: UInt8(ascii: "\n"))
  }

  /// A number with six decimals at most; null where there is none.
  mutating func rounded(_ value: Double?) {
    if let value { double(value.rounded(decimals: 6)) } else { null() }
  }

  private mutating func member(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    self.name(name)
    string(text)
  }

  private mutating func member(_ name: StaticString, _ number: Int) {
    self.name(name)
    integer(number)
  }
}
