internal import FilterTool
internal import NDJSON
internal import TimeSeries

/// What ends a run before its input does.
enum CollectError: Error {
  /// A read or a write failed.
  case io(IOError)
  /// A line cannot be read.
  case line(LineError)
  /// The input is not what it should be; the text names the place and says what was wanted.
  case data(String)
  /// A file cannot be created or must not be written; the text names it and says why.
  case cannotCreate(String)
  /// The command line cannot be obeyed.
  case usage(String)

  /// The words of a message.
  var message: String {
    switch self {
    case .io(let error): error.description
    case .line(let error): error.description
    case .data(let text), .cannotCreate(let text), .usage(let text): text
    }
  }

  /// How the tool ends.
  var status: ExitStatus {
    switch self {
    case .io(let error), .line(.io(let error)):
      error.operation == "create" ? .cannotCreate : .ioError
    case .line, .data: .dataError
    case .cannotCreate: .cannotCreate
    case .usage: .usage
    }
  }
}

/// Does what may fail in a system call.
func io<Value: ~Copyable>(
  _ body: () throws(IOError) -> Value
) throws(CollectError) -> Value {
  do throws(IOError) { return try body() } catch { throw .io(error) }
}
