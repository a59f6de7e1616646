import FilterTool
import NDJSON
import TimeSeries

/// What ends ts-prefill early: one message for each fault, and the status.
struct Failure: Error {
  let messages: [String]
  let status: ExitStatus

  /// A failed system call.
  init(_ error: IOError) {
    messages = [error.description]
    status = .ioError
  }

  /// Whatever was thrown where several kinds of error can be.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as IOError: self.init(error)
    case let error as LineError: self.init(error)
    default: self.init(command.name, "\(error)")
    }
  }

  /// A line that could not be read.
  init(_ error: LineError) {
    messages = [error.description]
    if case .io = error { status = .ioError } else { status = .dataError }
  }

  /// A fault at a line of a file.
  init(_ name: String, line: Int, _ message: String) {
    messages = ["\(name):\(line): \(message)"]
    status = .dataError
  }

  /// The faults of a table.
  init(_ name: String, _ faults: [TableFault]) {
    messages = faults.map { fault in
      fault.line.map { "\(name):\($0): \(fault.message)" } ?? "\(name): \(fault.message)"
    }
    status = .dataError
  }

  /// One fault of a file as a whole.
  init(_ name: String, _ message: String, status: ExitStatus = .dataError) {
    messages = ["\(name): \(message)"]
    self.status = status
  }
}
