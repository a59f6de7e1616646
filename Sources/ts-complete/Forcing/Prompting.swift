import FilterTool
import NDJSON
import TimeSeries

/// What a stream's spec says of its requests, read once.
struct Prompting {
  /// The most records that a constraint lists: each is a part of its text.
  static let mostConstrained = 16

  /// What a record is.
  let rules: RecordRules
  /// How records are begun in the prompt.
  let force: Force
  /// A notice for the user, where the default of `--force` is not possible.
  let notice: String?

  /// What the messages of a chat say.
  let messages: Messages
  private let before: [UInt8]
  private let after: [UInt8]
  private let forcing: Forcing?
  private let outliner: Forcing?
  /// The columns of a record.
  private let shape: RecordShape
  private let settings: Settings

  /// Reads a spec; throws where it cannot be obeyed.
  init(_ spec: Spec, _ settings: Settings) throws {
    self.settings = settings
    (before, after) = Self.escapedParts(of: spec.prompt)
    messages = Messages(spec)
    do throws(SpecError) {
      rules = try RecordRules(spec)
    } catch {
      throw Failure("spec: \(error)", .dataError)
    }
    do throws(JSONError) {
      shape = try RecordShape(schema: spec.schema.span)
    } catch {
      throw Failure("spec: the schema cannot be read: \(error)", .dataError)
    }
    outliner = try? Forcing(outlining: rules)
    guard settings.force != Force.none else {
      (force, forcing, notice) = (.none, nil, nil)
      return
    }
    do throws(ForcingError) {
      // A model that was trained on such tokens has seen each name behind its quote alone.
      let usual = spec.bosToken == nil ? ForceThrough.colon : .name
      let reach = settings.forceThrough ?? usual == .name ? Forcing.Reach.name : .colon
      forcing = try Forcing(rules, reach: reach)
      force = settings.force ?? .each
      notice = nil
    } catch {
      if let wanted = settings.force {
        throw Failure("--force \(wanted.rawValue): not possible: \(error)", .dataError)
      }
      (force, forcing) = (.none, nil)
      notice = "nothing is forced: \(error)"
    }
  }

  /// What to ask about a group, put in a way of a server.
  func plan(_ group: GroupState, _ api: API, _ row: Dialect.Row) -> RoundPlan {
    guard api == .chat(.schema) else { return plan(group, canConstrain: row.constraint != nil) }
    var plan = RoundPlan(glue: [])
    let answer = answer(of: group, properties: row.mostProperties)
    plan.answer = answer
    plan.records = answer.records
    return plan
  }

  /// The form of an answer with the next records of a group, as many as its schema may have.
  private func answer(of group: GroupState, properties: Int) -> AnswerSchema {
    let most = AnswerSchema.mostRecords(shape, properties: properties)
    let count = rules.sequence == nil ? min(records(group), most) : 1
    return AnswerSchema(
      shape, rules.spec, RecordSpelling(of: group, rules, shape),
      times: outliner == nil ? [] : rules.nextTimes(of: group, count: count), count: count)
  }

  private func plan(_ group: GroupState, canConstrain: Bool) -> RoundPlan {
    var plan = RoundPlan(glue: group.begunRecord)
    if let forced = forcing?.continuation(of: group) {
      plan.forced = forced
      plan.glue += forced
      plan.isOneLine = force == .each
      plan.isByValue = force == .value
    }
    plan.records = plan.isOneLine || plan.isByValue ? 1 : records(group)
    let isConstrained = canConstrain && settings.constrain == .auto
    guard isConstrained || plan.isByValue, let outliner else { return plan }
    // A constraint would have the model go on past the record that ends its group.
    let count = rules.sequence == nil ? min(plan.records, Self.mostConstrained) : 1
    let outlines = outliner.outlines(of: group, count: count)
    guard let first = outlines.first, let rest = first.rest(after: plan.glue) else {
      plan.isByValue = false
      return plan
    }
    plan.rest = rest
    if isConstrained, !plan.isByValue {
      plan.records = outlines.count
      plan.constraint = Constraint([rest] + outlines.dropFirst(), isOneLine: plan.isOneLine)
    }
    return plan
  }

  /// The prompt for a group, as the inside of a JSON string.
  ///
  /// `prefill` is the group's `current_prefill` as it stands in its line, `more` what follows it;
  /// `start` becomes the place of the records.
  func prompt(prefill: Span<UInt8>, more: [UInt8], start: inout Int) -> [UInt8] {
    start = before.count
    var writer = JSONWriter()
    writer.reserve(before.count + prefill.count + more.count + after.count + 16)
    writer.append(before)
    writer.append(prefill)
    writer.appendEscaped(more.span)
    writer.append(after)
    return writer.bytes
  }

  /// How many records an answer to a round's request is to have.
  func records(of round: Round, _ group: GroupState) -> Int {
    round.isOneLine || !round.chains.isEmpty ? 1 : records(group)
  }

  private func records(_ group: GroupState) -> Int {
    min(rules.recordsLeft(group) ?? settings.recordsPerRequest, settings.recordsPerRequest)
  }

  /// A prompt before and after `{prefill}`, each as the inside of a JSON string.
  private static func escapedParts(of prompt: String) -> ([UInt8], [UInt8]) {
    let (mark, text) = (Array("{prefill}".utf8), Array(prompt.utf8))
    var place = text.count..<text.count
    for start in text.indices.dropLast(mark.count - 1)
    where text[start..<start + mark.count].elementsEqual(mark) {
      place = start..<start + mark.count
      break
    }
    return (escaped(text[..<place.lowerBound]), escaped(text[place.upperBound...]))
  }

  private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var writer = JSONWriter()
    writer.appendEscaped(text.span)
    return writer.bytes
  }
}

/// What to ask about one group.
struct RoundPlan {
  /// What stands in front of each text: the record that the prompt ends with.
  var glue: [UInt8]
  /// The part of it that the group's prefill does not have.
  var forced: [UInt8] = []
  /// Whether one record is asked for, which its line feed ends.
  var isOneLine = false
  /// Whether each value of the record is asked for alone.
  var isByValue = false
  /// How many records a completion is to hold.
  var records = 1
  /// What is left of the first record; nil where that is not known.
  var rest: RecordOutline?
  /// The language that the text is to be of.
  var constraint: Constraint?
  /// The form of an answer that is an object of records.
  var answer: AnswerSchema?
}
