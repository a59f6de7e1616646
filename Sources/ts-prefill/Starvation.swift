import FilterTool
import Libc
import NDJSON
import TimeSeries

/// Watches how long the loop has brought nothing.
///
/// It says so, again after ten times as long and a second at least, and so on; with
/// `--loop-timeout` it ends the run.
struct Starvation {
  private var patience: Duration
  private let limit: Duration?
  private var lastFed = Monotonic.now
  private var remarksAt: Duration

  /// Begins to watch.
  init(_ settings: Settings) {
    patience = settings.starvesAfter
    limit = settings.loopTimeout
    remarksAt = lastFed + patience
  }

  /// When there is something to say, or to end.
  var callsAt: Duration { min(remarksAt, endsAt ?? remarksAt) }

  /// Whether that time has come.
  var isDue: Bool { Monotonic.now >= callsAt }

  private var endsAt: Duration? { limit.map { lastFed + $0 } }

  /// Takes note that the loop has brought something.
  mutating func fed() {
    lastFed = Monotonic.now
    remarksAt = lastFed + patience
  }

  /// Says that nothing comes back, which groups are missing, and what to look for; ends the run at
  /// its limit.
  mutating func remark(on head: borrowing LoopHead, _ name: String, hasWriter: Bool) throws {
    if let limit, let endsAt, Monotonic.now >= endsAt {
      throw Failure(
        "--loop-timeout: " + silence(of: limit, on: head, name, hasWriter: hasWriter),
        .temporaryFailure)
    }
    warn(command.name, remark(on: head, name, hasWriter: hasWriter))
    patience = min(max(patience * 10, .seconds(1)), .seconds(1_000_000))
    remarksAt = Monotonic.now + patience
  }

  private func remark(on head: borrowing LoopHead, _ name: String, hasWriter: Bool) -> String {
    let silence = silence(of: patience, on: head, name, hasWriter: hasWriter)
    if !hasWriter || head.isResuming { return silence }
    return silence + ": the model is slow, a stage keeps its output back (jq needs --unbuffered,"
      + " python -u, mawk -W interactive), or a stage has lost a line"
  }

  /// What has not come for so long: a writer, what a journal knows, or groups.
  private func silence(
    of time: Duration, on head: borrowing LoopHead, _ name: String, hasWriter: Bool
  ) -> String {
    if !hasWriter {
      return "\(name): nobody has opened it for writing in \(time.seconds) s: the pipeline must"
        + " end in a ts-collect with the same --loop"
    }
    let silence = "nothing has come back for \(time.seconds) s"
    if head.isResuming {
      return silence + ": --resume waits for what the journal of ts-collect knows"
    }
    return silence + " with \(head.flyingCount) in flight (\(head.missing))"
  }
}

extension Duration {
  /// The seconds, with as many decimals as they need.
  fileprivate var seconds: String {
    var digits: [UInt8] = []
    Timestamp(microseconds: wholeMicroseconds).writeSeconds(into: &digits)
    return String(decoding: digits, as: UTF8.self)
  }
}
