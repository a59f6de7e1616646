import FilterTool
import Libc

/// Watches for the first writer of the loop: until it has come, nobody can be missed.
///
/// ts-collect opens the loop when it starts. Where it died before that, or a stage in front of it
/// did, no end of file will ever tell. So as long as there is no writer, a line of type `waiting`
/// is sent down the pipeline now and then, which each stage passes on: a stage whose reader has
/// gone learns it by writing, and the ends come up the pipeline as far as here.
struct WriterWatch {
  /// How long to wait before each such line.
  private static let pause = Duration.milliseconds(200)

  /// When the next line is due; nil once a writer has come.
  private(set) var callsAt: Duration?

  /// Begins to watch.
  init() { callsAt = Monotonic.now + Self.pause }

  /// Whether it is time to look, and perhaps to send a line.
  var isDue: Bool { callsAt.map { Monotonic.now >= $0 } ?? false }

  /// Whether a writer has been there.
  var hasCome: Bool { callsAt == nil }

  /// Takes note that a writer is there, or was.
  mutating func found() { callsAt = nil }

  /// Takes note that there is none yet.
  mutating func missed() { callsAt = Monotonic.now + Self.pause }
}
