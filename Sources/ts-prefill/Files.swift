import Glibc
import NDJSON

/// Opens a file for reading.
func openForReading(_ path: String) throws(Failure) -> Int32 {
  do throws(IOError) {
    return try retryingInterrupts("open", path) { open(path, O_RDONLY | O_CLOEXEC) }
  } catch {
    throw Failure(error)
  }
}

/// Reads all of a small file.
func readFile(_ path: String) throws(Failure) -> [UInt8] {
  let descriptor = try openForReading(path)
  defer { close(descriptor) }
  var input = InputBlocks(descriptor: descriptor, name: path)
  do throws(IOError) {
    while !input.isEnd { try input.advance(by: 0) }
  } catch {
    throw Failure(error)
  }
  return Array(input.buffer[..<input.filled])
}
