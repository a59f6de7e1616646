import FilterTool
import NDJSON
import TimeSeries

/// What the command line sets, with the defaults.
struct Settings: Sendable {
  /// How records leave.
  enum Format: String, CaseIterable, Sendable { case ndjson, csv }
  /// In which order groups leave.
  enum Order: String, CaseIterable, Sendable { case completion, group }
  /// When progress is told.
  enum ProgressKind: String, CaseIterable, Sendable { case auto, always, never, json }
  /// When the journal is synced to the disk.
  enum SyncPolicy: String, CaseIterable, Sendable { case never, group, round }

  var loop: String?
  var format = Format.ndjson
  var order: Order?
  var streams = false
  var window: Int?
  var windowMaximum: Int?
  var judge = RoundJudge()
  var keepsFailed = false
  var stop = GlobalStop()
  var numRecords: Int?
  var stopsAtTarget = false
  var journal: String?
  var resumes = false
  var retriesFailed = false
  var syncPolicy = SyncPolicy.group
  var snapshots: [Int] = []
  var snapshotUnit = Snapshot.Unit.records
  var snapshotFolder = "."
  var summary: String?
  var temporaryFolder = "/tmp"
  var progress = ProgressKind.auto
  var isVerbose = false
  var isStrict = false
}

/// The command line of ts-collect.
let command = Command<Settings>(
  name: "ts-collect",
  summary: "keep the best response of each round, continue each group, deliver the records",
  operands: .none,
  options: outputOptions + judgementOptions + stopOptions + keepingOptions + tellingOptions,
  check: { (settings, given, _) throws(UsageError) in
    try given.require(["num-records"], for: ["stop-at-target"])
    try given.require(["journal"], for: ["resume", "fsync"])
    try given.require(["resume"], for: ["retry-failed"])
    try given.require(["snapshots"], for: ["snapshot-by", "snapshot-dir"])
    try given.refuse(["order", "keep-failed"], beside: "stream")
    if let window = settings.window, let most = settings.windowMaximum, most < window {
      throw UsageError("--window-max: \(most) is less than --window \(window)")
    }
  })

private let outputOptions: [Option<Settings>] = [
  .file("loop", environment: "TS_LOOP", help: "the FIFO or file that takes the next rounds") {
    $0.loop = $1
  },
  .choice(
    "format", "FORMAT", of: Settings.Format.self, default: .ndjson, help: "the format of the output"
  ) { $0.format = $1 },
  .choice(
    "order", "ORDER", of: Settings.Order.self,
    help: "when groups are delivered: as they complete, or sorted at the end as for CSV"
  ) { $0.order = $1 },
  .flag("stream", help: "deliver each record when it is accepted") { $0.streams = true },
]

private let judgementOptions: [Option<Settings>] = [
  .integer(
    "window", "N", in: 1...100_000,
    help: "accepted records that the next prompt shows (default: the spec's prefill_context_size)"
  ) { $0.window = $1 },
  .integer(
    "window-max", "M", in: 1...100_000,
    help: "let the window grow to M records, then cut it back (default: the window)"
  ) { $0.windowMaximum = $1 },
  .number(
    "invalid-fraction-threshold", "F", in: 0...1, default: 0.8,
    help: "the lowest invalid fraction of a bad round"
  ) { $0.judge.patience.invalidFractionThreshold = $1 },
  .integer(
    "patience", "N", in: 1...1_000_000, default: 3,
    help: "fail a group after N rounds in a row, bad or without progress"
  ) {
    $0.judge.patience.rounds = $1
    $0.stop.patience = $1
  },
  .text(
    "min-records", "N|SHARE",
    help: "fail a group that reaches its stop with fewer records than N, or than this share"
  ) { (settings, text) throws(UsageError) in
    settings.judge.minimum = try minimum(text)
  },
  .flag("keep-overshoot", help: "keep records after the stop timestamp") {
    $0.judge.keepsOvershoot = true
  },
  .flag("keep-failed", help: "deliver the records of failed groups too") {
    $0.keepsFailed = true
  },
]

private let stopOptions: [Option<Settings>] = [
  .integer(
    "stop-when-empty", "N", in: 1...1_000_000,
    help: "stop the run after N rounds in a row without a valid record"
  ) { $0.stop.emptyRounds = $1 },
  .number(
    "stop-invalid-fraction", "F", in: 0...1,
    help: "stop the run when the mean invalid fraction is F or more, --patience rounds in a row"
  ) { $0.stop.invalidFraction = $1 },
  .integer(
    "num-records", "N", in: 1...Count.range.upperBound,
    help: "how many records are wanted, for the progress line"
  ) { $0.numRecords = $1 },
  .flag("stop-at-target", help: "stop the run when --num-records are accepted") {
    $0.stopsAtTarget = true
  },
]

private let keepingOptions: [Option<Settings>] = [
  .file("journal", help: "append each round to FILE before the next one is requested") {
    $0.journal = $1
  },
  .flag("resume", help: "continue the run of the journal") { $0.resumes = true },
  .flag("retry-failed", help: "with --resume, continue failed groups as well") {
    $0.retriesFailed = true
  },
  .choice(
    "fsync", "WHEN", of: Settings.SyncPolicy.self, default: .group,
    help: "when the journal is synced to the disk"
  ) { $0.syncPolicy = $1 },
  .text("snapshots", "LIST", help: "percentages at which a snapshot is written: 25,50,75") {
    (settings, text) throws(UsageError) in
    settings.snapshots = try percentages(text)
  },
  .choice(
    "snapshot-by", "UNIT", of: Snapshot.Unit.self, default: .records,
    help: "what the percentages count"
  ) { $0.snapshotUnit = $1 },
  .file("snapshot-dir", "DIR", default: ".", help: "where snapshots are written") {
    $0.snapshotFolder = $1
  },
  .file(
    "tmpdir", "DIR", default: "/tmp", environment: "TMPDIR",
    help: "where accepted records are kept until they are delivered"
  ) { $0.temporaryFolder = $1 },
]

private let tellingOptions: [Option<Settings>] = [
  .file("summary", help: "write the summary to FILE, as JSON") { $0.summary = $1 },
  .choice(
    "progress", "WHEN", of: Settings.ProgressKind.self, default: .auto,
    help: "when progress is shown on stderr"
  ) { $0.progress = $1 },
  .flag("verbose", help: "one line on stderr for each round") { $0.isVerbose = true },
  .flag("strict", help: "end with status 65 if the state in a line is not the computed one") {
    $0.isStrict = true
  },
]

/// Reads a number of records, or a share of those expected, which has a point.
private func minimum(_ text: String) throws(UsageError) -> MinimumRecords {
  if let count = Int(text), count >= 0 { return .count(count) }
  guard text.contains("."), let share = Double(text), (0...1).contains(share) else {
    throw UsageError("not a number of records such as 10, nor a share from 0.0 to 1.0")
  }
  return .share(share)
}

/// Reads a list of whole percentages from 1 to 99.
private func percentages(_ text: String) throws(UsageError) -> [Int] {
  var list: [Int] = []
  for word in text.split(separator: ",", omittingEmptySubsequences: false) {
    guard let value = Int(word), (1...99).contains(value) else {
      throw UsageError("not whole percentages from 1 to 99, such as 25,50,75")
    }
    list.append(value)
  }
  return list
}
