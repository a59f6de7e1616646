import Glibc

/// The pipe that the signals of this process go through: a handler may do no more than write.
private let pipeEnds: (reading: Int32, writing: Int32)? = {
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else { return nil }
  for end in ends {
    guard fcntl(end, F_SETFD, FD_CLOEXEC) == 0, fcntl(end, F_SETFL, O_NONBLOCK) == 0 else {
      return nil
    }
  }
  return (ends[0], ends[1])
}()

/// Signals as something to read, so that they are waited for with everything else.
public struct SignalDescriptor {
  /// What to wait for.
  public let descriptor: Int32

  /// Keeps `signals` from their usual effect and makes them readable here.
  public init(_ signals: [Int32]) throws(CurlError) {
    guard let ends = pipeEnds else { throw CurlError(errno: errno, operation: "pipe") }
    descriptor = ends.reading
    for one in signals {
      let before = signal(one) { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        if let pipeEnds { _ = write(pipeEnds.writing, &byte, 1) }
        errno = saved
      }
      guard unsafeBitCast(before, to: Int.self) != -1 else {
        throw CurlError(errno: errno, operation: "signal")
      }
    }
  }

  /// The next signal that came; nil when none has.
  public func next() -> Int32? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }
}
