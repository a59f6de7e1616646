import TimeSeries

/// A member of a line's state that is not what was computed.
struct Divergence: Equatable, Sendable {
  /// Which member it is.
  let member: Member
  /// What the line says.
  let found: String
  /// What was computed.
  let computed: String

  /// The first member in which a line's state differs from the computed one; nil if none does.
  ///
  /// What no stage computes, such as the group's own range, is not compared.
  static func between(found: GroupState, computed: GroupState) -> Divergence? {
    guard found != computed else { return nil }
    let pairs: [(Member, String, String)] = [
      (.round, "\(found.round)", "\(computed.round)"),
      (
        .lastTimestampSeconds, seconds(found.lastTimestamp), seconds(computed.lastTimestamp)
      ),
      (.totalValidRecords, "\(found.totalValidRecords)", "\(computed.totalValidRecords)"),
      (.totalInvalidRecords, "\(found.totalInvalidRecords)", "\(computed.totalInvalidRecords)"),
      (
        .lowValidFractionCount, "\(found.lowValidFractionCount)",
        "\(computed.lowValidFractionCount)"
      ),
      (.noProgressCount, "\(found.noProgressCount)", "\(computed.noProgressCount)"),
      (.completed, "\(found.completed)", "\(computed.completed)"),
      (.failed, "\(found.failed)", "\(computed.failed)"),
      (.currentPrefill, shown(found.currentPrefill), shown(computed.currentPrefill)),
    ]
    for (member, found, computed) in pairs where found != computed {
      return Divergence(member: member, found: found, computed: computed)
    }
    return nil
  }

  private static func seconds(_ time: Timestamp?) -> String {
    guard let time else { return "null" }
    var bytes: [UInt8] = []
    time.writeSeconds(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func shown(_ text: [UInt8]) -> String {
    "\"\(String(decoding: text, as: UTF8.self))\""
  }
}
