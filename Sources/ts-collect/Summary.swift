import FilterTool
import NDJSON
import TimeSeries

/// What is told of a run at its end.
struct Summary {
  let status: RunStatus
  let totals: RunTotals
  let groups: Groups
  /// How many groups the run has, begun or not.
  let groupCount: Int
  let delivered: Int
  /// Those accepted since this process began.
  let newRecords: Int
  let seconds: Double

  /// The lines for a person, 12 at most.
  var lines: [String] {
    let accepted = totals.accepted
    let rate = decimals(Double(newRecords) / max(seconds, 0.001))
    let short = groups.short > 0 ? " (\(groups.short) short)" : ""
    var lines = [
      "\(status.rawValue): \(groups.completed) of \(counted(groupCount, "group")) complete\(short), "
        + "\(groups.failed) failed, \(unfinished) unfinished",
      "\(delivered) of \(counted(accepted, "accepted record")) delivered, "
        + "\(counted(totals.rounds, "round")), \(decimals(seconds)) s (\(rate) a second)",
      "\(percent(totals.validFraction)) of the kept responses' records valid: \(totals.invalid) "
        + "invalid, \(totals.discarded) discarded, \(totals.trimmed) after the stop",
    ]
    if totals.completionTokens > 0 {
      let share = accepted > 0 ? ", \(decimals(tokensPerRecord)) completion tokens a record" : ""
      let kept = totals.cachedTokens > 0 ? " (\(totals.cachedTokens) cached)" : ""
      let cost = totals.cost.map { ", cost \(money($0))" } ?? ""
      lines.append(
        "\(totals.promptTokens) prompt\(kept) and \(totals.completionTokens) completion tokens"
          + share + cost)
    }
    if !totals.faults.isEmpty {
      let faults = sortedFaults.prefix(5).map { "\($0.key) \($0.value)" }
      lines.append("faults: " + faults.joined(separator: ", "))
    }
    return lines + endings(of: "failed") { $0.isFailed }
      + endings(of: "unfinished") { !$0.hasEnded && $0.lastFault != nil }
  }

  /// Writes the summary as one JSON object; `fractions` writes the rounds' valid shares.
  func write(
    into writer: inout LineWriter, fractions: (inout LineWriter) throws -> Void
  ) throws {
    writeCounts(into: &writer.pending)
    writer.pending.name("batch_valid_record_fractions")
    writer.pending.beginArray()
    try fractions(&writer)
    writer.pending.endArray()
    writeFaults(into: &writer.pending)
    writeGroups(into: &writer.pending)
    writer.pending.endObject()
    try writer.endLine()
  }

  private func writeCounts(into json: inout JSONWriter) {
    json.beginObject()
    json.name("status")
    json.string(status.rawValue)
    let counts: [(String, Int)] = [
      ("num_groups", groupCount), ("num_complete_groups", groups.completed),
      ("num_short_groups", groups.short), ("num_failed_groups", groups.failed),
      ("num_unfinished_groups", unfinished),
      ("num_output_records", delivered), ("num_valid_records", totals.accepted),
      ("num_invalid_records", totals.invalid), ("num_discarded_records", totals.discarded),
      ("num_trimmed_records", totals.trimmed), ("num_rounds", totals.rounds),
      ("num_prompts", totals.prompts), ("num_requests", totals.requests),
      ("num_errors", totals.errors), ("prompt_tokens", totals.promptTokens),
      ("completion_tokens", totals.completionTokens),
    ]
    for (name, value) in counts {
      json.name(name)
      json.integer(value)
    }
    if totals.cachedTokens > 0 {
      json.name("cached_tokens")
      json.integer(totals.cachedTokens)
    }
    if let cost = totals.cost {
      json.name("cost")
      json.double(money(cost))
    }
    json.name("completion_tokens_per_accepted_record")
    let isKnown = totals.accepted > 0 && totals.completionTokens > 0
    if isKnown { json.double(tokensPerRecord) } else { json.null() }
    json.name("valid_record_fraction")
    json.double(totals.validFraction)
    json.name("elapsed_time")
    json.double((seconds * 1000).rounded() / 1000)
    json.name("all_groups_succeeded")
    json.boolean(status == .complete && groups.unfinished == 0)
  }

  private func writeFaults(into json: inout JSONWriter) {
    json.name("faults")
    json.beginObject()
    for (category, count) in sortedFaults {
      json.name(category)
      json.integer(count)
    }
    json.endObject()
  }

  private func writeGroups(into json: inout JSONWriter) {
    for (name, isListed) in [
      ("short_groups", { $0.isShort }), ("failed_groups", { $0.isFailed }),
      ("unfinished_groups", { !$0.hasEnded }),
    ] as [(String, (Group) -> Bool)] {
      json.name(name)
      json.beginArray()
      for place in groups.sorted where isListed(groups[place]) {
        writeGroup(groups[place], into: &json)
      }
      json.endArray()
    }
  }

  private func writeGroup(_ group: Group, into json: inout JSONWriter) {
    json.beginObject()
    json.name("group_id")
    json.raw(group.key.json)
    json.name("rounds")
    json.integer(Int(group.round))
    json.name("records")
    json.integer(Int(group.totalValidRecords))
    if let failure = group.failure?.reason {
      json.name("reason")
      json.string(failure.rawValue)
    }
    json.name("last_fault")
    if let fault = group.lastFault { json.string(fault) } else { json.null() }
    json.endObject()
  }

  /// Those that have not ended, seen or not.
  private var unfinished: Int { groupCount - groups.completed - groups.failed }

  private var tokensPerRecord: Double {
    Double(totals.completionTokens) / Double(max(totals.accepted, 1))
  }

  private var sortedFaults: [(key: String, value: Int)] {
    totals.faults.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  }

  /// Up to three lines that name groups which did not complete.
  private func endings(of kind: String, _ isListed: (Group) -> Bool) -> [String] {
    let places = groups.sorted.filter { isListed(groups[$0]) }
    var lines = places.prefix(places.count > 3 ? 2 : 3).map { place in
      let group = groups[place]
      let reason = group.failure?.reason.map { " (\($0.rawValue))" } ?? ""
      return "\(group.title) \(kind)\(reason) after \(counted(Int(group.round), "round"))"
        + (group.lastFault.map { ": \($0)" } ?? "")
    }
    if places.count > 3 { lines.append("and \(places.count - 2) more \(kind)") }
    return lines
  }

  private func decimals(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return "\(tenths)"
  }

  private func percent(_ fraction: Double) -> String { "\(decimals(fraction * 100)) %" }
}

/// An amount of money to a millionth, without what adding up has left behind it.
func money(_ amount: Double) -> Double { (amount * 1_000_000).rounded() / 1_000_000 }
