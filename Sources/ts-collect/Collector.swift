import FilterTool
import Libc
import NDJSON
import TimeSeries

/// A run: what it knows of its groups, and where their lines and records go.
struct Collector: ~Copyable {
  /// Where a line comes from.
  enum Source {
    /// The standard input, while the run goes on.
    case live
    /// The journal, before the run goes on.
    case journal
  }

  /// How many messages of a kind are shown one by one.
  static let shownOfAKind = 10

  let settings: Settings
  let started = Monotonic.now
  var spec: KnownSpec?
  var groups = Groups()
  var totals = RunTotals()
  var stop: GlobalStop
  /// Whether an earlier stage has ended the run and says why.
  var isStopTold = false
  /// The status that stopped the run, if one did.
  var stopStatus: RunStatus?
  /// Whether an error ends the run before its input does.
  var isBroken = false
  /// Lines whose state is not the computed one.
  var divergences = 0
  /// Rounds that came again.
  var repeatedRounds = 0
  /// Groups that the last pass left and this one did not answer.
  var unanswered = 0
  /// Lines of groups that were not asked for, and are to be another time.
  var unasked = 0
  /// How many records the journal held.
  var resumedRecords = 0
  /// How many rounds the journal held.
  var resumedRounds = 0

  var loop: LoopTail
  var spool: Spool
  var journal: Journal?
  var output: RecordOutput?
  var snapshots: Snapshots?
  var progress: RunProgress

  private var line = StreamLine()

  /// Opens what the settings name.
  init(_ settings: Settings) throws {
    let loop = try LoopTail(path: settings.loop)
    if loop.kind == .file, settings.journal == nil, !settings.streams {
      throw Failure(
        "--loop: \(quoted(settings.loop ?? "")) is not a FIFO: --journal or --stream must keep the "
          + "records between passes", .usage)
    }
    if let path = settings.summary {
      try checkCreation(of: path)
    }
    let spool = try Spool(folder: settings.temporaryFolder)
    let journal = try Journal(settings)
    self.settings = settings
    stop = settings.stop
    if settings.stopsAtTarget { stop.targetRecords = settings.numRecords }
    self.loop = loop
    self.spool = spool
    self.journal = journal
    progress = RunProgress(settings.progress)
    groups.keepsFailedStates = settings.retriesFailed
  }

  /// Takes one line of the stream; `place` is what a message says of where it stands.
  mutating func take(
    _ bytes: Span<UInt8>, from source: Source, place: String
  ) throws {
    try at(place) { try line.scan(bytes) }
    switch line.kind {
    case .spec: try takeSpec(line, bytes, place: place)
    case .group: try takeGroup(line, bytes, from: source, place: place)
    case .stop: isStopTold = true
    // Lines of another type are no records.
    case .resumed, .other: return
    }
  }

  private mutating func takeSpec(
    _ line: StreamLine, _ bytes: Span<UInt8>, place: String
  ) throws {
    if let spec {
      if let error = StreamError.difference(of: line, bytes, from: spec.line.span) {
        throw Failure("\(place): \(error), as at \(spec.place)", .dataError)
      }
      return
    }
    let found = try KnownSpec(line, bytes, place: place, settings: settings)
    output = try RecordOutput(
      descriptor: STDOUT_FILENO, name: "<stdout>",
      csvColumns: settings.format == .csv ? found.columns : nil, RecordCut(found.spec))
    snapshots = Snapshots(settings, found)
    groups.mayEndEarly = found.spec.endColumn != nil
    spec = found
  }
}
