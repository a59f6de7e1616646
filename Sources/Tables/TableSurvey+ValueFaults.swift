package import TimeSeries

extension TableSurvey {
  /// The faults of the values: no value at all, no group, numbers that are not finite.
  package func valueFaults(time: Int?) -> [TableFault] {
    var faults: [TableFault] = []
    if let line = ungrouped.lines.first {
      let name = groupColumn.map { columns[$0].name } ?? ""
      faults.append(
        TableFault(line: line, "group column \"\(name)\" is empty\(ungrouped.others)"))
    }
    faults += sameNumberFaults + keys.flatMap(\.mixedKeyFaults)
    let names = columns.map(\.name).filter { !$0.isEmpty }
    let parts = (questions.timeParts?.names ?? []) + keys.map(\.name)
    for name in (questions.columns ?? []) + questions.droppedColumns
    where !names.contains(name) && !parts.contains(name) {
      faults.append(TableFault(line: 1, TableError.noColumn(name, among: names).description))
    }
    for column in columns.indices
    where column != time && column != groupColumn && !columns[column].isPassedOver {
      let profile = columns[column]
      guard let line = profile.nonFinite.lines.first, profile.hasNumbers else { continue }
      let text = profile.nonFinite.text
      let remedy = isUntyped ? "; --null \(text) would make such cells null" : ""
      faults.append(
        TableFault(
          line: line,
          "column \"\(profile.name)\": \(text) is no finite number\(profile.nonFinite.others)\(remedy)"
        ))
    }
    if !columns.indices.contains(where: {
      $0 != time && $0 != groupColumn && !columns[$0].isPassedOver
    }) {
      faults.append(TableFault(line: 1, "no column beside the group and the time: no value"))
    }
    return faults
  }
}

extension TableSurvey {
  /// Groups that are one number in two spellings, such as 1 and 1.0: nobody could tell them apart.
  private var sameNumberFaults: [TableFault] {
    guard let groupColumn, columns[groupColumn].isNumeric else { return [] }
    var spellings: [ExactNumber: Int] = [:]
    for group in groups.indices {
      let bytes = key(of: group)
      guard Double(String(decoding: bytes, as: UTF8.self)) != nil else { continue }
      let value = ExactNumber(0..<bytes.count, in: bytes.span)
      if let other = spellings.updateValue(group, forKey: value) {
        let key = String(decoding: bytes, as: UTF8.self)
        let first = String(decoding: self.key(of: other), as: UTF8.self)
        return [
          TableFault(
            line: groups[group].firstLine,
            "group \(key) is the same number as group \(first), spelled otherwise")
        ]
      }
    }
    return []
  }

  /// What the user is to know of a table that has no fault: records left out, and columns that are
  /// text for a few cells that are no number.
  package var notes: [TableFault] {
    var notes: [TableFault] = []
    if let line = dropped.lines.first {
      notes.append(
        TableFault(line: line, "off the step: left out (--on-off-step drop)\(dropped.others)"))
    }
    guard isUntyped else { return notes }
    if questions.columns == nil, let number = columns.firstIndex(where: { $0.name.isEmpty }) {
      notes.append(
        TableFault(line: 1, "column \(number + 1) has no name: passed over, as an index is"))
    }
    let columns = self.columns.enumerated().filter { keys.isEmpty || $0.offset != groupColumn }
      .map(\.element)
    for profile in columns where !profile.isPassedOver {
      guard profile.count(.string) == profile.filled, profile.words.count > 0,
        let sign = profile.words.text.foreignSign
      else { continue }
      let name = "column \"\(profile.name)\""
      notes.append(
        TableFault(
          line: profile.words.lines.first,
          "\(name) is text, since \"\(profile.words.text)\" has \(sign); write such numbers as 1234.5"
        ))
    }
    return notes
      + columns.compactMap { profile in
        let numbers = profile.count(.integer) + profile.count(.number)
        guard let line = profile.words.lines.first, numbers > profile.filled / 2 else { return nil }
        let text = profile.words.text
        return TableFault(
          line: line,
          "column \"\(profile.name)\" is text, since \"\(text)\" is no number; --null \(text) would"
            + " make such cells null")
      }
  }
}

extension TableSurvey {
  /// The columns that the group was made of; nil where it is one of the table.
  package var groupParts: GroupParts? {
    guard !keys.isEmpty else { return nil }
    return GroupParts(
      keys.map { .init(name: $0.name, type: $0.schema(.typeOnly).types.first ?? "string") })
  }
}

extension ColumnProfile {
  /// A key whose values are texts and numbers could not be had again from the group's text.
  fileprivate var mixedKeyFaults: [TableFault] {
    let types = schema(.typeOnly).types.filter { $0 != "null" }
    guard types.count > 1 else { return [] }
    return [
      TableFault(
        line: nil, "group column \"\(name)\" is \(types.joined(separator: " and ")), wanted one")
    ]
  }

  /// Whether the column has numbers and, but for infinities and NaN, nothing else.
  fileprivate var hasNumbers: Bool {
    let numbers = count(.integer) + count(.number)
    return numbers > 0 && numbers + count(.nonFinite) == filled
  }
}

extension String {
  /// What keeps a text of digits from being a number of JSON: a comma, a currency or %.
  fileprivate var foreignSign: String? {
    let digits = unicodeScalars.count { "0"..."9" ~= $0 }
    let rest = unicodeScalars.filter { !("0"..."9" ~= $0) && !"-+. ".unicodeScalars.contains($0) }
    guard digits > 0 else { return nil }
    if rest.isEmpty, hasPrefix(" ") || hasSuffix(" ") { return "a blank beside it" }
    let signs: [(String, String)] = [
      (",", "a comma"), ("%", "a % sign"), ("$", "a currency"), ("€", "a currency"),
      ("£", "a currency"), ("¥", "a currency"),
    ]
    guard let first = rest.first,
      rest.allSatisfy({ scalar in
        signs.contains { $0.0 == String(scalar) }
      })
    else { return nil }
    return signs.first { $0.0 == String(first) }?.1
  }
}
