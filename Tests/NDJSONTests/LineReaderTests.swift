import Foundation
import Testing

@testable import NDJSON

@Suite struct LineReaderTests {
  /// Reads the lines of a file with the given bytes.
  func lines(of bytes: [UInt8], limit: Int = LineReader.longestLine) throws -> (
    [String], LineError?
  ) {
    let path = NSTemporaryDirectory() + "lines-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let file = try #require(FileHandle(forReadingAtPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var reader = LineReader(descriptor: file.fileDescriptor, name: "input", limit: limit)
    var result: [String] = []
    do throws(LineError) {
      while let line = try reader.next() {
        #expect(line.number == result.count + 1)
        result.append(String(decoding: line.bytes.copy(0..<line.bytes.count), as: UTF8.self))
      }
    } catch {
      return (result, error)
    }
    return (result, nil)
  }

  @Test func lendsLines() throws {
    let (lines, error) = try lines(of: Array("a\n\nb c\r\n".utf8))
    #expect(lines == ["a", "", "b c\r"])
    #expect(error == nil)
    #expect(try self.lines(of: []).0 == [])
  }

  @Test func lendsLinesLongerThanItsBuffer() throws {
    let long = String(repeating: "0123456789", count: 100_000)
    let (lines, error) = try lines(of: Array("short\n\(long)\nlast\n".utf8))
    #expect(lines == ["short", long, "last"])
    #expect(error == nil)
  }

  @Test func refusesACutLastLine() throws {
    let (lines, error) = try lines(of: Array("a\nb".utf8))
    #expect(lines == ["a"])
    #expect(error == .truncated(name: "input", line: 2))
    #expect(
      error?.description == "input:2: line is cut off: the input ends without a line feed")
  }

  @Test func refusesALinePastTheLimit() throws {
    let (lines, error) = try lines(of: Array("abc\nabcd\n".utf8), limit: 3)
    #expect(lines == ["abc"])
    #expect(error == .tooLong(name: "input", line: 2, limit: 3))
    let endless = [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(
      try self.lines(of: endless, limit: 1 << 18).1
        == .tooLong(name: "input", line: 1, limit: 1 << 18))
  }

  @Test func namesAReadThatFails() {
    var reader = LineReader(descriptor: -1, name: "input")
    #expect(throws: LineError.io(IOError("read", "input", code: EBADF))) { _ = try reader.fill() }
  }
}
