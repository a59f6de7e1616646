import Foundation
import Glibc
import Testing

@testable import FilterTool

/// Both ends of a terminal of the test's own.
private struct Terminal {
  let outer: Int32
  let inner: Int32

  init(columns: UInt16) throws {
    outer = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: Int32 = -1
    // TIOCSPTLCK and TIOCGPTN, which Glibc does not import.
    #expect(ioctl(outer, 0x4004_5431, &locked) == 0)
    #expect(ioctl(outer, 0x8004_5430, &number) == 0)
    inner = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(inner, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// Hangs up, and returns all that was written: the kernel hands it over bit by bit, and says EIO
  /// when there is no more.
  func close() -> String {
    Glibc.close(inner)
    var shown: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while case let count = read(outer, &bytes, bytes.count), count > 0 {
      shown += bytes.prefix(count)
    }
    Glibc.close(outer)
    return String(decoding: shown, as: UTF8.self)
  }
}

@Suite(.serialized) struct ProgressLineTests {
  @Test func theLineIsCutToTheWidthAndDrawnFiveTimesASecond() throws {
    setenv("TERM", "xterm", 1)
    let terminal = try Terminal(columns: 10)
    do {
      var line = ProgressLine(descriptor: terminal.inner)
      let lineIsShown = line.isShown
      #expect(lineIsShown)
      line.show("123456789abc", at: .seconds(1))
      line.show("too soon", at: .milliseconds(1199))
    }
    #expect(terminal.close() == "\r\u{1B}[K123456789\r" + "\r\u{1B}[K")
  }

  @Test func aLineThatWasErasedIsDrawnAtOnce() throws {
    setenv("TERM", "xterm", 1)
    let terminal = try Terminal(columns: 80)
    do {
      var line = ProgressLine(descriptor: terminal.inner)
      line.show("one")
      line.clear()
      line.show("two\n")
    }
    #expect(
      terminal.close() == "\r\u{1B}[Kone\r\r\u{1B}[K\r\u{1B}[Ktwo\\n\r" + "\r\u{1B}[K")
  }

  @Test func nothingIsDrawnOnADumbTerminalOrInAFile() throws {
    let terminal = try Terminal(columns: 80)
    setenv("TERM", "dumb", 1)
    let dumb = ProgressLine(descriptor: terminal.inner)
    let dumbIsShown = dumb.isShown
    #expect(!dumbIsShown)
    setenv("TERM", "xterm", 1)
    let file = open("/dev/null", O_WRONLY)
    let line = ProgressLine(descriptor: file)
    let lineIsShown = line.isShown
    #expect(!lineIsShown)
    close(file)
    #expect(terminal.close() == "")
  }
}
