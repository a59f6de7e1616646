import FilterTool
import Libc
import NDJSON
import TableInput

/// A table's file, which can be read several times: where it cannot seek, all is kept in memory.
struct TableSource {
  private let descriptor: Int32
  private let name: String
  private let isOwned: Bool
  private let start: off_t
  private var content: [UInt8]?

  init(_ file: String, name: String) throws {
    self.name = name
    isOwned = file != "-"
    descriptor = isOwned ? try openForReading(file) : STDIN_FILENO
    start = lseek(descriptor, 0, SEEK_CUR)
  }

  /// The bytes from the beginning on.
  ///
  /// - Parameter isOnlyOnce: Whether they are not asked for again.
  mutating func blocks(isOnlyOnce: Bool = false) throws -> InputBlocks {
    if let content { return InputBlocks(bytes: content, name: name) }
    if isOnlyOnce || (start >= 0 && lseek(descriptor, start, SEEK_SET) == start) {
      return InputBlocks(descriptor: descriptor, name: name)
    }
    var blocks = InputBlocks(descriptor: descriptor, name: name)
    while !blocks.isEnd { try blocks.advance(by: 0) }
    let bytes = Array(blocks.buffer[..<blocks.filled])
    content = bytes
    return InputBlocks(bytes: bytes, name: name)
  }

  func close() {
    if isOwned { closeInput(descriptor) }
  }
}
