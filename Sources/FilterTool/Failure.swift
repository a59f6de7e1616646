import Libc
import NDJSON

/// How a filter ends before its work is done: with messages and a status, or of a signal, silently.
///
/// Nothing else ends a tool: what its functions throw becomes one of these in `Command.run`.
public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The messages, without the tool's name: one, or as many as there are faults.
  public let messages: [String]
  /// The exit status.
  public let status: ExitStatus
  /// The signal to die of instead: the one that asked for the end, or the SIGPIPE of a reader that
  /// has gone.
  public let signal: Int32?

  /// All messages, one after the other.
  public var description: String { messages.joined(separator: "; ") }

  /// A failure told in words.
  public init(_ message: String, _ status: ExitStatus) {
    self.init([message], status)
  }

  /// A failure of which there is more than one thing to say.
  public init(_ messages: [String], _ status: ExitStatus) {
    self.messages = messages
    self.status = status
    signal = nil
  }

  /// A line that is not what the stream's format asks for.
  public init(_ name: String, line: Int, _ message: String) {
    self.init("\(name):\(line): \(message)", .dataError)
  }

  /// The end that a signal asks for: there is nothing to say.
  public init(signal: Int32) {
    messages = []
    status = .ioError
    self.signal = signal
  }

  /// The end that any error makes; one that is not known here is a failed read or write.
  public init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as UsageError: self.init(error.message, .usage)
    case let error as IOError: self.init(error)
    case LineError.io(let error): self.init(error)
    case let error as LineError: self.init(error.description, .dataError)
    default: self.init("\(error)", .ioError)
    }
  }

  private init(_ error: IOError) {
    if error.code == EPIPE {
      self.init(signal: SIGPIPE)
    } else if error.code == EINTR, let signal = Interrupts.caught {
      self.init(signal: signal)
    } else {
      self.init(error.description, error.operation == "create" ? .cannotCreate : .ioError)
    }
  }
}

/// Names a place in what is wrong with the data there: `<stdin>:12: REASON`, status 65.
public func at<Value: ~Copyable>(
  _ place: @autoclosure () -> String, _ body: () throws -> Value
) throws -> Value {
  do { return try body() } catch { throw Failure("\(place()): \(error)", .dataError) }
}

extension Command {
  /// Runs a tool from its command line to its end; the whole of every `main.swift` but the work.
  ///
  /// - Parameters:
  ///   - settings: The defaults.
  ///   - work: The work, given the settings and the operands; its status is the tool's.
  public func run(
    _ settings: Settings, work: (Settings, [String]) throws -> ExitStatus
  ) -> Never {
    var settings = settings
    do {
      switch try start(&settings) {
      case .done(let status): exit(status.rawValue)
      case .work(let operands): exit(try work(settings, operands).rawValue)
      }
    } catch {
      let failure = Failure(error)
      for message in failure.messages { warn(name, message) }
      if let signal = failure.signal { die(of: signal) }
      exit(failure.status.rawValue)
    }
  }
}
