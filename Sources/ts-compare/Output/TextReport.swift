/// The figures as a table for people: each area with its figure, the ceiling beside it, a bar, and
/// the lowest column or group.
struct TextReport {
  private struct Row {
    var name: String
    var value: Double?
    var ceiling: Double?
    var real: Double?
    /// Whether the value is a share, which a bar can show.
    var isShare = true
    var remark: String

    /// What some figures have in common: the mean of each.
    init(_ name: String, _ figures: [Figure], remark: String = "") {
      self.name = name
      value = mean(figures.compactMap(\.value))
      ceiling = mean(figures.compactMap(\.ceiling))
      real = mean(figures.compactMap(\.real))
      self.remark = value == nil ? figures.first?.reason ?? "" : remark
    }
  }

  private static let barWidth = 20
  private let figures: [Figure]
  private let hasCeiling: Bool

  init(_ figures: [Figure]) {
    self.figures = figures
    hasCeiling = figures.contains { $0.hasCeiling }
  }

  /// The lines of the table.
  var text: String {
    let areas: [(String, [Row])] = [
      (Metric.fidelity.rawValue, partRows), ("structure", rows(Self.structure)),
      ("shown only", rows(Self.others)),
      ("privacy", rows(Self.copying)),
    ]
    let shown = areas.filter { $0.0 == Metric.fidelity.rawValue || !$0.1.isEmpty }
    let names = shown.flatMap { [$0.0] + $0.1.map { "  " + $0.name } }
    let width = names.map(\.count).max() ?? 0
    var text = padded("", width) + "   figure"
    if hasCeiling { text += "  ceiling" }
    text += "     real\n"
    for (area, rows) in shown {
      text += area == Metric.fidelity.rawValue ? line(fidelityRow, width, indent: "") : area + "\n"
      for row in rows { text += line(row, width, indent: "  ") }
    }
    return text
  }

  private static let structure: [Metric] = [
    .timeValid, .order, .step, .complete, .unique, .groups, .lengths, .typed,
  ]
  private static let others: [Metric] = [.rangeCoverage, .inRange, .missing, .correlation]
  private static let copying: [Metric] = [
    .copies, .longestCopy, .nearestDistance, .nearestRatio, .nearestShare, .privacy,
  ]

  private var fidelityRow: Row {
    Row(Metric.fidelity.rawValue, figures.filter { $0.metric == .fidelity })
  }

  /// A row for each part that has a line, with a value or without.
  private var partRows: [Row] {
    Part.allCases.compactMap { part in
      let own = figures.filter { part.metrics.contains($0.metric) }
      let figure = figures.first { $0.subject.part == part }
      if own.isEmpty { return nil }
      return Row(part.rawValue, figure.map { [$0] } ?? own, remark: lowest(of: own))
    }
  }

  /// A row for each metric that has a line.
  private func rows(_ metrics: [Metric]) -> [Row] {
    metrics.compactMap { metric in
      let own = figures.filter { $0.metric == metric }
      guard let first = own.first else { return nil }
      let name = metric.rawValue + (first.records.map { " of \($0)" } ?? "")
      var row = Row(name, own, remark: own.count > 1 ? lowest(of: own) : "")
      row.isShare = metric != .longestCopy && metric != .nearestDistance
      if let note = first.note { row.remark = note }
      return row
    }
  }

  /// Which of some figures is the lowest, and of which group most of all.
  private func lowest(of figures: [Figure]) -> String {
    let known = figures.compactMap { figure in figure.value.map { (figure, $0) } }
    guard let (figure, value) = known.min(by: { $0.1 < $1.1 }), value < 1 else { return "" }
    let name =
      figure.subject.columns.joined(separator: ",")
      + (figure.subject.phase.map { " \($0.rawValue)" } ?? "")
    var text = "lowest: \(figure.metric.rawValue) \(name) \(value.fixed(decimals: 3))"
    if let worst = figure.worst {
      text += ", group \(worst.group) \(worst.value.fixed(decimals: 3))"
    }
    return text
  }

  private func line(_ row: Row, _ width: Int, indent: String) -> String {
    let digits = row.isShare ? 3 : row.name == Metric.longestCopy.rawValue ? 0 : 6
    var text = padded(indent + row.name, width) + cell(row.value, digits)
    if hasCeiling { text += cell(row.ceiling, digits) }
    text += row.real == nil ? String(repeating: " ", count: 9) : cell(row.real, digits)
    if row.isShare, let value = row.value {
      let count = Int((min(max(value, 0), 1) * Double(Self.barWidth)).rounded())
      let dots = String(repeating: ".", count: Self.barWidth - count)
      text += "  " + String(repeating: "#", count: count) + dots
    } else if !row.remark.isEmpty {
      text += String(repeating: " ", count: Self.barWidth + 2)
    }
    if !row.remark.isEmpty { text += "  " + row.remark }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }

  private func cell(_ value: Double?, _ digits: Int) -> String {
    let text = value.map { $0.fixed(decimals: digits) } ?? "-"
    return String(repeating: " ", count: max(9 - text.count, 1)) + text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
