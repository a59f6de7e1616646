import FilterTool
import NDJSON
import TimeSeries

/// Where a run stands, as progress tells it.
struct RunStanding {
  let status: RunStatus
  let records: Int
  /// Those accepted since this process began.
  let newRecords: Int
  let expected: Int?
  let done: Int
  let active: Int
  let failed: Int
  let seconds: Double
  let validFraction: Double
  /// What the answers cost so far; nil where no line says.
  let cost: Double?

  private var rate: Double { Double(newRecords) / max(seconds, 0.001) }

  /// How many seconds are left at the rate so far; nil where it cannot be told.
  private var secondsLeft: Int? {
    guard let expected, newRecords > 0, expected >= records else { return nil }
    return Int(exactly: (Double(expected - records) / rate).rounded(.up))
  }

  /// One line for a person.
  var text: String {
    let share = expected.map { _ in "\(records) of " } ?? ""
    var text = share + counted(expected ?? records, "record")
    text += ", groups \(done) done \(active) active \(failed) failed, "
    text += "\((rate * 10).rounded() / 10) records/s, "
    text += "\(Int((validFraction * 100).rounded())) % valid"
    if let cost { text += ", cost \(money(cost))" }
    if let left = secondsLeft { text += ", \(clock(left)) left" }
    return text
  }

  /// One JSON object for a machine.
  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.name("status")
    json.string(status.rawValue)
    json.name("records")
    json.integer(records)
    json.name("expected_records")
    if let expected { json.integer(expected) } else { json.null() }
    for (name, value) in [
      ("groups_complete", done), ("groups_active", active), ("groups_failed", failed),
    ] {
      json.name(name)
      json.integer(value)
    }
    json.name("records_per_second")
    json.double((rate * 10).rounded() / 10)
    json.name("valid_record_fraction")
    json.double(validFraction)
    if let cost {
      json.name("cost")
      json.double(money(cost))
    }
    json.name("seconds")
    json.double((seconds * 10).rounded() / 10)
    json.name("seconds_left")
    if let left = secondsLeft { json.integer(left) } else { json.null() }
    json.endObject()
    json.append(byte: UInt8(ascii: "\n"))
    return json.bytes
  }

  private func clock(_ seconds: Int) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
  }
}
