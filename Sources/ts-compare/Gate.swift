import FilterTool

/// A bound that figures are held to: `--min` or `--max`.
struct Gate: Sendable {
  let metric: Metric
  /// The column, or the part, whose figures it is of; nil for all.
  let subject: String?
  let bound: Double
  let isMinimum: Bool
  /// What it is of, as it was given.
  let name: String

  /// Reads `NAME=VALUE`, where the name is that of a figure, perhaps with a column or a part.
  init(_ text: String, isMinimum: Bool) throws(UsageError) {
    guard let equals = text.lastIndex(of: "="),
      let bound = Double(text[text.index(after: equals)...]), bound.isFinite
    else { throw UsageError("not NAME=VALUE with a number") }
    name = String(text[..<equals])
    let words = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let metric = words.first.flatMap({ Metric(rawValue: String($0)) }) else {
      throw UsageError("not the name of a figure, as ts-compare(1) lists them")
    }
    self.metric = metric
    subject = words.count > 1 ? String(words[1]) : nil
    if metric == .part, let subject, Part(rawValue: subject) == nil {
      let known = Part.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("not one of the parts \(known)")
    }
    self.bound = bound
    self.isMinimum = isMinimum
  }

  /// What is wrong with some figures, a line for each; nothing where all are within the bound.
  func failures(_ figures: [Figure]) -> [String] {
    let mine = figures.filter { $0.metric == metric && concerns($0.subject) }
    if mine.isEmpty { return ["\(name): no such figure here, wanted \(wanted)"] }
    return mine.compactMap { figure in
      let name = figure.title
      guard let value = figure.value else {
        return "\(name): no value, wanted \(wanted): \(figure.reason ?? "")"
      }
      let rounded = value.rounded(decimals: 6)
      if isMinimum ? rounded >= bound : rounded <= bound { return nil }
      return "\(name): \(shown(rounded)), wanted \(wanted)"
    }
  }

  private func concerns(_ subject: Figure.Subject) -> Bool {
    guard let name = self.subject else { return true }
    return subject.columns.contains(name) || subject.part?.rawValue == name
  }

  private var wanted: String { "at \(isMinimum ? "least" : "most") \(shown(bound))" }
}

/// A number as a message has it.
private func shown(_ value: Double) -> String {
  Int(exactly: value).map { "\($0)" } ?? "\(value)"
}
