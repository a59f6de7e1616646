import FilterTool
import NDJSON
import TimeSeries

/// What a stream's spec says of its requests, read once.
struct Prompting {
  /// The prompt before and after `{prefill}`, as the inside of a JSON string.
  private let before: [UInt8]
  private let after: [UInt8]
  /// How records are begun in the prompt.
  let force: Force
  private let forcing: Forcing?
  private let times: NextTimes?
  private let settings: Settings

  /// A notice for the user, where the default of `--force` is not possible.
  let notice: String?

  /// Reads a spec; throws where it cannot be obeyed.
  init(_ spec: Spec, _ settings: Settings) throws(Halt) {
    self.settings = settings
    let mark = Array("{prefill}".utf8)
    let prompt = Array(spec.prompt.utf8)
    let place = Self.firstRange(of: mark, in: prompt)
    before = Self.escaped(prompt[..<(place?.lowerBound ?? prompt.count)])
    after = Self.escaped(prompt[(place?.upperBound ?? prompt.count)...])
    times = try? NextTimes(spec)
    guard settings.force != Force.none else {
      (force, forcing, notice) = (.none, nil, nil)
      return
    }
    do throws(ForcingError) {
      let reach = settings.forceThrough == .name ? Forcing.Reach.name : .colon
      forcing = try Forcing(spec, reach: reach)
      force = settings.force ?? .each
      notice = nil
    } catch {
      if let wanted = settings.force {
        throw Halt("--force \(wanted.rawValue): not possible: \(error)", .dataError)
      }
      (force, forcing) = (.none, nil)
      notice = "nothing is forced: \(error)"
    }
  }

  /// The prompt for a group, as the inside of a JSON string.
  ///
  /// `prefill` is the group's `current_prefill` as it stands in its line, `forced` what is known of
  /// the next record beyond it.
  func prompt(prefill: Span<UInt8>, forced: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserve(before.count + prefill.count + forced.count + after.count + 16)
    writer.append(before)
    writer.append(prefill)
    writer.appendEscaped(forced.span)
    writer.append(after)
    return writer.bytes
  }

  /// What is known of the group's next record beyond its prefill; nil where nothing can be.
  func forced(_ group: GroupState) -> [UInt8]? { forcing?.continuation(of: group) }

  /// How many records one completion is to hold.
  func records(_ group: GroupState, isForced: Bool) -> Int {
    if force == .each, isForced { return 1 }
    return min(times?.recordsLeft(group) ?? settings.recordsPerRequest, settings.recordsPerRequest)
  }

  private static func firstRange(of mark: [UInt8], in text: [UInt8]) -> Range<Int>? {
    guard text.count >= mark.count else { return nil }
    for start in 0...(text.count - mark.count)
    where text[start..<start + mark.count].elementsEqual(mark) {
      return start..<start + mark.count
    }
    return nil
  }

  private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var writer = JSONWriter()
    writer.appendEscaped(text.span)
    return writer.bytes
  }
}
