public import NDJSON

/// Why a filter ended before its work was done: what it says, and the status it ends with.
public struct Failure: Error, Equatable, Sendable {
  /// The message, without the tool's name.
  public let message: String
  /// The exit status.
  public let status: ExitStatus

  /// A failure told in words.
  public init(_ message: String, _ status: ExitStatus) {
    self.message = message
    self.status = status
  }

  /// A line that is not what the stream's format asks for.
  public init(_ name: String, line: Int, _ message: String) {
    self.init("\(name):\(line): \(message)", .dataError)
  }

  /// A system call that failed.
  public init(_ error: IOError) { self.init(error.description, .ioError) }

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
        let failure = Failure(error)
        warn(name, failure.message)
        return failure.status
      }
    }
  }
}
