import Foundation
import Testing

@testable import NDJSON

@Suite struct JSONWriterTests {
  @Test func putsCommasWhereTheyBelong() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("a")
    writer.integer(-120)
    writer.name("b")
    writer.beginArray()
    writer.string("x\"\n\u{1}é")
    writer.boolean(true)
    writer.null()
    writer.beginObject()
    writer.endObject()
    writer.raw(Array("1.10".utf8))
    writer.double(2.5)
    writer.double(3)
    writer.endArray()
    writer.name(String("odd \"name\""))
    writer.beginArray()
    writer.endArray()
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"a":-120,"b":["x\"\n\u0001é",true,null,{},1.10,2.5,3],"odd \"name\"":[]}"#)
  }

  @Test func writesTheExtremesOfIntegers() {
    for value in [Int.min, Int.max, 0, 9, 10, -1] {
      var writer = JSONWriter()
      writer.integer(value)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == String(value))
    }
  }

  @Test func aWriterTellsWhatFailed() {
    var writer = LineWriter(descriptor: -1, name: "<stdout>")
    writer.pending.append("{}")
    #expect(throws: Never.self) { try writer.endLine() }
    #expect(throws: IOError("write", "<stdout>", code: EBADF)) { try writer.flush() }
  }

  @Test func aWriterLeavesWhatAFullPipeDoesNotTake() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var writer = LineWriter(descriptor: descriptor, name: "pipe")
    writer.pending.append([UInt8](repeating: 0x61, count: 200_000))
    writer.pending.append(byte: 0x0A)
    #expect(try !writer.flushAvailable())
    var received = pipe.fileHandleForReading.availableData.count
    while try !writer.flushAvailable() {
      received += pipe.fileHandleForReading.availableData.count
    }
    while received < 200_001 { received += pipe.fileHandleForReading.availableData.count }
    #expect(received == 200_001)
    #expect(writer.pendingCount == 0)
  }
}
