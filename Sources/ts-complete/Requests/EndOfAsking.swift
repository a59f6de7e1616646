/// Decides when no more is asked in this run: the tokens allowed or the quota are used up, the key
/// is refused, or an outage lasts longer than the tries.
///
/// The groups that remain are unfinished: they have not failed, and another run takes them up.
struct EndOfAsking {
  /// What each further group is answered with; nil while requests go out.
  private(set) var error: RequestError?
  private var failuresInARow = 0

  /// How many requests may spend all their tries in a row before that is an outage: one alone may
  /// be at fault itself.
  private static let mostFailures = 2

  /// Learns that a request was answered.
  mutating func takeAnswer() { failuresInARow = 0 }

  /// Learns of a request without an answer, for good; true where no more is to be asked.
  ///
  /// `isOutlived` says that others were answered, or brought a part, in the time of its last try.
  mutating func take(_ failure: RequestError, isOutlived: Bool) -> Bool {
    guard error == nil else { return false }
    if isOutlived { failuresInARow = 0 }
    if failure.isTemporary, failure.type != RequestError.truncated { failuresInARow += 1 }
    guard failure.isForAll || failure.isOutage || failuresInARow >= Self.mostFailures else {
      return false
    }
    error = failure
    return true
  }

  /// Learns that what is allowed is spent.
  mutating func spend(_ limit: RequestError) { error = limit }
}
