import CurlMulti
import FilterTool
import Libc
import NDJSON

/// Why the work ends before its time: what to say, and the status.
struct Halt: Error {
  /// What to say; nothing where a signal asked for the end.
  let message: String?
  /// The exit status.
  let status: Int32

  init(_ message: String, _ status: ExitStatus) {
    self.message = message
    self.status = status.rawValue
  }

  /// The end that a signal asks for, with the shell's status for it.
  init(signal: Int32) {
    message = nil
    status = 128 + signal
  }

  init(_ error: CurlError) { self.init("\(error)", .ioError) }

  init(_ error: IOError) {
    if error.operation == "write", error.code == EPIPE {
      self.init(signal: SIGPIPE)
    } else if error.code == EINTR, let signal = Interrupts.caught {
      self.init(signal: signal)
    } else {
      self.init("\(error)", .ioError)
    }
  }

  /// Dies of the signal that asked for the end, or of the SIGPIPE of a reader that has gone, as a
  /// filter does; returns for any other reason.
  func dieOfSignal() {
    if status > 128 { die(of: status - 128) }
  }

  init(_ error: LineError) {
    if case .io(let error) = error {
      self.init(error)
    } else {
      self.init("\(error)", .dataError)
    }
  }
}
