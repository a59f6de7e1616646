/// What the order of a table's file says of its times, before the records are brought into order.
struct FileOrder: Sendable {
  /// How many records have a time that reads.
  private(set) var timed = 0
  /// How many pairs of neighbours within a group there are.
  private(set) var pairs = 0
  /// How many of them have a second that is later.
  private(set) var later = 0
  /// How many of them are exactly one step apart.
  private(set) var oneStep = 0

  /// Reads the order of a table.
  ///
  /// - Parameter anchors: The day of the month on which each group's series begins.
  init(_ raw: RawTable, _ rule: StepRule?, _ anchors: [Int]) {
    var last: [Int] = []
    for record in 0..<raw.count {
      let (group, time) = (Int(raw.groups[record]), raw.times[record])
      guard time != RawTable.noTime else { continue }
      timed &+= 1
      guard group >= 0 else { continue }
      while last.count <= group { last.append(-1) }
      let before = last[group]
      last[group] = record
      guard before >= 0 else { continue }
      pairs &+= 1
      if time > raw.times[before] { later &+= 1 }
      guard let rule else { continue }
      let isOneStep = rule.isOneStep(
        from: raw.times[before], offset: raw.offsets.isEmpty ? 0 : raw.offsets[before], to: time,
        offset: raw.offsets.isEmpty ? 0 : raw.offsets[record],
        anchor: anchors[group])
      if isOneStep { oneStep &+= 1 }
    }
  }
}
