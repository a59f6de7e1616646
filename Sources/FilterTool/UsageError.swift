/// A command line that cannot be obeyed, and why.
public struct UsageError: Error, Equatable, Sendable {
  /// What is wrong and what was wanted; lower case, one line, no full stop.
  public let message: String

  /// Makes an error out of its words.
  ///
  /// A setter of an option names only what was wanted (`not an integer from 1 to 9`); the
  /// parser puts the option and the value in front of it.
  public init(_ message: String) {
    self.message = message
  }
}
