internal import NDJSON

/// Writes the beginning of a group's next record: all of it that is known before it is generated.
///
/// The group is the group's, the time follows from the last one by the step; the model is left to
/// write the values. The spelling (white space, escapes, the digits of the time) is that of the
/// group's last record.
public struct Forcing: Sendable {
  /// How far the beginning goes.
  public enum Reach: Sendable {
    /// Through the opening quote of the next column's name: `{"g":"A","t":"…","`.
    case name
    /// Through that name and its colon, and the quote of a value that must be text:
    /// `{"g":"A","t":"…","value":`.
    case colon
  }

  private let groupColumn: String?
  private let timeColumn: String
  private let nextColumn: RecordShape.Column?
  private let clock: NextTimes
  private let reach: Reach

  /// Prepares for the records of a spec; throws where their beginning cannot be known.
  public init(_ spec: Spec, reach: Reach = .colon) throws(ForcingError) {
    let shape: RecordShape
    do throws(JSONError) {
      shape = try RecordShape(schema: spec.schema.span)
    } catch {
      throw .schema(error.description)
    }
    let first = (spec.groupColumn.map { [$0] } ?? []) + [spec.timeColumn]
    let names = shape.columns.map(\.name)
    guard names.starts(with: first) else {
      throw .order(columns: Array(names.prefix(first.count)), wanted: first)
    }
    groupColumn = spec.groupColumn
    timeColumn = spec.timeColumn
    nextColumn = shape.columns.dropFirst(first.count).first
    clock = try NextTimes(spec)
    self.reach = reach
  }

  /// What is to follow `current_prefill` in the prompt; nil where the next time is not known.
  ///
  /// Where the prefill ends within a record already, only what that one lacks is added.
  public func continuation(of group: GroupState) -> [UInt8]? {
    let prefill = group.currentPrefill
    let lines = prefill.split(separator: 0x0A, omittingEmptySubsequences: false)
    if let begun = lines.last, !begun.isEmpty { return completion(of: begun) }
    var format = clock.format
    var template: RecordTemplate?
    for line in lines {
      var time: [UInt8] = []
      let one = RecordTemplate(
        of: line.span, groupColumn: groupColumn, timeColumn: timeColumn, time: &time)
      guard let one else { continue }
      format.adoptSpelling(of: time.span)
      template = one
    }
    guard let next = clock.times(after: group, count: 1, format: format).first else { return nil }
    let spelled =
      template
      ?? RecordTemplate(
        groupColumn: groupColumn, groupID: group.groupID, timeColumn: timeColumn,
        hasQuotedTime: !clock.format.isElapsed)
    var bytes = spelled.beforeTime
    spelled.append(time: next, to: &bytes)
    appendNextColumn(spelled, to: &bytes)
    return bytes
  }

  private func appendNextColumn(_ template: RecordTemplate, to bytes: inout [UInt8]) {
    guard let nextColumn else { return }
    bytes.append(0x2C)
    bytes += template.afterComma
    guard reach == .colon else {
      bytes.append(0x22)
      return
    }
    let name = Array(nextColumn.name.utf8)
    if let spelled = template.nextName, (try? spelled.span.string) == nextColumn.name {
      bytes += spelled
    } else {
      template.appendString(name, to: &bytes)
    }
    bytes.append(0x3A)
    bytes += template.afterColon
    if nextColumn.isText { bytes.append(0x22) }
  }

  /// What a record lacks that ends at the opening quote of the next column's name.
  private func completion(of begun: ArraySlice<UInt8>) -> [UInt8] {
    guard reach == .colon, let nextColumn, begun.suffix(2).elementsEqual([0x2C, 0x22]) else {
      return []
    }
    var writer = JSONWriter()
    writer.string(nextColumn.name)
    return writer.bytes.dropFirst() + [0x3A] + (nextColumn.isText ? [0x22] : [])
  }
}

extension Span where Element == UInt8 {
  /// The text of the JSON string that these bytes are.
  fileprivate var string: String {
    get throws(JSONError) {
      var scanner = JSONScanner(self)
      return try string(of: scanner.value())
    }
  }
}
