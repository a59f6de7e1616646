import Tables
import TimeSeries

extension SeedSettings {
  /// The digest of a table and of those options that the spec does not show; nil where the bytes of
  /// the table are not known.
  func digest(of survey: TableSurvey) -> String? {
    guard var digest = survey.digest else { return nil }
    let (asked, usual) = (survey.questions, TableSurvey.Questions())
    let nullTexts = asked.nullTexts.map { "\($0)" }.joined(separator: " ")
    let options: [(String, String, String)] = [
      ("from-end", "\(asked.keepsLast)", "\(usual.keepsLast)"),
      ("split", asked.splitStep.text, "0"),
      ("null", nullTexts, ""),
      ("delimiter", "\(asked.delimiter)", "\(usual.delimiter)"),
      ("columns", asked.columns?.joined(separator: ",") ?? "", ""),
      ("drop", asked.droppedColumns.joined(separator: ","), ""),
      ("start", start ?? "", ""), ("stop", stop ?? "", ""),
      ("extend", continuation.map { "\($0)" } ?? "", ""),
      ("gaps", "\(tolerance.keepsGaps)", "false"),
      ("off steps", "\(tolerance.keepsOffSteps)", "false"), ("kept", asked.keptStep.text, "0"),
      ("spelling", "\(spelling)", "source"),
      ("sort", "\(asked.sorts)", "false"),
      ("time from", asked.timeParts?.names.joined(separator: ",") ?? "", ""),
      ("end", sequence?.end ?? "", ""), ("index", sequence?.index ?? "", ""),
    ]
    // Only what is not usual counts, so that a new option does not change the digest of old runs.
    for (name, value, usual) in options where value != usual { digest.add("\(name) \(value)") }
    digest.add(selection)
    return digest.hexadecimal
  }
}

extension TableDigest {
  /// Takes the choice of groups, unless all take part.
  mutating func add(_ selection: GroupSelection) {
    if let names = selection.names { for name in names.sorted() { add("group \(name)") } }
    if selection.leastRecords > 1 { add("least \(selection.leastRecords)") }
    if let shard = selection.shard { add("shard \(shard.index)/\(shard.count)") }
    if let limit = selection.limit { add("limit \(limit)") }
    if let new = selection.synthetic { add("new \(new.count) \(new.prefix)") }
  }
}

extension Step? {
  /// The step as a digest takes it: microseconds, or how it is spelled.
  fileprivate var text: String {
    switch self {
    case nil: "0"
    case .fixed(let microseconds): "\(microseconds)"
    case let step?: step.words
    }
  }
}
