import Foundation
import NDJSON
import TimeSeries

/// One case of the conformance vectors: a completion, and what the reference makes of it.
struct VectorCase: Sendable {
  /// Which records of a completion hold, and which do not.
  struct Outcome: Equatable, Sendable {
    var valid: [[UInt8]] = []
    var seconds: [String] = []
    var invalid: [[UInt8]] = []
    var categories: [String] = []
  }

  let name: String
  let spec: Spec
  let state: GroupState
  let text: [UInt8]
  /// What the reference gives; nil where it raises an exception.
  let expected: Outcome?

  /// Reads the cases of a file.
  static func cases(of file: URL) throws -> [VectorCase] {
    try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
      try VectorCase(Array($0))
    }
  }

  private init(_ line: [UInt8]) throws {
    let members = try line.jsonMembers()
    let spec = try members.json("spec").jsonMembers()
    name = try members.string("name")
    self.spec = try VectorCase.spec(spec)
    text = try members.json("text").jsonText()
    var state = GroupState(groupID: members["group_id"] ?? Array("null".utf8), prefill: [])
    if let last = members["last_timestamp_seconds"] {
      state.lastTimestamp = Timestamp(seconds: last.span)
    }
    self.state = state
    expected = try VectorCase.outcome(try members.json("expect").jsonMembers())
  }

  private static func spec(_ members: [String: [UInt8]]) throws -> Spec {
    var step = Step.any
    let json = try members.json("interval_seconds")
    if let interval = Timestamp(seconds: json.span) {
      step = .fixed(microseconds: interval.microseconds)
    }
    var spec = Spec(
      schema: try members.json("schema"), timeColumn: try members.string("time_column"),
      timeFormat: try members.string("time_format"), step: step)
    spec.groupColumn = try? members.string("group_column")
    return spec
  }

  private static func outcome(_ members: [String: [UInt8]]) throws -> Outcome? {
    guard members["raises"] == nil else { return nil }
    var outcome = Outcome()
    outcome.valid = try members.json("valid").jsonElements().map { try $0.jsonText() }
    outcome.invalid = try members.json("invalid").jsonElements().map { try $0.jsonText() }
    outcome.seconds = try members.json("seconds").jsonElements().map {
      String(decoding: $0, as: UTF8.self)
    }
    outcome.categories = try members.json("errors").jsonElements().map { error in
      String(decoding: try error.jsonElements()[1].jsonText(), as: UTF8.self)
    }
    return outcome
  }

  /// What our walk gives; nil where the spec is refused.
  func outcome() throws -> Outcome? {
    let rules: RecordRules
    do throws(SpecError) { rules = try RecordRules(spec) } catch { return nil }
    var walk = ResponseWalk(rules)
    try walk.begin(state)
    var outcome = Outcome()
    var start = 0
    while start <= text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      switch walk.judge(start..<end, of: text.span) {
      case .valid(let record, let time):
        outcome.valid.append(Array(text[record]))
        outcome.seconds.append(seconds(time, isTimeOfDay: rules.format.isTimeOfDay))
      case .invalid(let record, let fault):
        outcome.invalid.append(Array(text[record]))
        outcome.categories.append(fault.category.rawValue)
      case .noRecord, .notCounted: break
      }
      start = end + 1
    }
    return outcome
  }

  /// The time as the reference gives it: that of the day where there is no date.
  private func seconds(_ time: Timestamp, isTimeOfDay: Bool) -> String {
    var (time, bytes) = (time, [UInt8]())
    if isTimeOfDay {
      let day = Timestamp.microsecondsPerDay
      time.microseconds = (time.microseconds % day + day) % day
    }
    time.writeSeconds(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [String: [UInt8]] {
  /// The JSON of a member that must be there.
  fileprivate func json(_ name: String) throws -> [UInt8] {
    guard let value = self[name] else { throw CocoaError(.coderValueNotFound) }
    return value
  }

  fileprivate func string(_ name: String) throws -> String {
    String(decoding: try json(name).jsonText(), as: UTF8.self)
  }
}

extension [UInt8] {
  /// The members of a JSON object, each as the JSON of its value.
  func jsonMembers() throws -> [String: [UInt8]] {
    var members: [String: [UInt8]] = [:]
    var scanner = JSONScanner(span)
    scanner.allowsLoneSurrogates = true
    var more = try scanner.enterObject()
    while more {
      let name = String(decoding: self[try scanner.memberName().contents], as: UTF8.self)
      members[name] = Array(self[try scanner.value().range])
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    return members
  }

  /// The elements of a JSON array, each as JSON.
  func jsonElements() throws -> [[UInt8]] {
    var elements: [[UInt8]] = []
    var scanner = JSONScanner(span)
    scanner.allowsLoneSurrogates = true
    var more = try scanner.enterArray()
    while more {
      elements.append(Array(self[try scanner.value().range]))
      more = try scanner.hasNext(closing: UInt8(ascii: "]"))
    }
    return elements
  }

  /// The text of a JSON string; halves of surrogate pairs are dropped, as the reference does.
  func jsonText() throws -> [UInt8] {
    var text: [UInt8] = []
    var scanner = JSONScanner(span)
    try scanner.unescape(into: &text, loneSurrogates: .dropped)
    return text
  }
}
