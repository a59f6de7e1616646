import TimeSeries

/// What the run knows of a group that has not ended.
final class ActiveGroup {
  /// Where it stands, as computed.
  var state: GroupState
  /// The line of its next round, while it waits to be sent.
  var waitingLine: [UInt8] = []
  /// Whether no more of its rounds count, since the run was stopped.
  var isHalted = false
  /// The last fault seen, in words.
  var lastFault: String?

  /// Makes a group of the state that came first.
  init(_ state: GroupState) {
    self.state = state
  }
}

/// What remains of a group that failed.
final class FailureNote {
  /// Why it was given up; nil where another run did so.
  let reason: FailureReason?
  /// The last fault seen, in words.
  let lastFault: String?

  /// Makes a note.
  init(reason: FailureReason?, lastFault: String?) {
    self.reason = reason
    self.lastFault = lastFault
  }
}

/// What the run knows of one group; there may be many, so one that has ended takes little memory.
struct Group {
  /// The id as a value.
  let key: GroupKey
  /// Its records in the spool.
  var chain = Chain()
  /// All of it, until it ends.
  fileprivate(set) var active: ActiveGroup?
  /// Why it failed.
  fileprivate(set) var failure: FailureNote?
  /// The round that is awaited, or would be.
  fileprivate(set) var round: Int32 = 0
  /// Records accepted.
  fileprivate(set) var totalValidRecords: Int32 = 0
  /// Records of kept responses that did not hold.
  fileprivate(set) var totalInvalidRecords: Int32 = 0
  /// Its place among the completed groups, from 0 on; -1 where it is not complete.
  fileprivate(set) var completion: Int32 = -1
  /// How many records it was to give where it is complete with fewer; else -1.
  fileprivate(set) var missedExpectation: Int32 = -1
  /// Whether its line has been sent to the loop by this run.
  var isSent = false

  /// Whether no more rounds are due.
  var hasEnded: Bool { isCompleted || isFailed }
  /// Whether the stop was reached.
  var isCompleted: Bool { completion >= 0 }
  /// Whether it was given up.
  var isFailed: Bool { failure != nil }
  /// Whether it is complete with fewer records than expected.
  var isShort: Bool { missedExpectation >= 0 }
  /// The last fault seen, in words.
  var lastFault: String? { failure?.lastFault ?? active?.lastFault }
  /// The id as a message has it in a list of groups.
  var name: String { key.name }
  /// The group as the subject of a message.
  var title: String { key.title }

  /// Where it stands; of a group that has ended, what is still known.
  var state: GroupState {
    if let active { return active.state }
    var state = GroupState(groupID: key.json, prefill: [])
    state.initialPrefill = nil
    state.round = Int(round)
    state.completed = isCompleted
    state.failed = isFailed
    state.totalValidRecords = Int(totalValidRecords)
    state.totalInvalidRecords = Int(totalInvalidRecords)
    return state
  }
}

/// The groups of a run, in the order in which they were first seen.
struct Groups {
  private(set) var all: [Group] = []
  private var places: [GroupKey: Int32] = [:]

  /// How many have reached their stop.
  private(set) var completed = 0
  /// How many were given up.
  private(set) var failed = 0
  /// How many are complete with fewer records than expected.
  private(set) var short = 0
  /// Whether groups may end before their stop, so that one with fewer records is not short.
  var mayEndEarly = false
  /// Whether the states of failed groups are kept, to be taken up again.
  var keepsFailedStates = false

  /// How many are known and have not ended.
  var unfinished: Int { all.count - completed - failed }

  subscript(_ place: Int) -> Group {
    get { all[place] }
    _modify { yield &all[place] }
  }

  /// The place of a group; nil where it has not been seen.
  func place(of key: GroupKey) -> Int? { places[key].map { Int($0) } }

  /// Adds a group that has not been seen; returns its place.
  mutating func add(_ state: GroupState, key: GroupKey) -> Int {
    places[key] = Int32(all.count)
    all.append(Group(key: key, active: ActiveGroup(state)))
    return all.count - 1
  }

  /// Moves a group on to a state; one that has ended gives its memory back.
  mutating func move(_ place: Int, to state: GroupState, failure: FailureReason?) {
    all[place].round = Int32(clamping: state.round)
    all[place].totalValidRecords = Int32(clamping: state.totalValidRecords)
    all[place].totalInvalidRecords = Int32(clamping: state.totalInvalidRecords)
    all[place].active?.state = state
    guard state.hasEnded else { return }
    if state.failed {
      all[place].failure = FailureNote(
        reason: failure, lastFault: all[place].active?.lastFault)
      failed += 1
      if keepsFailedStates { return }
    } else {
      all[place].completion = Int32(completed)
      completed += 1
      if state.isShort, !mayEndEarly {
        short += 1
        all[place].missedExpectation = Int32(clamping: state.expectedRecords ?? 0)
      }
    }
    all[place].active = nil
  }

  /// Takes up again a group that has failed, at a state.
  mutating func takeUp(_ place: Int, at state: GroupState) {
    failed -= 1
    all[place].failure = nil
    all[place].active = ActiveGroup(state)
  }

  /// The places of all groups, sorted by id.
  var sorted: [Int] {
    all.indices.sorted { all[$0].key < all[$1].key }
  }
}
