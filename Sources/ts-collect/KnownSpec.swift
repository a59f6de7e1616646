import FilterTool
import NDJSON
import TimeSeries

/// The spec of the run, compiled.
struct KnownSpec {
  /// The line as it came.
  let line: [UInt8]
  /// Where it came from.
  let place: String
  /// What it says.
  let spec: Spec
  /// How times are read and when groups are complete.
  let rules: RecordRules
  /// What decides about rounds.
  let decider: RoundDecider
  /// The columns of a CSV table.
  let columns: [String]

  /// Whether records can be accepted in another order than that of time.
  var sortsByTime: Bool { spec.step == .any }

  /// Compiles a spec line.
  init(
    _ line: StreamLine, _ bytes: Span<UInt8>, place: String, settings: Settings
  ) throws {
    let (spec, rules, own) = try at(place) {
      let spec = try Spec(line, bytes)
      return (spec, try RecordRules(spec), try spec.schema.span.propertyNames())
    }
    self.spec = spec
    self.rules = rules
    columns = (spec.columns ?? own).filter { !spec.controlColumns.contains($0) }.flatMap { name in
      name == spec.groupColumn ? spec.groupParts?.parts.map(\.name) ?? [name] : [name]
    }
    self.line = bytes.copy(0..<bytes.count)
    self.place = place
    decider = RoundDecider(
      judge: settings.judge,
      window: Window(
        size: settings.window ?? spec.prefillContextSize, maximum: settings.windowMaximum))
  }

  /// Decides about a line with responses, or with an error in their place.
  func decide(
    _ line: StreamLine, _ bytes: Span<UInt8>, state: GroupState, place: String
  ) throws -> RoundDecision {
    try at(place) { try decider.decide(line, bytes, state: state, by: rules) }
  }
}

extension Span where Element == UInt8 {
  /// The names of a schema's properties, in its order.
  fileprivate func propertyNames() throws(JSONError) -> [String] {
    var names: [String] = []
    var scanner = JSONScanner(self)
    var more = try scanner.enterObject()
    while more {
      let name = try scanner.memberName()
      if equals("properties", in: name.contents) {
        var hasProperty = try scanner.enterObject()
        while hasProperty {
          names.append(try string(of: try scanner.memberName()))
          _ = try scanner.value()
          hasProperty = try scanner.hasNext(closing: UInt8(ascii: "}"))
        }
      } else {
        _ = try scanner.value()
      }
      more = try scanner.hasNext(closing: UInt8(ascii: "}"))
    }
    return names
  }
}
