import NDJSON
import TimeSeries

/// What one answered round of a group comes to.
struct RoundDecision: Sendable {
  /// Where the group stands after the round, prefill and all.
  var state: GroupState
  /// The counts of each response, in their order.
  var counts: [ResponseCount]
  /// The place of the response that is kept; nil where the round came without responses.
  var kept: Int?
  /// The judgement that `state` follows from.
  var judgement: Judgement
  /// The accepted records, exact text.
  var records: [[UInt8]]
  /// Their times.
  var times: [Timestamp]
  /// Why records of the kept response do not hold, in order.
  var faults: [InvalidRecord]
  /// Whether the text of the kept response was cut off for its length.
  var isCut: Bool

  /// The counts of the response that is kept.
  var keptCount: ResponseCount { kept.map { counts[$0] } ?? ResponseCount() }
}

/// What decides about a round: the judge and the window of the run.
struct RoundDecider: Equatable, Sendable {
  /// Who judges.
  var judge: RoundJudge
  /// How the next prompt follows from what is accepted.
  var window: Window

  /// Makes a decider.
  init(judge: RoundJudge, window: Window) {
    self.judge = judge
    self.window = window
  }

  /// Decides about one line with `responses`, or with an `error` in their place.
  ///
  /// - Parameters:
  ///   - line: Where its members stand.
  ///   - bytes: The line.
  ///   - state: The state that it carries.
  ///   - rules: Those of the spec, which know when the group is complete.
  func decide(
    _ line: StreamLine, _ bytes: Span<UInt8>, state: GroupState, by rules: RecordRules
  ) throws(StreamError) -> RoundDecision {
    let stop: Timestamp?
    do throws(SpecError) { stop = try rules.stop(of: state) } catch { throw .spec(error) }
    let responses = try line.responses(of: bytes) ?? []
    let counts = responses.map(\.count)
    let kept = bestResponse(of: responses, in: bytes, by: rules.sequence)
    let isEnded = kept.map { responses[$0].ends(in: bytes, by: rules.sequence) } ?? false
    let keptRecords = kept.map { responses[$0].records } ?? []
    var times: [Timestamp] = []
    for range in keptRecords {
      let record = bytes.extracting(range)
      guard let found = rules.time(of: record, after: times.last ?? state.lastTimestamp) else {
        throw .unexpected(
          .responses, found: "a record without a time of the spec's format", wanted: "one with it")
      }
      times.append(found)
    }
    let judgement = judge.judge(
      kept.map { counts[$0] } ?? ResponseCount(), times: times, stop: stop,
      isEnded: isEnded, before: state)
    let taken = keptRecords.indices.filter { judgement.accepts[$0] }
    let records = taken.map { bytes.copy(keptRecords[$0]) }
    var next = judgement.state
    next.currentPrefill = window.next(
      after: state.currentPrefill, showsSeeds: state.totalValidRecords == 0, accepted: records)
    return RoundDecision(
      state: next, counts: counts, kept: kept, judgement: judgement, records: records,
      times: taken.map { times[$0] },
      faults: try faults(of: kept.map { responses[$0].invalid } ?? [], in: bytes),
      isCut: kept.map { responses[$0].isCut } ?? false)
  }

  private func faults(
    of ranges: [Range<Int>], in bytes: Span<UInt8>
  ) throws(StreamError) -> [InvalidRecord] {
    var faults: [InvalidRecord] = []
    for range in ranges {
      do throws(JSONError) {
        faults.append(try bytes.invalidRecord(in: range))
      } catch {
        throw .json(error)
      }
    }
    return faults
  }
}
