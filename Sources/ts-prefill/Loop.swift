import FilterTool
import Libc
import NDJSON

/// What `--loop` names: a FIFO that brings rounds as they end, or a file that holds one round.
enum Loop {
  /// A FIFO, opened for reading.
  case fifo(Int32)
  /// A regular file, opened for reading; nil where it is not there yet.
  case file(Int32?)

  /// Opens a path without waiting for a writer.
  static func open(_ path: String) throws -> Loop {
    let descriptor: Int32
    do throws(IOError) {
      descriptor = try openForReading(path, flags: O_NONBLOCK)
    } catch {
      if error.code == ENOENT { return .file(nil) }
      throw error
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure(IOError.current("stat", path)) }
    switch status.st_mode & S_IFMT {
    case S_IFIFO: return .fifo(descriptor)
    case S_IFREG: return .file(descriptor)
    default:
      throw Failure(path, "neither a FIFO nor a regular file", status: .usage)
    }
  }
}
