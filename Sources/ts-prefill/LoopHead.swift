import FilterTool
import Libc
import NDJSON
import Tables
import TimeSeries

/// The head of the loop: emits seeds, relays what comes back, and counts the groups that end.
///
/// No more than `active` groups are in flight. All that decides when the run ends is the count.
struct LoopHead: ~Copyable {
  private let plan: any SeedSource
  private let active: Int
  /// Written only where nothing is waited for: the head goes on reading what comes back, whatever
  /// the tail does, and no full pipe can stop both.
  private var output = LineWriter(descriptor: STDOUT_FILENO, name: "<stdout>")
  private var line = StreamLine()
  private var nextSeed = 0
  /// The groups that are with the other stages; in a single pass nobody asks, and none is kept.
  private var inFlight: Set<GroupKey> = []
  /// Groups that ts-collect named while it resumed, or that a file of the loop holds.
  private var named: Set<GroupKey> = []
  /// Lines of such groups that wait for their turn.
  private var waiting: ArraySlice<(key: GroupKey, line: [UInt8])> = []

  /// Whether ts-collect has still to name the groups that it knows.
  private(set) var isResuming: Bool
  /// Whether a group's line has come already.
  private var hasReceived = false
  /// How many groups have reached their stop.
  private(set) var completed = 0
  /// How many groups have run out of patience.
  private(set) var failed = 0
  /// How many groups the model stage has given up asking for in this run.
  private(set) var unfinished = 0
  /// Whether a global stop came down the loop.
  private(set) var isStopped = false

  /// The head of a loop whose lines go to the standard output, the spec first.
  init(_ plan: any SeedSource, active: Int, resumes: Bool) {
    self.plan = plan
    self.active = active
    isResuming = resumes
    plan.spec.write(into: &output.pending)
    endLine()
  }

  /// How many groups have ended.
  var ended: Int { completed + failed + unfinished }

  /// Whether all groups have ended, or a stop came.
  var isDone: Bool { isStopped || ended == plan.groupCount }

  /// The groups that are with the other stages, as a message names them.
  var missing: String {
    var names = inFlight.sorted().prefix(10).map(\.name)
    if names.count < inFlight.count { names.append("…") }
    return names.joined(separator: ", ")
  }

  /// How many groups are with the other stages, in words.
  var flyingCount: String { counted(inFlight.count, "group") }

  /// Takes in a line that came down the loop.
  ///
  /// - Parameter relaysEnded: Whether the lines of ended groups go on as well, as they must where
  ///   a file holds the whole state.
  mutating func receive(_ bytes: Span<UInt8>, name: String, number: Int, relaysEnded: Bool)
    throws
  {
    do throws(StreamError) { try line.scan(bytes) } catch {
      throw Failure(name, line: number, error.description)
    }
    switch line.kind {
    case .spec: return
    case .stop: isStopped = true
    case .resumed: try receiveResumed(name)
    case .other: write(bytes)
    case .group: try receiveGroup(bytes, name: name, number: number, relaysEnded: relaysEnded)
    }
  }

  /// Takes note that ts-collect has named every group that its journal knows.
  ///
  /// It does so before all else; a run that has not waited has begun these groups anew.
  private mutating func receiveResumed(_ name: String) throws {
    guard isResuming || !hasReceived else {
      throw Failure(
        name, "ts-collect goes on with a journal: give --resume to ts-prefill too", status: .usage)
    }
    isResuming = false
  }

  private mutating func receiveGroup(
    _ bytes: Span<UInt8>, name: String, number: Int, relaysEnded: Bool
  ) throws {
    guard let id = line[.groupID], let key = GroupKey(bytes.extracting(id.range)) else {
      throw Failure(name, line: number, "member \"group_id\" is not a group's id")
    }
    hasReceived = true
    let isNew = isResuming || relaysEnded
    if isNew { named.insert(key) }
    if line.hasEnded(bytes) {
      if isNew || inFlight.remove(key) != nil { countEnded(bytes) }
      if relaysEnded { write(bytes) }
    } else if isResuming, inFlight.count >= active {
      waiting.append((key, bytes.copy(0..<bytes.count)))
    } else {
      inFlight.insert(key)
      write(bytes)
    }
  }

  private mutating func countEnded(_ bytes: Span<UInt8>) {
    if line.isTrue(.completed, bytes) {
      completed += 1
    } else if line.isTrue(.failed, bytes) {
      failed += 1
    } else {
      unfinished += 1
    }
  }

  /// Whether something waits to be written.
  var hasOutput: Bool { output.pendingCount > 0 }

  /// Emits waiting groups and then seeds until enough are in flight.
  mutating func topUp() throws {
    while inFlight.count < active, let next = waiting.popFirst() {
      inFlight.insert(next.key)
      write(next.line.span)
    }
    guard !isResuming else { return }
    while inFlight.count < active, nextSeed < plan.groupCount {
      let state: GroupState
      do throws(TableError) { state = try plan.seed(nextSeed) } catch {
        throw Failure("<table>", error.description)
      }
      nextSeed += 1
      if active < .max {
        guard let key = GroupKey(state.groupID.span), !named.contains(key) else { continue }
        inFlight.insert(key)
      }
      state.write(into: &output.pending)
      endLine()
      if active == .max, output.pendingCount >= LineWriter.flushThreshold { try flush() }
    }
  }

  /// Sends a line that means nothing, so that a stage whose reader has gone learns it.
  ///
  /// Where the next stage does not even take what there is, there is nothing to be learned.
  mutating func call() {
    guard output.pendingCount == 0 else { return }
    write(Self.waitingLine.span)
  }

  private static let waitingLine = Array(#"{"type":"waiting"}"#.utf8)

  /// Sends what waits to be written.
  mutating func flush() throws {
    try output.flush()
  }

  /// Sends as much of it as the reader takes without waiting.
  mutating func writePiece() throws {
    try output.writePiece()
  }

  /// Sends the rest, and tells a terminal how the groups ended.
  mutating func finish() throws {
    try flush()
    guard isatty(STDERR_FILENO) == 1 else { return }
    var text = "\(counted(completed, "group")) complete, \(failed) failed"
    if unfinished > 0 { text += ", \(unfinished) unfinished" }
    if isStopped { text += ", \(plan.groupCount - ended) stopped" }
    warn(command.name, text)
  }

  /// What to say when nobody writes to the loop any more.
  func writerIsGone(_ name: String) -> Failure {
    let left = plan.groupCount - ended
    return Failure(
      name, "its writer is gone, with \(left) of \(plan.groupCount) groups unfinished",
      status: .ioError)
  }

  private mutating func write(_ bytes: Span<UInt8>) {
    output.pending.append(bytes)
    endLine()
  }

  private mutating func endLine() { output.pending.append(byte: UInt8(ascii: "\n")) }
}
