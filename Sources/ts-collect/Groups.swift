internal import TimeSeries

/// What the run knows of one group.
struct Group {
  /// The id as a value.
  let key: GroupKey
  /// Where it stands, as computed; without its prefill once it has ended.
  var state: GroupState
  /// Its records in the spool.
  var chain = Chain()
  /// Why it failed.
  var failure: FailureReason?
  /// The last fault seen, in words.
  var lastFault: String?
  /// Its place among the completed groups, from 0 on.
  var completion: Int?
  /// The line of its next round, while it waits to be sent.
  var waitingLine: [UInt8] = []
  /// Whether its line has been sent to the loop by this run.
  var isSent = false
  /// Whether no more of its rounds count, since the run was stopped.
  var isHalted = false

  /// The id as it stands in the stream.
  var name: String { String(decoding: state.groupID, as: UTF8.self) }
}

/// The groups of a run, in the order in which they were first seen.
struct Groups {
  private(set) var all: [Group] = []
  private var places: [GroupKey: Int] = [:]

  /// How many have reached their stop.
  private(set) var completed = 0
  /// How many were given up.
  private(set) var failed = 0

  /// How many are known and have not ended.
  var unfinished: Int { all.count - completed - failed }

  subscript(_ place: Int) -> Group {
    get { all[place] }
    _modify { yield &all[place] }
  }

  /// The place of a group; nil where it has not been seen.
  func place(of key: GroupKey) -> Int? { places[key] }

  /// Adds a group that has not been seen; returns its place.
  mutating func add(_ state: GroupState, key: GroupKey) -> Int {
    places[key] = all.count
    all.append(Group(key: key, state: state))
    return all.count - 1
  }

  /// Takes note that a group has ended, as its state says.
  mutating func end(_ place: Int) {
    all[place].state.currentPrefill = []
    if all[place].state.failed {
      failed += 1
    } else {
      all[place].completion = completed
      completed += 1
    }
  }

  /// The places of all groups, sorted by id.
  var sorted: [Int] {
    all.indices.sorted { all[$0].key < all[$1].key }
  }
}
