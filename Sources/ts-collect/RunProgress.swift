import FilterTool
import Libc
import NDJSON

/// Tells how the run stands, where and as often as was asked for.
struct RunProgress: ~Copyable {
  private let kind: Settings.ProgressKind
  private var line = ProgressLine()
  private var nextTelling = Duration.zero
  /// Whether records are written to a terminal, which as a rule is that of the line.
  private let sharesTerminal = isatty(STDOUT_FILENO) == 1

  /// Makes a progress of a kind.
  init(_ kind: Settings.ProgressKind) {
    self.kind = kind
  }

  /// Whether anything is told at all.
  var isTold: Bool { pause != nil }

  /// How long the run may wait for input before progress wants to be told again; nil for ever.
  var pause: Duration? {
    switch kind {
    case .never: nil
    case .auto: line.isShown ? .seconds(1) : nil
    case .always, .json: .seconds(1)
    }
  }

  /// Tells the standing, unless the last telling is too recent.
  mutating func show(_ standing: RunStanding) {
    switch kind {
    case .never: return
    case .auto: line.show(standing.text)
    case .always where line.isShown: line.show(standing.text)
    case .always, .json:
      let now = Monotonic.now
      guard now >= nextTelling else { return }
      nextTelling = now + (kind == .json ? .seconds(1) : .seconds(5))
      tell(standing)
    }
  }

  /// Erases the line where records are about to be written over it.
  mutating func makeRoom() {
    if sharesTerminal { line.clear() }
  }

  /// Erases the line, and tells the last standing where lines stay.
  mutating func finish(_ standing: RunStanding) {
    line.clear()
    if kind == .json { tell(standing) }
  }

  private func tell(_ standing: RunStanding) {
    guard kind == .json else { return warn(command.name, standing.text) }
    var writer = LineWriter(descriptor: STDERR_FILENO, name: "<stderr>")
    writer.pending.append(standing.json)
    // Nothing can be said where stderr takes nothing.
    try? writer.flush()
  }
}
