import Libc

/// Opens a file for reading; the descriptor is the caller's to close.
///
/// `flags` are those of open(2), beside the ones that every file gets.
public func openForReading(_ path: String, flags: Int32 = 0) throws(IOError) -> Int32 {
  try retryingInterrupts("open", path, waits: true) {
    unsafe open(path, O_RDONLY | O_CLOEXEC | flags)
  }
}

/// Closes a descriptor that was only read from, so that closing cannot lose anything.
public func closeInput(_ descriptor: Int32) { _ = close(descriptor) }

/// Reads all of a small file, such as a schema.
public func readFile(_ path: String) throws(IOError) -> [UInt8] {
  let descriptor = try openForReading(path)
  defer { closeInput(descriptor) }
  var content: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = try readSome(descriptor, path, into: &block, from: 0)
    if count == 0 { return content }
    content += block[..<count]
  }
}

/// Reads once into `buffer` from `start` on, waiting where a descriptor that does not block has
/// nothing yet; 0 at the end of the input.
///
/// The corresponding C function is `read`.
public func readSome(
  _ descriptor: Int32, _ name: String, into buffer: inout [UInt8], from start: Int
) throws(IOError) -> Int {
  while true {
    if let count = try readOnce(descriptor, name, into: &buffer, from: start) { return count }
    _ = try waitUntilReady([Readiness(descriptor, .readable)], timeout: nil)
  }
}

/// As `readSome`, but returns nil where it would have to wait.
func readOnce(
  _ descriptor: Int32, _ name: String, into buffer: inout [UInt8], from start: Int
) throws(IOError) -> Int? {
  do throws(IOError) {
    return try retryingInterrupts("read", name, waits: true) {
      unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        return unsafe read(descriptor, target.baseAddress, target.count)
      }
    }
  } catch {
    if error.code == EAGAIN { return nil }
    throw error
  }
}
