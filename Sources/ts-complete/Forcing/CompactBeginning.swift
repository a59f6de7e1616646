import NDJSON
import TimeSeries

/// The beginning of a record in compact JSON: the group, the time, and the next column's name.
struct CompactBeginning {
  private let beforeGroup: [UInt8]?
  private let beforeTime: [UInt8]
  private let afterTime: [UInt8]

  /// Prepares for columns of which the group and the time are the first.
  init(_ shape: RecordShape, _ spec: Spec) {
    let columns = shape.columns
    let isGrouped = spec.groupColumn != nil
    beforeGroup = isGrouped ? [0x7B] + columns[0].quotedName + [0x3A] : nil
    beforeTime = [isGrouped ? 0x2C : 0x7B] + columns[isGrouped ? 1 : 0].quotedName + [0x3A]
    guard let next = columns.dropFirst(isGrouped ? 2 : 1).first else {
      afterTime = []
      return
    }
    afterTime = [0x2C] + next.quotedName + [0x3A] + (next.isText ? [0x22] : [])
  }

  /// Writes it at a time; false where the time cannot be written.
  func write(
    _ time: Timestamp, of group: GroupState, _ rules: RecordRules, into writer: inout JSONWriter
  ) -> Bool {
    if let beforeGroup {
      writer.append(beforeGroup)
      writer.append(group.groupID)
    }
    writer.append(beforeTime)
    var text: [UInt8] = []
    guard rules.format.write(time, into: &text) else { return false }
    writer.string(text.span)
    writer.append(afterTime)
    return true
  }
}
