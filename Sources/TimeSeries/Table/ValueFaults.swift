extension TableSurvey {
  /// The faults of the values: no value at all, no group, numbers that are not finite.
  func valueFaults(time: Int?) -> [TableFault] {
    var faults: [TableFault] = []
    if let line = ungrouped.lines.first {
      let name = groupColumn.map { columns[$0].name } ?? ""
      faults.append(
        TableFault(line: line, "group column \"\(name)\" is empty\(ungrouped.others)"))
    }
    for column in columns.indices where column != time && column != groupColumn {
      let profile = columns[column]
      guard let line = profile.nonFinite.lines.first, profile.hasNumbers else { continue }
      faults.append(
        TableFault(
          line: line,
          "column \"\(profile.name)\": \(profile.nonFinite.text) is no finite number"
            + profile.nonFinite.others))
    }
    if !columns.indices.contains(where: { $0 != time && $0 != groupColumn }) {
      faults.append(TableFault(line: 1, "no column beside the group and the time: no value"))
    }
    return faults
  }
}

extension ColumnProfile {
  /// Whether the column has numbers and, but for infinities and NaN, nothing else.
  fileprivate var hasNumbers: Bool {
    let numbers = count(.integer) + count(.number)
    return numbers > 0 && numbers + count(.nonFinite) == filled
  }
}
