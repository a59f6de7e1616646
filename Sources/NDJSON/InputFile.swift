internal import Glibc

/// Opens a file for reading; the descriptor is the caller's to close.
public func openForReading(_ path: String) throws(IOError) -> Int32 {
  try retryingInterrupts("open", path) { unsafe open(path, O_RDONLY | O_CLOEXEC) }
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
    let count = try retryingInterrupts("read", path) {
      unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    }
    if count == 0 { return content }
    content += block[..<count]
  }
}
