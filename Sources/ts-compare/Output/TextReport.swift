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
    var remark = ""
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
      ("fidelity", partRows), ("structure", rows(Self.structure)),
      ("shown only", rows(Self.others)),
      ("privacy", rows(Self.copying)),
    ]
    let shown = areas.filter { !$0.1.isEmpty }
    let names = shown.flatMap { [$0.0] + $0.1.map { "  " + $0.name } }
    let width = names.map(\.count).max() ?? 0
    var text = padded("", width) + "   figure"
    if hasCeiling { text += "  ceiling" }
    text += "     real\n"
    for (area, rows) in shown {
      text += area == "fidelity" ? line(fidelityRow, width, indent: "") : area + "\n"
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
    let figure = figures.first { $0.metric == .fidelity }
    return Row(
      name: "fidelity", value: figure?.value, ceiling: figure?.ceiling,
      remark: figure?.reason ?? "")
  }

  private var partRows: [Row] {
    figures.filter { $0.metric == .part }.map { figure in
      let part = figure.subject.part ?? .values
      let own = figures.filter { part.metrics.contains($0.metric) }
      return Row(
        name: part.rawValue, value: figure.value, ceiling: figure.ceiling, remark: lowest(of: own))
    }
  }

  /// A row for each metric that has a line: the mean of its lines.
  private func rows(_ metrics: [Metric]) -> [Row] {
    metrics.compactMap { metric in
      let own = figures.filter { $0.metric == metric }
      guard let first = own.first else { return nil }
      var row = Row(
        name: metric.rawValue, value: mean(own.compactMap(\.value)),
        ceiling: mean(own.compactMap(\.ceiling)), real: mean(own.compactMap(\.real)))
      row.isShare = metric != .longestCopy && metric != .nearestDistance
      if let records = first.records { row.name += " of \(records)" }
      if own.count > 1 { row.remark = lowest(of: own) }
      if row.value == nil { row.remark = first.reason ?? "" }
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
    var text = "lowest: \(figure.metric.rawValue) \(name) \(fixed(value))"
    if let worst = figure.worst { text += ", group \(worst.group) \(fixed(worst.value))" }
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
    let text = value.map { fixed($0, digits) } ?? "-"
    return String(repeating: " ", count: max(9 - text.count, 1)) + text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}

/// A number with just so many decimals.
private func fixed(_ value: Double, _ digits: Int = 3) -> String {
  var power = 1.0
  for _ in 0..<digits { power *= 10 }
  let scaled = (value.magnitude * power).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let digitsOfValue = String(Int(scaled))
  let zeros = String(repeating: "0", count: max(digits + 1 - digitsOfValue.count, 0))
  let text = zeros + digitsOfValue
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return digits == 0 ? sign + text : sign + text.dropLast(digits) + "." + text.suffix(digits)
}
