public import NDJSON

/// Why a filter ended before its work was done: what it says, and the status it ends with.
public struct Failure: Error, Equatable, Sendable {
  /// The messages, without the tool's name: one, or as many as there are faults.
  public let messages: [String]
  /// The exit status.
  public let status: ExitStatus
  /// The error of the system call that failed, if one did.
  public let systemError: IOError?

  /// A failure told in words.
  public init(_ message: String, _ status: ExitStatus) {
    self.init([message], status)
  }

  /// A failure of which there is more than one thing to say.
  public init(_ messages: [String], _ status: ExitStatus) {
    self.messages = messages
    self.status = status
    systemError = nil
  }

  /// A line that is not what the stream's format asks for.
  public init(_ name: String, line: Int, _ message: String) {
    self.init("\(name):\(line): \(message)", .dataError)
  }

  /// A system call that failed.
  public init(_ error: IOError) {
    messages = [error.description]
    status = error.operation == "create" ? .cannotCreate : .ioError
    systemError = error
  }

  /// An input that could not be read line by line.
  public init(_ error: LineError) {
    if case .io(let error) = error {
      self.init(error)
    } else {
      self.init(error.description, .dataError)
    }
  }

  /// Any of the errors above; another one is a failed read or write.
  public init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as IOError: self.init(error)
    case let error as LineError: self.init(error)
    default: self.init("\(error)", .ioError)
    }
  }
}

/// Does what may fail in a system call.
public func io<Value: ~Copyable>(
  _ body: () throws(IOError) -> Value
) throws(Failure) -> Value {
  do throws(IOError) { return try body() } catch { throw Failure(error) }
}

extension Command {
  /// Runs a tool: reads the command line, does the work, reports what it throws.
  ///
  /// - Parameters:
  ///   - settings: The defaults.
  ///   - work: The work, given the settings and the operands; its status is the tool's.
  public func run(
    _ settings: Settings, work: (Settings, [String]) throws -> ExitStatus
  ) -> ExitStatus {
    var settings = settings
    switch start(&settings) {
    case .done(let status): return status
    case .work(let operands):
      do {
        return try work(settings, operands)
      } catch let error as UsageError {
        return usageFault(error)
      } catch {
        return report(Failure(error))
      }
    }
  }

  /// Says what a failure has to say; its status is the tool's.
  public func report(_ failure: Failure) -> ExitStatus {
    for message in failure.messages { warn(name, message) }
    return failure.status
  }
}
