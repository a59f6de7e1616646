/// How a tool ends, as the shell sees it: 0 and 1 are the data's, the rest are sysexits(3).
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// All was well.
  case success = 0
  /// The tool ran to its end and found fault in the data.
  case faultFound = 1
  /// The command line is wrong.
  case usage = 64
  /// The input is not what the manual page says.
  case dataError = 65
  /// The server cannot be reached or refuses for good.
  case unavailable = 69
  /// An output file cannot be created.
  case cannotCreate = 73
  /// A read or a write failed.
  case ioError = 74
  /// The tool gave up for now; the same command, run again, goes on.
  case temporaryFailure = 75
}
