import NDJSON
import TimeSeries

/// Writes the beginning of a group's next record: all of it that is known before it is generated.
///
/// The group is the group's, the time follows from the last one by the step; the model is left to
/// write the values. The spelling (white space, escapes, the digits of the time) is that of the
/// records in the group's prompt.
struct Forcing {
  /// How far the beginning goes.
  enum Reach: Sendable {
    /// Through the opening quote of the next column's name: `{"g":"A","t":"…","`.
    case name
    /// Through that name and its colon, and the quote of a value that must be text:
    /// `{"g":"A","t":"…","value":`.
    case colon
  }

  private let rules: RecordRules
  /// The columns of a record.
  let shape: RecordShape
  private let reach: Reach

  /// Prepares for the records of a spec; throws where their beginning cannot be known.
  init(_ rules: RecordRules, reach: Reach = .colon) throws(ForcingError) {
    try self.init(outlining: rules, reach: reach)
    let first = (rules.spec.groupColumn.map { [$0] } ?? []) + [rules.spec.timeColumn]
    let names = shape.columns.map(\.name)
    guard names.starts(with: first) else {
      throw .order(columns: Array(names.prefix(first.count)), wanted: first)
    }
  }

  /// Prepares for outlines only, for which the columns may stand in any order.
  init(outlining rules: RecordRules) throws(ForcingError) {
    try self.init(outlining: rules, reach: .colon)
  }

  private init(outlining rules: RecordRules, reach: Reach) throws(ForcingError) {
    self.rules = rules
    self.reach = reach
    guard rules.spec.step.isExact else { throw .step(rules.spec.step.name) }
    if let reason = rules.format.unwritableReason { throw .format(reason) }
    let schema = rules.spec.schema
    do throws(JSONError) {
      shape = try RecordShape(schema: schema.span)
    } catch {
      throw .schema(error.description)
    }
  }

  /// The next records of a group, at most `count`; empty where the next time is not known.
  func outlines(of group: GroupState, count: Int) -> [RecordOutline] {
    let spelling = RecordSpelling(of: group, rules, shape)
    return rules.nextTimes(of: group, count: count).compactMap { time in
      RecordOutline(shape, rules.spec, spelling, at: time)
    }
  }

  /// What is to follow `current_prefill` in the prompt; nil where the next time is not known.
  ///
  /// Where the prefill ends within a record already, only what that one lacks is added.
  func continuation(of group: GroupState) -> [UInt8]? {
    let begun = group.begunRecord
    guard let outline = outlines(of: group, count: 1).first else { return begun.isEmpty ? nil : [] }
    var whole = outline.beginning
    if reach == .name, let name = nextName(in: outline) {
      whole.removeLast(whole.count - name)
    }
    guard whole.starts(with: begun) else { return [] }
    return Array(whole.dropFirst(begun.count))
  }

  /// Where the name of the first open column begins, its quote passed.
  private func nextName(in outline: RecordOutline) -> Int? {
    guard case .known(let bytes) = outline.pieces.first, outline.pieces.count > 1 else {
      return nil
    }
    let end = bytes.lastIndex { $0 == 0x22 } ?? 0
    var start = end - 1
    while start > 0, bytes[start] != 0x22 || bytes[start - 1] == 0x5C { start -= 1 }
    return start + 1
  }
}

extension GroupState {
  /// The beginning of a record with which the prefill ends; empty where it ends with a line feed.
  var begunRecord: [UInt8] {
    let start = currentPrefill.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return Array(currentPrefill[start...])
  }
}
