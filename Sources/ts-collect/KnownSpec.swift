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
  private let timeColumn: [UInt8]

  /// Whether records can be accepted in another order than that of time.
  var sortsByTime: Bool { spec.step == .any }

  /// Compiles a spec line.
  init(
    _ line: StreamLine, _ bytes: Span<UInt8>, place: String, settings: Settings
  ) throws {
    let spec: Spec
    let rules: RecordRules
    let columns: [String]
    do throws(StreamError) {
      spec = try Spec(line, bytes)
    } catch {
      throw Failure("\(place): \(error)", .dataError)
    }
    do throws(SpecError) {
      rules = try RecordRules(spec)
    } catch {
      throw Failure("\(place): \(error)", .dataError)
    }
    do throws(JSONError) {
      let own = try spec.schema.span.propertyNames()
      columns = spec.columns ?? own
    } catch {
      throw Failure("\(place): schema: \(error)", .dataError)
    }
    self.spec = spec
    self.rules = rules
    self.columns = columns
    self.line = bytes.copy(0..<bytes.count)
    self.place = place
    timeColumn = Array(spec.timeColumn.utf8)
    decider = RoundDecider(
      judge: settings.judge,
      window: Window(
        size: settings.window ?? spec.prefillContextSize, maximum: settings.windowMaximum))
  }

  /// Decides about a line with responses, or with an error in their place.
  func decide(
    _ line: StreamLine, _ bytes: Span<UInt8>, state: GroupState, place: String
  ) throws -> RoundDecision {
    let stop: Timestamp?
    do throws(SpecError) {
      stop = try rules.stop(of: state)
    } catch {
      throw Failure("\(place): \(error)", .dataError)
    }
    do throws(StreamError) {
      return try decider.decide(line, bytes, state: state, stop: stop) { record, last in
        guard let time = time(of: record) else { return nil }
        return rules.chronology.absolute(time, after: last)
      }
    } catch {
      throw Failure("\(place): \(error)", .dataError)
    }
  }

  /// The time in a record's time column, as it is written.
  func time(of record: Span<UInt8>) -> Timestamp? {
    var scanner = JSONScanner(record)
    do throws(JSONError) {
      var more = try scanner.enterObject()
      while more {
        let name = try scanner.memberName()
        let value = try scanner.value()
        let isTime =
          name.hasEscapes
          ? try record.text(of: name) == timeColumn
          : record.extracting(name.contents).equals(timeColumn.span)
        if isTime { return rules.format.time(of: value, in: record) }
        more = try scanner.hasNext(closing: UInt8(ascii: "}"))
      }
    } catch {
      return nil
    }
    return nil
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
