import FilterTool
import Glibc
import NDJSON
import TimeSeries

/// The head of the loop: emits seeds, relays what comes back, and counts the groups that end.
///
/// No more than `active` groups are in flight. All that decides when the run ends is the count.
struct LoopHead: ~Copyable {
  private let plan: any SeedSource
  private let active: Int
  private var output = PacedOutput()
  private var line = StreamLine()
  private var nextSeed = 0
  private var inFlight = 0
  /// Groups that ts-collect named while it resumed.
  private var named = KeyTable()
  /// Lines of such groups that wait for their turn.
  private var waiting: ArraySlice<[UInt8]> = []
  private var isResuming: Bool

  /// How many groups have reached their stop.
  private(set) var completed = 0
  /// How many groups have run out of patience.
  private(set) var failed = 0
  /// Whether a global stop came down the loop.
  private(set) var isStopped = false

  /// The head of a loop whose lines go to the standard output, the spec first.
  init(_ plan: any SeedSource, active: Int, resumes: Bool) {
    self.plan = plan
    self.active = active
    isResuming = resumes
    plan.spec.write(into: &output.pending)
    output.endLine()
  }

  /// How many groups have ended.
  var ended: Int { completed + failed }

  /// How many groups are with the other stages.
  var groupsInFlight: Int { inFlight }

  /// Whether all groups have ended, or a stop came.
  var isDone: Bool { isStopped || ended == plan.groupCount }

  /// Takes in a line that came down the loop.
  ///
  /// - Parameter relaysEnded: Whether the lines of ended groups go on as well, as they must where
  ///   a file holds the whole state.
  mutating func receive(_ bytes: Span<UInt8>, name: String, number: Int, relaysEnded: Bool)
    throws(Failure)
  {
    do throws(StreamError) { try line.scan(bytes) } catch {
      throw Failure(name, line: number, error.description)
    }
    switch line.kind {
    case .spec: return
    case .stop: isStopped = true
    case .resumed: isResuming = false
    case .other: write(bytes)
    case .group: try receiveGroup(bytes, name: name, number: number, relaysEnded: relaysEnded)
    }
  }

  private mutating func receiveGroup(
    _ bytes: Span<UInt8>, name: String, number: Int, relaysEnded: Bool
  ) throws(Failure) {
    let isKnown = isResuming || relaysEnded
    if isKnown, let id = line[.groupID] { _ = named.insert(bytes, id.range) }
    if line.hasEnded(bytes) {
      let isComplete = (try? line.boolean(.completed, of: bytes)) ?? false
      if isComplete { completed += 1 } else { failed += 1 }
      if !isKnown { inFlight -= 1 }
      if relaysEnded { write(bytes) }
    } else if isResuming, inFlight >= active {
      waiting.append(bytes.copy(0..<bytes.count))
    } else {
      if isKnown { inFlight += 1 }
      write(bytes)
    }
  }

  /// Whether something waits to be written.
  var hasOutput: Bool { !output.isEmpty }

  /// Emits waiting groups and then seeds until enough are in flight.
  mutating func topUp() throws(Failure) {
    while inFlight < active, let line = waiting.popFirst() {
      inFlight += 1
      write(line.span)
    }
    guard !isResuming else { return }
    while inFlight < active, nextSeed < plan.groupCount {
      let state: GroupState
      do throws(TableError) { state = try plan.seed(nextSeed) } catch {
        throw Failure("<table>", error.description)
      }
      nextSeed += 1
      guard !named.contains(state.groupID.span) else { continue }
      inFlight += 1
      state.write(into: &output.pending)
      output.endLine()
      if active == .max, output.isFull { try flush() }
    }
  }

  /// Sends a line that means nothing, so that a stage whose reader has gone learns it.
  ///
  /// Where the next stage does not even take what there is, there is nothing to be learned.
  mutating func call() {
    guard output.isEmpty else { return }
    write(Self.waitingLine.span)
  }

  private static let waitingLine = Array(#"{"type":"waiting"}"#.utf8)

  /// Sends what waits to be written.
  mutating func flush() throws(Failure) {
    do throws(IOError) { try output.flush() } catch {
      throw error.code == EPIPE ? readerIsGone : Failure(error)
    }
  }

  /// Sends as much of it as the reader takes without waiting.
  mutating func writePiece() throws(Failure) {
    do throws(IOError) { try output.writePiece() } catch {
      throw error.code == EPIPE ? readerIsGone : Failure(error)
    }
  }

  /// Sends the rest, and tells a terminal how the groups ended.
  mutating func finish() throws(Failure) {
    try flush()
    guard isatty(STDERR_FILENO) == 1 else { return }
    let left = plan.groupCount - ended
    let stop = isStopped ? ", \(left) stopped" : ""
    warn(command.name, "\(completed) groups complete, \(failed) failed\(stop)")
  }

  /// What to say when nobody reads the standard output any more.
  var readerIsGone: Failure {
    Failure("<stdout>", "the next stage is gone, \(unfinished)", status: .ioError)
  }

  /// What to say when nobody writes to the loop any more.
  func writerIsGone(_ name: String) -> Failure {
    Failure(name, "its writer is gone, \(unfinished)", status: .ioError)
  }

  private var unfinished: String {
    "with \(plan.groupCount - ended) of \(plan.groupCount) groups unfinished"
  }

  private mutating func write(_ bytes: Span<UInt8>) {
    output.pending.append(bytes)
    output.endLine()
  }
}
