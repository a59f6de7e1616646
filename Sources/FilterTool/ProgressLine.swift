import Libc

/// One line on a terminal, drawn again and again while the tool works.
///
/// In a pipe, in a file and where TERM is `dumb` or unset it does nothing. It uses no colour, so
/// NO_COLOR has nothing to switch off. After each drawing the cursor stands at the line's start:
/// whatever is written next, by any stage of the pipeline, replaces the line (see `warn`).
public struct ProgressLine: ~Copyable {
  /// Returns to the start of the line and erases it.
  static let clearing = Array("\r\u{1B}[K".utf8)
  /// Five drawings a second at most.
  static let pause = Duration.milliseconds(200)

  private let descriptor: Int32
  private var isDrawn = false
  private var nextDrawing = Duration.zero

  /// Whether there is a terminal to draw on.
  public let isShown: Bool

  /// Makes a line on a descriptor, which stays the caller's.
  public init(descriptor: Int32 = 2) {
    self.descriptor = descriptor
    isShown = isRedrawable(descriptor)
  }

  /// Draws the text, cut to the terminal's width, unless the last drawing is less than 0.2 s old.
  ///
  /// The text is not even computed when nothing is to be drawn.
  public mutating func show(_ text: @autoclosure () -> String) {
    show(text(), at: Monotonic.now)
  }

  mutating func show(_ text: @autoclosure () -> String, at now: Duration) {
    guard isShown, now >= nextDrawing else { return }
    nextDrawing = now + Self.pause
    var bytes: [UInt8] = []
    appendPrintable(fitting(text(), columns: columns()), to: &bytes)
    isDrawn = writeAll(Self.clearing + bytes + [UInt8(ascii: "\r")], to: descriptor)
  }

  /// Erases the line; the next `show` draws at once.
  public mutating func clear() {
    guard isDrawn else { return }
    isDrawn = false
    nextDrawing = .zero
    _ = writeAll(Self.clearing, to: descriptor)
  }

  deinit {
    if isDrawn { _ = writeAll(Self.clearing, to: descriptor) }
  }

  /// The terminal's width, 80 where it does not tell.
  private func columns() -> Int {
    var size = winsize()
    let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

/// Returns as much of a text as fits beside the cursor, which needs the last column.
func fitting(_ text: String, columns: Int) -> String {
  String(text.prefix(max(columns - 1, 0)))
}
