import NDJSON
import Tables
import TimeSeries

/// Which groups of a table take part in a run, and which new ones.
struct GroupSelection: Sendable {
  /// The ids that take part, as text; nil for all.
  var names: [String]?
  /// The part of the groups that this run has: number `index` of `count`, the first being 1.
  var shard: (index: Int, count: Int)?
  /// How many groups take part at most.
  var limit: Int?
  /// How many records a group has at least to take part.
  var leastRecords = 1
  /// New groups in place of the table's: how many, and what their ids begin with.
  var synthetic: (count: Int, prefix: String)?

  /// The numbers of the table's groups that take part, in their order.
  func groups(of survey: TableSurvey) throws(TableFaults) -> [Int] {
    if names != nil, survey.groupColumn == nil {
      throw TableFaults("--groups needs --group-column")
    }
    let groups = survey.groups.indices.filter { survey.groups[$0].count >= leastRecords }
    if groups.isEmpty { throw TableFaults("no group has \(leastRecords) records") }
    return try choose(groups) { group in
      (survey.idText(of: group), survey.key(of: group))
    }
  }

  /// What is said of the groups that are too short; nil where none is.
  func note(on survey: TableSurvey) -> TableFault? {
    var lines = FaultLines()
    for group in survey.groups where group.count < leastRecords { lines.add(group.firstLine) }
    return lines.lines.first.map {
      TableFault(
        line: $0,
        "left out, as the group from here has fewer than \(leastRecords) records\(lines.others)")
    }
  }

  /// The groups of a list that take part, in its order.
  ///
  /// - Parameter id: A group's id as text, and the bytes that tell its shard.
  func choose<Group>(
    _ groups: [Group], id: (Group) -> (text: String, key: [UInt8])
  ) throws(TableFaults) -> [Group] {
    var groups = groups
    if let names {
      let wanted = Set(names)
      groups = groups.filter { wanted.contains(id($0).text) }
      let found = Set(groups.map { id($0).text })
      if let missing = names.first(where: { !found.contains($0) }) {
        throw TableFaults("no group \"\(missing)\"")
      }
    }
    // New groups take the place of these, and are what is then chosen from.
    if synthetic != nil { return groups }
    if shard != nil { groups = groups.filter { isOfShard(id($0).key) } }
    return limit.map { Array(groups.prefix($0)) } ?? groups
  }

  /// New groups, each with the range of one of the table's in turn.
  func synthesize(
    _ entries: [SeedPlan.Entry], _ survey: TableSurvey, _ layout: RecordLayout, _ mode: SeedMode
  ) throws(TableFaults) -> [SeedPlan.Entry] {
    guard let synthetic else { return entries }
    guard mode == .prefix, let column = survey.groupColumn else {
      throw TableFaults("--synthetic-groups needs --mode prefix and --group-column")
    }
    let wanted = max(survey.keys.count, 1)
    if survey.keys.count > 1, JoinedText.split(synthetic.prefix).count != wanted {
      throw TableFaults(
        "--synthetic-groups: \"\(synthetic.prefix)\" has not \(wanted) keys with a comma between")
    }
    guard !entries.isEmpty else { return [] }
    let isText = layout.columns.first { $0.source == column }?.schema.isText ?? true
    var made: [SeedPlan.Entry] = []
    for number in 1...synthetic.count {
      var text = Array("\(synthetic.prefix)\(number)".utf8)
      if let parts = survey.groupParts?.parts {
        let keys = JoinedText.split(text)
        for (part, key) in zip(parts, keys) where !part.takes(key) {
          throw TableFaults(
            "--synthetic-groups: \"\(String(decoding: key, as: UTF8.self))\" is not \(part.type),"
              + " as group column \"\(part.name)\" is")
        }
        text = JoinedText.join(keys)
      }
      if !isText, text.span.readCell(0..<text.count).kind != .integer {
        throw TableFaults(
          "--synthetic-groups: \"\(synthetic.prefix)1\" is no number as the group column has")
      }
      if shard != nil, !isOfShard(text) { continue }
      let entry = entries[(number - 1) % entries.count]
      made.append(
        SeedPlan.Entry(
          group: entry.group, range: entry.range, id: isText ? text.quotedAsJSON : text))
      if made.count == limit { break }
    }
    return made
  }

  /// Whether a group belongs to this run's part, by a hash of its id (FNV-1a, 64 bits).
  private func isOfShard(_ id: [UInt8]) -> Bool {
    guard let shard else { return true }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(hash % UInt64(shard.count)) == shard.index - 1
  }
}

extension GroupParts.Part {
  /// Whether a text is a value of the column's type.
  fileprivate func takes(_ text: [UInt8]) -> Bool {
    let kind = text.span.readCell(0..<text.count).kind
    return switch type {
    case "integer": kind == .integer
    case "number": kind == .integer || kind == .number
    case "boolean": kind == .boolean
    default: true
    }
  }
}

extension TableSurvey {
  /// The text of a group's id, without the quotes of JSON.
  func idText(of group: Int) -> String {
    let key = key(of: group)
    return String(decoding: isUntyped ? key : key.textOfJSON, as: UTF8.self)
  }
}
